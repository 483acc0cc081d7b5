/** The main road of one full synchronization (architecture.md 2): connect, gather, plan, guard, write, verify, report. */
import type { DeviceCounts } from '../../shared/access.ts';
import { type AppError, Failure, toAppError } from '../../shared/errors.ts';
import type { RunId } from '../../shared/ids.ts';
import type { GuardFinding, SyncProgress, SyncReport } from '../../shared/sync-report.ts';
import { judge } from '../domain/guard.ts';
import type { ExchangeFacts } from '../ports/exchange-gateway.ts';
import { call, patience, patiently } from './calls.ts';
import { checkHolder, updateRecord } from './cloud-record.ts';
import type { FullRequest, SyncDependencies } from './dependencies.ts';
import { gatherExchange, gatherIntune } from './gather.ts';
import { planName } from './plan-name.ts';
import { planRun, type RunPlan } from './planning.ts';
import type { RunContext } from './run-context.ts';
import { reconcile } from './settling.ts';
import { verifyAll, type WriteTally, writeAll } from './writing.ts';

export interface FullSyncOptions {
  readonly dependencies: SyncDependencies;
  readonly request: FullRequest;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

/** What is known of the run when it ends, however it ends. */
interface Ending extends WriteTally {
  devices: DeviceCounts;
  overruled: number;
  guard: GuardFinding | null;
  enrolments: number | null;
  cloudRecord: boolean;
}

/** Always ends in a stored report; throws only when the store itself fails. */
export async function fullSync(options: FullSyncOptions): Promise<SyncReport> {
  const { state, clock, log } = options.dependencies;
  const startedAt = clock.now().toISOString();
  const run = state.beginRun(startedAt);
  log.info('full synchronization started', { run });
  const ending: Ending = {
    writes: 0,
    added: 0,
    removed: 0,
    problem: null,
    devices: state.lastReport()?.devices ?? { total: 0, allowed: 0, blocked: 0, quarantined: 0 },
    overruled: 0,
    guard: null,
    enrolments: null,
    cloudRecord: false,
  };
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
  const progress: RunContext['progress'] = (stage, done, total) => options.onProgress({ stage, done, total });
  progress('connect', 0, 0);
  const sides = await call((limit) => dependencies.openSides(limit), patience.single, signal);
  try {
    await road({ run, request, sides, dependencies, signal, progress, staging: dependencies.state.staging(run) }, ending);
  } finally {
    await sides.close();
  }
}

async function road(context: RunContext, ending: Ending): Promise<void> {
  const facts = await connect(context);
  await reconcile(context);
  const rules = await gatherExchange(context);
  const policy = await gatherIntune(context);
  ending.enrolments = context.staging.counts().enrolments;
  context.progress('plan', 0, 0);
  const plan = await planRun(context, rules, policy);
  ending.overruled = plan.overruled;
  ending.devices = plan.before;
  guard(context, plan, ending);
  plan.draft.publish();
  if (ending.guard === null) await carryOut(context, plan, ending);
  context.progress('report', 0, 1);
  const now =
    ending.guard === null && ending.problem === null
      ? context.dependencies.clock.now().toISOString()
      : (context.dependencies.state.lastSuccess()?.endedAt ?? null);
  ending.cloudRecord = await updateRecord(context, facts, now);
  context.progress('report', 1, 1);
}

async function connect(context: RunContext): Promise<ExchangeFacts> {
  const { sides, dependencies, signal } = context;
  const facts = await call((limit) => sides.exchange.connect(sides.credentials, limit), patience.connect, signal);
  dependencies.onConnected(facts);
  if (facts.missingCommands.length > 0) {
    throw new Failure('exchange.command-missing', { params: { commands: facts.missingCommands.join(', ') } });
  }
  const tenant = await patiently((limit) => sides.directory.probe(limit), dependencies.clock, signal);
  if (tenant.mdmAuthority !== 'intune') throw new Failure('intune.authority-wrong', { params: { authority: tenant.mdmAuthority } });
  await checkHolder(context, facts);
  return facts;
}

/** Sets `ending.guard` when the plan is held. Throws `sync.plan-changed` when another plan was accepted than this one. */
function guard(context: RunContext, plan: RunPlan, ending: Ending): void {
  const { acceptPlan } = context.request;
  context.progress('guard', 0, 1);
  const name = planName(plan.newBlocks);
  if (acceptPlan !== undefined && acceptPlan !== name) throw new Failure('sync.plan-changed');
  const limitPercent = context.dependencies.newBlockLimit();
  const verdict = judge({
    newBlocks: plan.newBlocks,
    devices: plan.before.total + plan.abandoned,
    limitPercent,
    enrolments: { now: ending.enrolments ?? 0, before: context.dependencies.state.lastSuccess()?.enrolments ?? null },
    plan: name,
  });
  if (verdict.kind === 'held' && acceptPlan === undefined) ending.guard = verdict.finding;
  context.progress('guard', 1, 1);
}

async function carryOut(context: RunContext, plan: RunPlan, ending: Ending): Promise<void> {
  await writeAll(context, plan.changes, ending);
  await verifyAll(context, ending);
  ending.devices = plan.after;
}

function reportOf(
  run: RunId,
  times: { readonly startedAt: string; readonly endedAt: string },
  ending: Ending,
  error: AppError | null,
): SyncReport {
  const { devices, writes, added, removed, overruled, cloudRecord, guard, enrolments } = ending;
  const failed = error?.code === 'cancelled' ? 'cancelled' : 'failed';
  const done = guard === null ? 'ok' : 'held';
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
    ...(enrolments === null ? {} : { enrolments }),
    ...(guard === null ? {} : { guard }),
    ...(error === null ? {} : { error }),
  };
}
