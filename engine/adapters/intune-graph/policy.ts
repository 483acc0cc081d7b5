/** The administrator's policy: conditional access (v1.0), and the Exchange policy, which is in beta only and may be gone. */
import { Failure } from '../../../shared/errors.ts';
import type { ExchangePart, PolicyParts } from '../../ports/policy-source.ts';
import type { GraphClient } from './graph-client.ts';
import { conditionalAccessSchema, exchangePolicySchema } from './schema.ts';

const permission = 'DeviceManagementServiceConfig.Read.All';
/** The ways in which a retired resource says no (graph.md fact 0.1 and section 12). */
const absent: readonly unknown[] = [400, 403, 404, 405, 410, 501];

/** Throws `policy.unavailable` when Graph refuses to give a policy at all, and what else keeps it from answering. */
export async function readPolicy(client: GraphClient, signal: AbortSignal): Promise<PolicyParts> {
  const url = client.url('v1.0/deviceManagement/conditionalAccessSettings');
  const access = await client.read({ url, schema: conditionalAccessSchema, permission }, signal).catch(tellRefusal);
  return { access, exchange: await readExchangePolicy(client, signal) };
}

function tellRefusal(thrown: unknown): never {
  if (!isRefusal(thrown)) throw thrown;
  const { params, detail } = thrown.error;
  throw new Failure('policy.unavailable', { params: { ...params, permission }, ...(detail === undefined ? {} : { detail }) });
}

/** Null when absent or refused. */
async function readExchangePolicy(client: GraphClient, signal: AbortSignal): Promise<ExchangePart | null> {
  try {
    const url = client.url('beta/deviceManagement/exchangeOnPremisesPolicy');
    const policy = await client.read({ url, schema: exchangePolicySchema, permission }, signal);
    const exceptions = policy.accessRules.map((rule) => ({
      name: rule.deviceClass.name,
      kind: rule.deviceClass.type,
      level: rule.accessLevel,
    }));
    return { defaultLevel: policy.defaultAccessLevel, exceptions };
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return null;
  }
}

function isRefusal(thrown: unknown): thrown is Failure {
  return thrown instanceof Failure && absent.includes(thrown.error.params['status']);
}
