/** The main road of one full synchronization (architecture.md 2): connect, gather, plan, guard, write, verify, report. Observing ends after the plan (B4). */
import type { DeviceCounts } from '../../shared/access.ts';
import { type AppError, Failure, toAppError } from '../../shared/errors.ts';
import type { RunId } from '../../shared/ids.ts';
import type { Mode } from '../../shared/setup/answers.ts';
import type { GuardFinding, SyncProgress, SyncReport } from '../../shared/sync-report.ts';
import type { ExchangeFacts } from '../ports/exchange-gateway.ts';
import { call, patience } from './calls.ts';
import { checkHolder, tellDisconnected, updateRecord } from './cloud-record.ts';
import { connectSides, type DecidedRun, decideRun, judgeRun } from './deciding.ts';
import type { FullRequest, SyncDependencies } from './dependencies.ts';
import { planName } from './plan-name.ts';
import type { RunPlan } from './planning.ts';
import type { PolicyInForce } from './policy.ts';
import type { SyncContext } from './run-context.ts';
import { forgetTakenOff, reconcile } from './settling.ts';
import { newTally, verifyAll, type WriteTally, writeAll } from './writing.ts';

export interface FullSyncOptions {
  readonly dependencies: SyncDependencies;
  readonly request: FullRequest;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

/** What is known of the run when it ends, however it ends. */
interface Ending extends WriteTally {
  readonly mode: Mode;
  devices: DeviceCounts;
  overruled: number;
  planned: { readonly writes: number; readonly newBlocks: number } | null;
  guard: GuardFinding | null;
  enrolments: number | null;
  cloudRecord: boolean;
  policy: PolicyInForce | null;
}

/** Always ends in a stored report; throws only when the store itself fails. */
export async function fullSync(options: FullSyncOptions): Promise<SyncReport> {
  const { state, clock, log, mode } = options.dependencies;
  const startedAt = clock.now().toISOString();
  const run = state.beginRun(startedAt);
  const ending: Ending = {
    mode: mode(),
    ...newTally(),
    devices: state.lastReport()?.devices ?? { total: 0, allowed: 0, blocked: 0, quarantined: 0 },
    overruled: 0,
    planned: null,
    guard: null,
    enrolments: null,
    cloudRecord: false,
    policy: null,
  };
  log.info('full synchronization started', { run, mode: ending.mode });
  const error = await failureOf(() => roadWithSides(options, run, ending));
  const report = reportOf(run, { startedAt, endedAt: clock.now().toISOString() }, ending, error ?? ending.problem);
  state.staging(run).discard();
  state.endRun(report);
  log.info('full synchronization ended', { run, outcome: report.outcome, writes: report.writes, code: report.error?.code });
  return report;
}

async function failureOf(work: () => Promise<void>): Promise<AppError | null> {
  try {
    await work();
    return null;
  } catch (thrown) {
    return toAppError(thrown);
  }
}

async function roadWithSides(options: FullSyncOptions, run: RunId, ending: Ending): Promise<void> {
  const { dependencies, request, signal } = options;
  const progress: SyncContext['progress'] = (stage, done, total) => options.onProgress({ stage, done, total });
  progress('connect', 0, 0);
  const sides = await call((limit) => dependencies.openSides(limit), patience.single, signal);
  const staging = dependencies.state.staging(run);
  try {
    await road({ run, request, sides, dependencies, signal, progress, staging, mode: ending.mode }, ending);
  } finally {
    await sides.close();
  }
}

async function road(context: SyncContext, ending: Ending): Promise<void> {
  const facts = await connectSides(context).catch((thrown: unknown) => tellDisconnected(context, thrown));
  await checkHolder(context, facts);
  await reconcile(context);
  const decided = await decideRun(context);
  ending.enrolments = decided.enrolments;
  ending.policy = decided.inForce;
  ending.overruled = decided.plan.overruled;
  ending.devices = decided.plan.before;
  await endIn[context.mode](context, decided, ending);
  await tellIntune(context, facts, ending);
}

const endIn: { readonly [M in Mode]: (context: SyncContext, decided: DecidedRun, ending: Ending) => Promise<void> } = {
  enforce,
  observe: async (_, { plan }, ending) => {
    ending.planned = { writes: plan.changes.length, newBlocks: plan.newBlocks.length };
    plan.draft.publish();
  },
};

async function enforce(context: SyncContext, decided: DecidedRun, ending: Ending): Promise<void> {
  forgetTakenOff(context, decided.plan.forgotten);
  guard(context, decided, ending);
  decided.plan.draft.publish();
  if (ending.guard === null) await carryOut(context, decided.plan, ending);
}

/** Sets `ending.guard` when the plan is held. Throws `sync.plan-changed` when another plan was accepted than this one. */
function guard(context: SyncContext, decided: DecidedRun, ending: Ending): void {
  const { acceptPlan } = context.request;
  context.progress('guard', 0, 1);
  if (acceptPlan !== undefined && acceptPlan !== planName(decided.plan.newBlocks)) throw new Failure('sync.plan-changed');
  const verdict = judgeRun(context, decided);
  if (verdict.kind === 'held' && acceptPlan === undefined) ending.guard = verdict.finding;
  context.progress('guard', 1, 1);
}

async function carryOut(context: SyncContext, plan: RunPlan, ending: Ending): Promise<void> {
  await writeAll(context, plan.changes, ending);
  await verifyAll(context, ending);
  ending.devices = plan.after;
}

/** To Intune, a synchronization is one that brought Exchange up to date: an observing run is connected, and moves no time. */
async function tellIntune(context: SyncContext, facts: ExchangeFacts, ending: Ending): Promise<void> {
  const { clock, state } = context.dependencies;
  const isDone = context.mode === 'enforce' && ending.guard === null && ending.problem === null;
  context.progress('report', 0, 1);
  const lastSync = isDone ? clock.now().toISOString() : (state.lastSuccess('enforce')?.endedAt ?? null);
  ending.cloudRecord = await updateRecord(context, facts, lastSync);
  context.progress('report', 1, 1);
}

function policyOf(policy: PolicyInForce | null): Pick<SyncReport, 'policy' | 'policyProblem'> {
  if (policy === null) return {};
  const { number, origin } = policy.version;
  return { policy: { number, origin }, ...(policy.problem === null ? {} : { policyProblem: policy.problem }) };
}

function reportOf(
  run: RunId,
  times: { readonly startedAt: string; readonly endedAt: string },
  ending: Ending,
  error: AppError | null,
): SyncReport {
  const { devices, writes, added, removed, overruled, cloudRecord, mode, guard: finding, enrolments, planned } = ending;
  const failed = error?.code === 'cancelled' ? 'cancelled' : 'failed';
  const done = finding === null ? 'ok' : 'held';
  return {
    run,
    kind: 'full',
    outcome: error === null ? done : failed,
    ...times,
    devices,
    writes,
    added,
    removed,
    overruled,
    cloudRecord,
    mode,
    ...(enrolments === null ? {} : { enrolments }),
    ...(planned === null ? {} : { planned }),
    ...(finding === null ? {} : { guard: finding }),
    ...(error === null ? {} : { error }),
    ...policyOf(ending.policy),
  };
}
