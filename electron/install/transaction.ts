/**
 * Runs the steps of an installation with the journal ahead of them (I4). Whatever ends it early takes back what was done, in
 * reverse order; after a kill `recover` does the same, or finishes what was committed.
 */
import { Failure, toAppError } from '../../shared/errors.ts';
import { deadline } from '../../shared/host/clock.ts';
import type { ConnectOutcome, SetupStep } from '../../shared/setup/progress.ts';
import { allSteps } from './all-steps.ts';
import type { ConnectPlan } from './connect-plan.ts';
import { Journal, type JournalRecord, readJournal } from './journal.ts';
import type { Emit, SetupHost } from './setup-host.ts';
import type { Step } from './step.ts';

type Intended = Extract<JournalRecord, { kind: 'intended' }>;

interface Work {
  readonly host: SetupHost;
  readonly emit: Emit;
  readonly steps: readonly Step[];
  readonly journal: Journal;
}

/** For taking back one step. Each has its own: a slow one must not keep those before it from being taken back. */
const undoMilliseconds = 10_000;

/**
 * Throws what made a step fail, after everything was taken back; cancelling is an outcome.
 * Throws `install.roll-back-failed` when something could not be taken back: the next run tries again.
 */
export async function install(host: SetupHost, plan: ConnectPlan, steps: readonly Step[] = allSteps): Promise<ConnectOutcome> {
  // What an earlier run left must not mix with this one: its commit or its roll-back would count for ours.
  await recover(host, plan.emit, steps);
  const work = { host, emit: plan.emit, steps, journal: await Journal.open(host.places.journal) };
  const outcome = await attemptSteps(work, plan);
  if (outcome.kind === 'cancelled') return outcome;
  if (outcome.kind === 'replace-question') await rollBack(work, null);
  else await timed(work, 'commit', () => finish(work));
  return outcome;
}

/** Ends committed, with a question, or with everything taken back. */
async function attemptSteps(work: Work, plan: ConnectPlan): Promise<ConnectOutcome> {
  const { host, journal } = work;
  try {
    await journal.append({ kind: 'begin', id: plan.id, at: host.clock.now().toISOString() });
    const outcome = await runSteps(work, plan);
    if (outcome.kind !== 'replace-question') await journal.append({ kind: 'committed' });
    return outcome;
  } catch (thrown) {
    await rollBack(work, thrown);
    if (plan.signal.aborted) return { kind: 'cancelled' };
    throw thrown;
  }
}

async function runSteps(work: Work, plan: ConnectPlan): Promise<ConnectOutcome> {
  let outcome: ConnectOutcome | null = null;
  for (const step of work.steps) {
    plan.signal.throwIfAborted();
    const end = await timed(work, step.name, async () => {
      const undo = await step.prepare(work.host, plan);
      await work.journal.append({ kind: 'intended', step: step.name, undo });
      return step.run(work.host, plan, undo);
    });
    if (end.kind === 'leave') return end.outcome;
    if (end.kind === 'outcome') outcome = end.outcome;
  }
  plan.signal.throwIfAborted();
  if (outcome === null) throw new Failure('internal', { detail: 'no step told the outcome' });
  return outcome;
}

async function timed<T>({ host, emit }: Work, step: SetupStep, work: () => Promise<T>): Promise<T> {
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
 * Throws `install.roll-back-failed` when it could not; the journal then stays for the next try.
 */
export async function recover(host: SetupHost, emit: Emit, steps: readonly Step[] = allSteps): Promise<boolean> {
  if ((await readJournal(host.places.journal)).length === 0) return false;
  const work = { host, emit, steps, journal: await Journal.open(host.places.journal) };
  const isCommitted = work.journal.records.some((record) => record.kind === 'committed');
  await (isCommitted ? finish(work) : rollBack(work, null));
  return true;
}

/** What is left to do once the new state is the valid one. */
async function finish(work: Work): Promise<void> {
  const { host, journal } = work;
  try {
    for (const intended of intendedSteps(journal.records)) await stepNamed(work, intended.step)?.cleanUp(host, intended.undo);
  } catch (thrown) {
    await journal.leave();
    throw thrown;
  }
  await journal.end();
}

/** `cause`: what made it necessary, null when nothing failed. */
async function rollBack(work: Work, cause: unknown): Promise<void> {
  const { journal } = work;
  const undone = new Set(journal.records.flatMap((record) => (record.kind === 'undone' ? [record.step] : [])));
  const failures: string[] = [];
  for (const intended of intendedSteps(journal.records).toReversed()) {
    if (undone.has(intended.step)) continue;
    const failure = await takeBack(work, intended);
    if (failure !== null) failures.push(failure);
  }
  if (failures.length === 0) return journal.end();
  await journal.leave();
  const why = cause === null ? '' : `${saying(cause)}; `;
  throw new Failure('install.roll-back-failed', { detail: `${why}not taken back: ${failures.join('; ')}` });
}

/** Null, or what kept the step from being taken back. */
async function takeBack({ host, emit, journal, steps }: Work, { step, undo }: Intended): Promise<string | null> {
  try {
    await stepNamed({ steps }, step)?.undo(host, undo, deadline(undoMilliseconds));
    await journal.append({ kind: 'undone', step });
    emit({ event: 'undone', step });
    return null;
  } catch (thrown) {
    return `${step}: ${saying(thrown)}`;
  }
}

function saying(thrown: unknown): string {
  const { code, detail } = toAppError(thrown);
  return detail === undefined ? code : `${code} (${detail})`;
}

function intendedSteps(records: readonly JournalRecord[]): readonly Intended[] {
  return records.filter((record) => record.kind === 'intended');
}

function stepNamed({ steps }: Pick<Work, 'steps'>, name: SetupStep): Step | undefined {
  return steps.find((step) => step.name === name);
}
