/** Carries the plan out, one call per mailbox, each journaled before it is sent; then reads every mailbox back. */
import { type AppError, Failure, toAppError } from '../../shared/errors.ts';
import type { AccessListChange, Mailbox } from '../domain/exchange.ts';
import { isConnectionLost } from '../domain/exchange-servers.ts';
import { applyChange, changeSize } from '../domain/plan.ts';
import type { JournalRow } from '../ports/journal.ts';
import { call, patience, patiently } from './calls.ts';
import { inParallel } from './in-parallel.ts';
import type { PlannedChange } from './planning.ts';
import type { ExchangeContext } from './run-context.ts';
import { effectOf, readBack, settle } from './settling.ts';

export interface WriteTally {
  writes: number;
  added: number;
  removed: number;
  /** The first problem with a single mailbox; the others were still served. */
  problem: AppError | null;
  /** Rows of changes whose session was lost before Exchange answered: whether they were carried out shows when they are read back. */
  readonly inDoubt: Set<number>;
  /** Rows of changes that Exchange answered with "not found": nothing was carried out. */
  readonly refused: Set<number>;
}

export function newTally(): WriteTally {
  return { writes: 0, added: 0, removed: 0, problem: null, inDoubt: new Set(), refused: new Set() };
}

/** Refusals of one mailbox; anything else ends the run and leaves its open rows to reconciliation. */
const mailboxProblems: ReadonlySet<string> = new Set(['exchange.not-found', 'exchange.command-failed']);

export async function writeAll(context: ExchangeContext, changes: readonly PlannedChange[], tally: WriteTally): Promise<void> {
  context.progress('write', 0, changes.length);
  let done = 0;
  const work = async (planned: PlannedChange) => {
    await writeOne(context, planned, tally);
    done += 1;
    context.progress('write', done, changes.length);
  };
  await inParallel({ items: changes, width: context.sides.width, work });
}

/** Adds to the tally when Exchange took the change; a refusal of this mailbox alone becomes its problem. */
export async function writeOne(context: ExchangeContext, { mailbox, change, why }: PlannedChange, tally: WriteTally): Promise<void> {
  const { dependencies, sides, signal, run } = context;
  if (signal.aborted) throw new Failure('cancelled', { retry: 'never' });
  const pause = sides.pause();
  if (pause > 0) await call((limit) => dependencies.clock.sleep(pause, limit), patience.single, signal);
  const row = dependencies.journal.intend({ run, change, before: lists(mailbox), after: lists(applyChange(mailbox, change)), why });
  dependencies.journal.markSent(row);
  try {
    await patiently((limit) => sides.exchange.changeAccessLists(change, limit), dependencies.clock, signal);
    count(change, tally);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (isConnectionLost(error)) {
      dependencies.log.warn('change in doubt', { code: error.code, row });
      return void tally.inDoubt.add(row);
    }
    if (!mailboxProblems.has(error.code)) throw thrown;
    dependencies.log.warn('mailbox not changed', { code: error.code, row });
    if (error.code === 'exchange.not-found') tally.refused.add(row);
    else tally.problem ??= error;
  }
}

function count(change: AccessListChange, tally: WriteTally): void {
  const { added, removed } = changeSize(change);
  tally.writes += 1;
  tally.added += added;
  tally.removed += removed;
}

/** Compares each changed mailbox with what it should be. What is not there is a problem of the run, not repeated here. */
export async function verifyAll(context: ExchangeContext, tally: WriteTally): Promise<void> {
  const rows = context.dependencies.journal.ofRun(context.run).filter((row) => row.state === 'sent');
  context.progress('verify', 0, rows.length);
  let done = 0;
  const work = async (row: JournalRow) => {
    await verifyOne(context, row, tally);
    done += 1;
    context.progress('verify', done, rows.length);
  };
  await inParallel({ items: rows, width: context.sides.width, work });
}

async function verifyOne(context: ExchangeContext, row: JournalRow, tally: WriteTally): Promise<void> {
  const now = await readBack(context, row.change.mailbox);
  const effect = effectOf(row.change, now);
  if (effect.isComplete && tally.inDoubt.has(row.id)) count(row.change, tally);
  if (effect.isComplete) return settle(context, row.id, 'confirmed', effect.own);
  // Twice told that there is no such mailbox: it is gone, and nothing with it.
  if (now === null && tally.refused.has(row.id)) return settle(context, row.id, 'lost');
  if (now === null) settle(context, row.id, 'lost', effect.own);
  // Else left open: another server may show it later, and the next run settles it before it plans.
  context.dependencies.log.warn('change not found in Exchange', { row: row.id });
  tally.problem ??= new Failure('sync.write-unconfirmed', { retry: 'later' }).error;
}

function lists(mailbox: Mailbox): { readonly allowed: readonly string[]; readonly blocked: readonly string[] } {
  return { allowed: mailbox.allowedDeviceIds, blocked: mailbox.blockedDeviceIds };
}
