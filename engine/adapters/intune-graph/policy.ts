/** The administrator's policy: conditional access (v1.0), and the Exchange policy, which is in beta only and may be gone. */
import { Failure } from '../../../shared/errors.ts';
import type { AccessPolicy } from '../../domain/intune.ts';
import type { Log } from '../../ports/log.ts';
import type { GraphClient } from './graph-client.ts';
import { conditionalAccessSchema, exchangePolicySchema } from './schema.ts';

const permission = 'DeviceManagementServiceConfig.Read.All';
/** The ways in which a retired resource says no (graph.md fact 0.1 and section 12). */
const absent: readonly unknown[] = [400, 403, 404, 405, 410, 501];

export async function readPolicy(client: GraphClient, log: Log, signal: AbortSignal): Promise<AccessPolicy> {
  const url = client.url('v1.0/deviceManagement/conditionalAccessSettings');
  const access = await client.read({ url, schema: conditionalAccessSchema, permission }, signal);
  const exchange = await readExchangePolicy(client, log, signal);
  return { ...access, ...exchange };
}

/** Absent or refused: Exchange's own default is left alone and there are no exceptions. */
async function readExchangePolicy(
  client: GraphClient,
  log: Log,
  signal: AbortSignal,
): Promise<Pick<AccessPolicy, 'defaultLevel' | 'exceptions'>> {
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
    if (!(thrown instanceof Failure) || !absent.includes(thrown.error.params['status'])) throw thrown;
    log.info('tenant has no exchange policy', { status: thrown.error.params['status'] });
    return { defaultLevel: 'none', exceptions: [] };
  }
}
