/**
 * Runs the steps of an installation with the journal ahead of them (I4). Whatever ends it early takes back what was done, in
 * reverse order; after a kill `recover` does the same, or finishes what was committed.
 */
import { Failure, toAppError } from '../../shared/errors.ts';
import type { ConnectOutcome, SetupStep } from '../../shared/setup/progress.ts';
import { allSteps } from './all-steps.ts';
import type { ConnectPlan } from './connect-plan.ts';
import { Journal, type JournalRecord, readJournal } from './journal.ts';
import type { Emit, SetupHost } from './setup-host.ts';
import type { Step } from './step.ts';

type Intended = Extract<JournalRecord, { kind: 'intended' }>;

/** A cancelled set-up leaves the machine within this time (W6). */
const rollBackMilliseconds = 10_000;

/** Throws what made a step fail, after everything was taken back; cancelling is an outcome. */
export async function install(host: SetupHost, plan: ConnectPlan): Promise<ConnectOutcome> {
  const journal = await Journal.open(host.places.journal);
  const outcome = await attemptSteps(host, plan, journal);
  if (outcome.kind === 'replace-question' || outcome.kind === 'cancelled') return outcome;
  await timed(host, plan.emit, 'commit', async () => {
    await journal.append({ kind: 'committed' });
    await finish(host, journal);
  });
  return outcome;
}

async function attemptSteps(host: SetupHost, plan: ConnectPlan, journal: Journal): Promise<ConnectOutcome> {
  try {
    await journal.append({ kind: 'begin', id: plan.id, at: host.clock.now().toISOString() });
    const outcome = await runSteps(host, plan, journal);
    if (outcome.kind === 'replace-question') await rollBack(host, journal, plan.emit);
    return outcome;
  } catch (thrown) {
    await rollBack(host, journal, plan.emit);
    if (plan.signal.aborted) return { kind: 'cancelled' };
    throw thrown;
  }
}

async function runSteps(host: SetupHost, plan: ConnectPlan, journal: Journal): Promise<ConnectOutcome> {
  let outcome: ConnectOutcome | null = null;
  for (const step of allSteps) {
    plan.signal.throwIfAborted();
    const end = await timed(host, plan.emit, step.name, async () => {
      const undo = await step.prepare(host, plan);
      await journal.append({ kind: 'intended', step: step.name, undo });
      return step.run(host, plan, undo);
    });
    if (end.kind === 'leave') return end.outcome;
    if (end.kind === 'outcome') outcome = end.outcome;
  }
  plan.signal.throwIfAborted();
  if (outcome === null) throw new Failure('internal', { detail: 'no step told the outcome' });
  return outcome;
}

async function timed<T>(host: SetupHost, emit: Emit, step: SetupStep, work: () => Promise<T>): Promise<T> {
  const start = host.clock.elapsed();
  emit({ event: 'started', step, at: host.clock.now().toISOString() });
  try {
    const value = await work();
    emit({ event: 'done', step, seconds: Math.round(host.clock.elapsed() - start) / 1000 });
    return value;
  } catch (thrown) {
    emit({ event: 'failed', step, error: toAppError(thrown) });
    throw thrown;
  }
}

/**
 * Ends what an earlier set-up left: committed is finished, everything else is taken back. True when there was something.
 * Throws `install.step-failed` when it could not; the journal then stays for the next try.
 */
export async function recover(host: SetupHost, emit: Emit): Promise<boolean> {
  if ((await readJournal(host.places.journal)).length === 0) return false;
  const journal = await Journal.open(host.places.journal);
  const isCommitted = journal.records.some((record) => record.kind === 'committed');
  await (isCommitted ? finish(host, journal) : rollBack(host, journal, emit));
  return true;
}

/** What is left to do once the new state is the valid one. */
async function finish(host: SetupHost, journal: Journal): Promise<void> {
  try {
    for (const intended of intendedSteps(journal.records)) await stepNamed(intended.step)?.cleanUp(host, intended.undo);
  } catch (thrown) {
    await journal.leave();
    throw thrown;
  }
  await journal.end();
}

async function rollBack(host: SetupHost, journal: Journal, emit: Emit): Promise<void> {
  const signal = AbortSignal.timeout(rollBackMilliseconds);
  const undone = new Set(journal.records.flatMap((record) => (record.kind === 'undone' ? [record.step] : [])));
  const failures: string[] = [];
  for (const intended of intendedSteps(journal.records).toReversed()) {
    if (undone.has(intended.step)) continue;
    try {
      await stepNamed(intended.step)?.undo(host, intended.undo, signal);
      await journal.append({ kind: 'undone', step: intended.step });
      emit({ event: 'undone', step: intended.step });
    } catch (thrown) {
      const error = toAppError(thrown);
      failures.push(`${intended.step}: ${error.detail ?? error.code}`);
    }
  }
  if (failures.length === 0) return journal.end();
  await journal.leave();
  throw new Failure('install.step-failed', { detail: `could not be taken back, run set-up again: ${failures.join('; ')}` });
}

function intendedSteps(records: readonly JournalRecord[]): readonly Intended[] {
  return records.filter((record) => record.kind === 'intended');
}

function stepNamed(name: SetupStep): Step | undefined {
  return allSteps.find((step) => step.name === name);
}
