/**
 * Runs the steps of an operation with the journal ahead of them (I4). Whatever ends it early takes back what was done, in
 * reverse order; after a kill `recover` does the same, or finishes what was committed.
 */
import { Failure, toAppError } from '../../shared/errors.ts';
import { deadline } from '../../shared/host/clock.ts';
import type { SetupStep } from '../../shared/setup/progress.ts';
import { Journal, type JournalRecord, readJournal } from './journal.ts';
import type { OperationName } from './operation-name.ts';
import { operations } from './operations.ts';
import type { Plan } from './plan.ts';
import type { Emit, SetupHost } from './setup-host.ts';
import type { Step } from './step.ts';

type Intended = Extract<JournalRecord, { kind: 'intended' }>;

interface Work<O = unknown> {
  readonly host: SetupHost;
  readonly emit: Emit;
  readonly steps: readonly Step<O>[];
  readonly journal: Journal;
}

export interface Operation<O> {
  readonly name: OperationName;
  readonly steps: readonly Step<O>[];
}

type Known = Readonly<Record<OperationName, readonly Step[]>>;

/** How a run ended, failures aside. `left`: a step found that nothing is to be done, and the machine is as it was. */
export type End<O> =
  | { readonly kind: 'committed'; readonly outcome: O | null }
  | { readonly kind: 'left'; readonly outcome: O }
  | { readonly kind: 'cancelled' };

/**
 * For taking back one step. Each has its own: a slow one must not keep those before it from being taken back. Far longer than any
 * takes, since one that is given up leaves the machine changed: all of them together are to be through in ten seconds, which the
 * steps see to by their own short limits, and the window says so when they are not.
 */
const undoMilliseconds = 60_000;

/**
 * Throws what made a step fail, after everything was taken back; cancelling is an end.
 * Throws `install.roll-back-failed` when something could not be taken back: the next run tries again.
 */
export async function perform<O>(host: SetupHost, operation: Operation<O>, plan: Plan): Promise<End<O>> {
  // What an earlier run left must not mix with this one: its commit or its roll-back would count for ours.
  await recover(host, plan.emit, { ...operations, [operation.name]: operation.steps });
  const work = { host, emit: plan.emit, steps: operation.steps, journal: await Journal.open(host.places.journal) };
  const end = await attemptSteps(work, operation.name, plan);
  if (end.kind === 'left') await rollBack(work, null);
  if (end.kind === 'committed') await timed(work, 'commit', () => finish(work));
  return end;
}

/** Ends committed, with a question, or with everything taken back. */
async function attemptSteps<O>(work: Work<O>, operation: OperationName, plan: Plan): Promise<End<O>> {
  const { host, journal } = work;
  try {
    await journal.append({ kind: 'begin', id: plan.id, operation, at: host.clock.now().toISOString() });
    const end = await runSteps(work, plan);
    if (end.kind === 'committed') await journal.append({ kind: 'committed' });
    return end;
  } catch (thrown) {
    await rollBack(work, thrown);
    if (plan.signal.aborted) return { kind: 'cancelled' };
    throw thrown;
  }
}

async function runSteps<O>(work: Work<O>, plan: Plan): Promise<End<O>> {
  let outcome: O | null = null;
  for (const step of work.steps) {
    plan.signal.throwIfAborted();
    // A forward step tells of itself when its work is done, after the commit.
    const isTold = !step.isForward && !step.isIdle(plan);
    const end = await (isTold ? timed : untimed)(work, step.name, async () => {
      const undo = await step.prepare(work.host, plan);
      await work.journal.append({ kind: 'intended', step: step.name, undo });
      return step.run(work.host, plan, undo);
    });
    if (end.kind === 'leave') return { kind: 'left', outcome: end.outcome };
    if (end.kind === 'outcome') outcome = end.outcome;
  }
  plan.signal.throwIfAborted();
  return { kind: 'committed', outcome };
}

function untimed<T>(_work: Work, _step: SetupStep, work: () => Promise<T>): Promise<T> {
  return work();
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
 * Ends what an earlier set-up left: committed is finished, everything else is taken back. Answers which operation that was,
 * or null when there was nothing. Throws `install.roll-back-failed` when it could not; the journal then stays for the next try.
 */
export async function recover(host: SetupHost, emit: Emit, known: Known = operations): Promise<OperationName | null> {
  const records = await readJournal(host.places.journal);
  if (records.length === 0) return null;
  const operation = records.find((record) => record.kind === 'begin')?.operation ?? 'install';
  const work = { host, emit, steps: known[operation], journal: await Journal.open(host.places.journal) };
  const isCommitted = work.journal.records.some((record) => record.kind === 'committed');
  await (isCommitted ? finish(work) : rollBack(work, null));
  return operation;
}

/** What is left to do once the new state is the valid one. */
async function finish(work: Work): Promise<void> {
  const { host, journal } = work;
  const finished = new Set(journal.records.flatMap((record) => (record.kind === 'finished' ? [record.step] : [])));
  try {
    for (const intended of intendedSteps(journal.records)) {
      const step = stepNamed(work, intended.step);
      if (step === undefined || finished.has(step.name)) continue;
      await (step.isForward ? goForward(work, step, intended.undo) : step.cleanUp(host, intended.undo, work.emit));
    }
  } catch (thrown) {
    await journal.leave();
    throw thrown;
  }
  await journal.end();
}

async function goForward(work: Work, step: Step, facts: unknown): Promise<void> {
  await timed(work, step.name, () => step.cleanUp(work.host, facts, work.emit));
  await work.journal.append({ kind: 'finished', step: step.name });
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
async function takeBack(work: Work, { step: name, undo }: Intended): Promise<string | null> {
  const { host, emit, journal } = work;
  const step = stepNamed(work, name);
  try {
    await step?.undo(host, undo, deadline(undoMilliseconds));
    await journal.append({ kind: 'undone', step: name });
    if (step?.isForward !== true) emit({ event: 'undone', step: name });
    return null;
  } catch (thrown) {
    return `${name}: ${saying(thrown)}`;
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
