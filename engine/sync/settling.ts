/** Which entries a change left behind in Exchange, and so which are ours: for verification and after a crash alike. */
import { toAppError } from '../../shared/errors.ts';
import type { MailboxGuid } from '../../shared/ids.ts';
import type { AccessListChange, Mailbox } from '../domain/exchange.ts';
import { type OwnEntry, replicationPatience } from '../domain/own-entry.ts';
import { holds } from '../domain/verdict.ts';
import type { JournalRow, Settlement } from '../ports/journal.ts';
import { patiently } from './calls.ts';
import type { ExchangeContext } from './run-context.ts';

export interface Effect {
  readonly isComplete: boolean;
  readonly own: { readonly gained: readonly OwnEntry[]; readonly given: readonly OwnEntry[] };
}

/**
 * What of `change`, which was sent, stands in Exchange now. A mailbox that is not to be seen (null) may be back tomorrow: what was to be
 * added is ours then, and what was to be removed still is.
 */
export function effectOf(change: AccessListChange, now: Mailbox | null): Effect {
  const allowed = now?.allowedDeviceIds ?? [];
  const blocked = now?.blockedDeviceIds ?? [];
  const entry =
    (list: OwnEntry['list']) =>
    (deviceId: string): OwnEntry => ({ mailbox: change.mailbox, deviceId, list });
  const gained = [
    ...change.allowAdd.filter((id) => now === null || holds(allowed, id)).map(entry('allow')),
    ...change.blockAdd.filter((id) => now === null || holds(blocked, id)).map(entry('block')),
  ];
  const given = [
    ...change.allowRemove.filter((id) => now !== null && !holds(allowed, id)).map(entry('allow')),
    ...change.blockRemove.filter((id) => now !== null && !holds(blocked, id)).map(entry('block')),
  ];
  const wanted = change.allowAdd.length + change.blockAdd.length + change.allowRemove.length + change.blockRemove.length;
  return { isComplete: now !== null && gained.length + given.length === wanted, own: { gained, given } };
}

const nothing: Effect['own'] = { gained: [], given: [] };

/** `own`: which entries came to us by it, and which went. */
export function settle({ dependencies }: ExchangeContext, row: number, state: Settlement['state'], own = nothing): void {
  dependencies.journal.settle(row, { state, ...own, at: dependencies.clock.now().toISOString() });
}

/** Of a mailbox that was read, what is ours and not to be seen; what is young may only not have reached the server that was asked. */
export function forgetTakenOff({ dependencies: { journal, clock } }: ExchangeContext, entries: readonly OwnEntry[]): void {
  journal.forget(entries, new Date(clock.now().getTime() - replicationPatience).toISOString());
}

/** Null when there is no such mailbox, or none that the account may see. */
export async function readBack(context: ExchangeContext, guid: MailboxGuid): Promise<Mailbox | null> {
  try {
    return await patiently((limit) => context.sides.exchange.readMailbox(guid, limit), context.dependencies.clock, context.signal);
  } catch (thrown) {
    if (toAppError(thrown).code === 'exchange.not-found') return null;
    throw thrown;
  }
}

/**
 * Settles what an earlier run left open, before anything is planned. What was only intended was never sent. What was sent
 * is looked up in Exchange, never sent again from here: the plan that follows starts from what Exchange has.
 */
export async function reconcile(context: ExchangeContext): Promise<void> {
  const { journal, log } = context.dependencies;
  for (const row of journal.unsettled()) {
    const state = row.state === 'sent' ? await reconcileSent(context, row) : dropIntended(context, row);
    log.info('journal row settled', { row: row.id, run: row.run, state });
  }
}

function dropIntended(context: ExchangeContext, row: JournalRow): 'lost' {
  settle(context, row.id, 'lost');
  return 'lost';
}

async function reconcileSent(context: ExchangeContext, row: JournalRow): Promise<'reconciled' | 'lost'> {
  const effect = effectOf(row.change, await readBack(context, row.change.mailbox));
  const state = effect.isComplete ? 'reconciled' : 'lost';
  settle(context, row.id, state, effect.own);
  return state;
}
