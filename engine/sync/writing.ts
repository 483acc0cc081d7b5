/** Carries the plan out, one call per mailbox, each journaled before it is sent; then reads every mailbox back. */
import { type AppError, Failure, toAppError } from '../../shared/errors.ts';
import type { Mailbox } from '../domain/exchange.ts';
import { applyChange, changeSize } from '../domain/plan.ts';
import type { JournalRow } from '../ports/journal.ts';
import { patiently } from './calls.ts';
import type { PlannedChange } from './planning.ts';
import type { ExchangeContext } from './run-context.ts';
import { effectOf, readBack } from './settling.ts';

export interface WriteTally {
  writes: number;
  added: number;
  removed: number;
  /** The first problem with a single mailbox; the others were still served. */
  problem: AppError | null;
}

/** Refusals of one mailbox; anything else ends the run and leaves its open rows to reconciliation. */
const mailboxProblems: ReadonlySet<string> = new Set(['exchange.not-found', 'exchange.command-failed']);

export async function writeAll(context: ExchangeContext, changes: readonly PlannedChange[], tally: WriteTally): Promise<void> {
  context.progress('write', 0, changes.length);
  for (const [index, planned] of changes.entries()) {
    await writeOne(context, planned, tally);
    context.progress('write', index + 1, changes.length);
  }
}

/** Adds to the tally when Exchange took the change; a refusal of this mailbox alone becomes its problem. */
export async function writeOne(context: ExchangeContext, { mailbox, change, why }: PlannedChange, tally: WriteTally): Promise<void> {
  const { dependencies, sides, signal, run } = context;
  if (signal.aborted) throw new Failure('cancelled', { retry: 'never' });
  const row = dependencies.journal.intend({ run, change, before: lists(mailbox), after: lists(applyChange(mailbox, change)), why });
  dependencies.journal.markSent(row);
  try {
    await patiently((limit) => sides.exchange.changeAccessLists(change, limit), dependencies.clock, signal);
    tally.writes += 1;
    const size = changeSize(change);
    tally.added += size.added;
    tally.removed += size.removed;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!mailboxProblems.has(error.code)) throw thrown;
    dependencies.log.warn('mailbox not changed', { code: error.code, row });
    if (error.code !== 'exchange.not-found') tally.problem ??= error;
  }
}

/** Compares each changed mailbox with what it should be. What is not there is a problem of the run, not repeated here. */
export async function verifyAll(context: ExchangeContext, tally: WriteTally): Promise<void> {
  const rows = context.dependencies.journal.ofRun(context.run).filter((row) => row.state === 'sent');
  context.progress('verify', 0, rows.length);
  for (const [index, row] of rows.entries()) {
    await verifyOne(context, row, tally);
    context.progress('verify', index + 1, rows.length);
  }
}

async function verifyOne(context: ExchangeContext, row: JournalRow, tally: WriteTally): Promise<void> {
  const { journal, log } = context.dependencies;
  const now = await readBack(context, row.change.mailbox);
  const effect = effectOf(row.change, now);
  journal.settle(row.id, effect.isComplete ? 'confirmed' : 'lost', effect.own);
  if (now === null) return journal.forgetMailbox(row.change.mailbox);
  if (effect.isComplete) return;
  log.warn('change not found in Exchange', { row: row.id });
  tally.problem ??= new Failure('sync.write-unconfirmed', { retry: 'later' }).error;
}

function lists(mailbox: Mailbox): { readonly allowed: readonly string[]; readonly blocked: readonly string[] } {
  return { allowed: mailbox.allowedDeviceIds, blocked: mailbox.blockedDeviceIds };
}
