/** The first half of the road, which changes nothing: connect, read both sides, decide, judge. Shared by every mode and by the preview. */
import { Failure } from '../../shared/errors.ts';
import type { GuardVerdict } from '../domain/guard.ts';
import { judge } from '../domain/guard.ts';
import type { ExchangeFacts } from '../ports/exchange-gateway.ts';
import { call, patience, patiently } from './calls.ts';
import { gatherExchange, gatherIntune } from './gather.ts';
import { planName } from './plan-name.ts';
import { planRun, type RunPlan } from './planning.ts';
import type { PolicyInForce } from './policy.ts';
import type { ExchangeContext, RunContext } from './run-context.ts';

export interface DecidedRun {
  readonly plan: RunPlan;
  /** Enrolments with an EAS id that Intune listed. */
  readonly enrolments: number;
  readonly inForce: PolicyInForce;
}

/** Throws `exchange.*`, `powershell.*`, or `exchange.command-missing` when the account may not do all that is needed. */
export async function connectExchange({ sides, dependencies, signal }: ExchangeContext): Promise<ExchangeFacts> {
  const facts = await call((limit) => sides.exchange.connect(sides.credentials, limit), patience.search, signal);
  dependencies.onConnected(facts);
  if (facts.missingCommands.length > 0) {
    throw new Failure('exchange.command-missing', { params: { commands: facts.missingCommands.join(', ') } });
  }
  return facts;
}

/** Both sides; throws also `intune.*`: among them `licence-missing` and `authority-wrong` when Intune does not manage the tenant. */
export async function connectSides(context: RunContext): Promise<ExchangeFacts> {
  const facts = await connectExchange(context);
  const { sides, dependencies, signal } = context;
  const tenant = await patiently((limit) => sides.directory.probe(limit), dependencies.clock, signal);
  if (!tenant.isLicensed) throw new Failure('intune.licence-missing');
  if (tenant.mdmAuthority !== 'intune') throw new Failure('intune.authority-wrong', { params: { authority: tenant.mdmAuthority } });
  return facts;
}

/** Reads both sides completely, or throws. */
export async function decideRun(context: RunContext): Promise<DecidedRun> {
  const rules = await gatherExchange(context);
  const inForce = await gatherIntune(context);
  context.progress('plan', 0, 0);
  return { plan: await planRun(context, rules, inForce.version), enrolments: context.staging.counts().enrolments, inForce };
}

/** A fall in Intune is seen against the last run that wrote; before there was one, against the last that observed. */
export function judgeRun(context: RunContext, { plan, enrolments }: DecidedRun): GuardVerdict {
  const { state, newBlockLimit } = context.dependencies;
  const last = state.lastSuccess('enforce') ?? state.lastSuccess('observe');
  return judge({
    newBlocks: plan.newBlocks,
    devices: plan.before.total + plan.abandoned,
    limitPercent: newBlockLimit(),
    enrolments: { now: enrolments, before: last?.enrolments ?? null },
    plan: planName(plan.newBlocks),
  });
}
