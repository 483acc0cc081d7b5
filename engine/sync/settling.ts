/** Which entries a change left behind in Exchange, and so which are ours: for verification and after a crash alike. */
import { toAppError } from '../../shared/errors.ts';
import type { MailboxGuid } from '../../shared/ids.ts';
import type { AccessListChange, Mailbox } from '../domain/exchange.ts';
import type { OwnEntry } from '../domain/own-entry.ts';
import { holds } from '../domain/verdict.ts';
import type { JournalRow } from '../ports/journal.ts';
import { patiently } from './calls.ts';
import type { ExchangeContext } from './run-context.ts';

export interface Effect {
  readonly isComplete: boolean;
  readonly own: { readonly gained: readonly OwnEntry[]; readonly given: readonly OwnEntry[] };
}

/** What of `change` stands in Exchange now; null for a mailbox that is gone. */
export function effectOf(change: AccessListChange, now: Mailbox | null): Effect {
  const allowed = now?.allowedDeviceIds ?? [];
  const blocked = now?.blockedDeviceIds ?? [];
  const entry =
    (list: OwnEntry['list']) =>
    (deviceId: string): OwnEntry => ({ mailbox: change.mailbox, deviceId, list });
  const gained = [
    ...change.allowAdd.filter((id) => holds(allowed, id)).map(entry('allow')),
    ...change.blockAdd.filter((id) => holds(blocked, id)).map(entry('block')),
  ];
  const given = [
    ...change.allowRemove.filter((id) => !holds(allowed, id)).map(entry('allow')),
    ...change.blockRemove.filter((id) => !holds(blocked, id)).map(entry('block')),
  ];
  const wanted = change.allowAdd.length + change.blockAdd.length + change.allowRemove.length + change.blockRemove.length;
  return { isComplete: now !== null && gained.length + given.length === wanted, own: { gained, given } };
}

/** Null when the mailbox is gone. */
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
  context.dependencies.journal.settle(row.id, 'lost', { gained: [], given: [] });
  return 'lost';
}

async function reconcileSent(context: ExchangeContext, row: JournalRow): Promise<'reconciled' | 'lost'> {
  const effect = effectOf(row.change, await readBack(context, row.change.mailbox));
  const state = effect.isComplete ? 'reconciled' : 'lost';
  context.dependencies.journal.settle(row.id, state, effect.own);
  return state;
}
