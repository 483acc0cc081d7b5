/**
 * Requests that changes of 1 % of the users cost, groups included, against reading all users by the same means: a delta query from the
 * start, in pages of the same size (100 rows; how many Graph gives is not documented). The details tell what the scope costs in full,
 * in pages of 999.
 */
import { createIntuneDirectory } from '../../engine/adapters/intune-graph/intune-graph.ts';
import type { DeviceDirectory } from '../../engine/ports/device-directory.ts';
import { systemClock } from '../../shared/host/clock.ts';
import type { AccessPolicy } from '../../shared/policy.ts';
import { accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { type IntuneSimulator, startIntuneSimulator } from '../simulators/intune/server.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';
import { type Benchmark, rounded } from './benchmark.ts';

const devices = 100_000;
const share = 0.01;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const intuneDelta: Benchmark = async () => {
  const organization = new Organization(generateWorld({ seed: 1, devices }));
  let requests = 0;
  const requestLog = {
    write: () => {
      requests += 1;
    },
    entries: () => [],
  };
  const simulator = await startIntuneSimulator({ organization, requestLog, exchangeOrganization: 'Contoso' });
  simulator.throttle.factor = Number.POSITIVE_INFINITY;
  const certificate = accountCertificateSchema.parse(JSON.parse(simulator.accountCertificate));
  const directory = createIntuneDirectory({ certificate, proxy: null, clock: systemClock, log: silent, servicePlans: [] });
  const { includedGroups, excludedGroups } = organization.world;
  const policy: AccessPolicy = {
    enabled: true,
    includedGroups,
    excludedGroups,
    overrideDefaultRule: true,
    defaultLevel: 'none',
    exceptions: [],
  };
  const { signal } = new AbortController();
  try {
    const cursor = await directory.beginChanges(policy, signal);
    requests = 0;
    await readScope(directory, policy, signal);
    const scopeRequests = requests;
    requests = 0;
    const users = `${simulator.graph}/v1.0/users/delta?$select=id,userPrincipalName,mail,proxyAddresses,accountEnabled`;
    await directory.changes({ users, groups: [] }, signal);
    const full = requests;
    const changed = change(simulator);
    requests = 0;
    const changes = await directory.changes(cursor, signal);
    if (changes.kind !== 'changes' || changes.users.size < changed) throw new Error(`not every change came: ${changes.kind}`);
    return {
      name: 'intune-delta',
      ratio: rounded(requests / full),
      aim: 0.05,
      floor: 0.05,
      detail: { users: organization.people().length, changed, requests, fullRequests: full, scopeRequests },
    };
  } finally {
    await directory.close();
    await simulator.stop();
  }
};

async function readScope(directory: DeviceDirectory, policy: AccessPolicy, signal: AbortSignal): Promise<void> {
  for await (const _ of directory.scope(policy, signal));
}

/** Every hundredth is disabled; returns how many. */
function change({ directory }: IntuneSimulator): number {
  const users = directory.users().filter((_, index) => index % Math.round(1 / share) === 0);
  for (const { id } of users) directory.setUser(id, { accountEnabled: false });
  return users.length;
}
