/**
 * The policy in force (A2): from Graph where it answers, else from the administrator's file. A file that cannot be read leaves the
 * last good policy in force. Each one that differs gets a number, and what is different is told in words.
 */
import { createHash } from 'node:crypto';
import { type AppError, Failure, toAppError } from '../../shared/errors.ts';
import type { PolicyOrigin, PolicyVersion } from '../../shared/policy.ts';
import { type OriginatedPolicy, orderedPolicy, policyDifference } from '../domain/policy-difference.ts';
import type { ExchangePart, PolicyParts } from '../ports/policy-source.ts';
import { patiently } from './calls.ts';
import type { RunContext } from './run-context.ts';

export interface PolicyInForce {
  readonly version: PolicyVersion;
  /** Why the last good one stays in force, or null. */
  readonly problem: AppError | null;
}

/** Nothing is said of Exchange's own rules: its default is left alone and there are no exceptions. */
const silent: ExchangePart = { defaultLevel: 'none', exceptions: [] };

/** Throws `policy.unavailable` when neither side has one, and what keeps Graph from answering: then nothing is decided anew. */
export async function policyInForce(context: RunContext): Promise<PolicyInForce> {
  const { read, problem } = await readPolicy(context);
  return { version: versionOf(context, { ...read, policy: orderedPolicy(read.policy) }), problem };
}

interface Reading {
  readonly read: OriginatedPolicy;
  readonly problem: AppError | null;
}

/** The file is looked at only for what Graph does not give. */
async function readPolicy(context: RunContext): Promise<Reading> {
  const fromGraph = await askGraph(context);
  if (!(fromGraph instanceof Failure) && fromGraph.exchange !== null) return { read: joined(fromGraph, 'graph'), problem: null };
  try {
    const fromFile = await context.dependencies.policyFile.read();
    return { read: together(fromGraph, fromFile), problem: null };
  } catch (thrown) {
    return { read: lastGood(context, fromGraph, thrown), problem: toAppError(thrown) };
  }
}

/** Its refusal as a value; everything else that keeps it from answering is thrown. */
async function askGraph({ sides, dependencies, signal }: RunContext): Promise<PolicyParts | Failure> {
  try {
    return await patiently((limit) => sides.directory.policy(limit), dependencies.clock, signal);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.error.code === 'policy.unavailable') return thrown;
    throw thrown;
  }
}

function together(fromGraph: PolicyParts | Failure, fromFile: PolicyParts | null): OriginatedPolicy {
  if (!(fromGraph instanceof Failure)) {
    const exchange = fromFile?.exchange ?? null;
    return exchange === null ? joined(fromGraph, 'graph') : joined({ ...fromGraph, exchange }, 'graph-and-file');
  }
  if (fromFile === null) throw fromGraph;
  return joined(fromFile, 'file');
}

/** Only a broken file is bridged this way: a policy that is nowhere is not. */
function lastGood({ dependencies }: RunContext, fromGraph: PolicyParts | Failure, thrown: unknown): OriginatedPolicy {
  const last = dependencies.policies.current();
  const error = toAppError(thrown);
  if (error.code !== 'policy.invalid') throw thrown;
  dependencies.log.warn('policy file refused', { ...error.params });
  if (!(fromGraph instanceof Failure)) return withExchangeOf(last, fromGraph);
  if (last === null) throw thrown;
  return last;
}

function withExchangeOf(last: PolicyVersion | null, fromGraph: PolicyParts): OriginatedPolicy {
  if (last === null) return joined(fromGraph, 'graph');
  const { defaultLevel, exceptions } = last.policy;
  return joined({ ...fromGraph, exchange: { defaultLevel, exceptions } }, last.origin === 'graph' ? 'graph' : 'graph-and-file');
}

function joined({ access, exchange }: PolicyParts, origin: PolicyOrigin): OriginatedPolicy {
  return { policy: { ...access, ...(exchange ?? silent) }, origin };
}

function versionOf({ dependencies }: RunContext, read: OriginatedPolicy): PolicyVersion {
  const { policies, clock, log, words } = dependencies;
  const last = policies.current();
  const hash = createHash('sha256').update(JSON.stringify(read.policy)).digest('hex');
  if (last !== null && last.hash === hash && last.origin === read.origin) return last;
  const changes = policyDifference(last, read);
  const version = policies.add({ ...read, hash, since: clock.now().toISOString(), changes });
  log.info('policy changed', { number: version.number, origin: version.origin, hash, changes: changes.map(words) });
  return version;
}
