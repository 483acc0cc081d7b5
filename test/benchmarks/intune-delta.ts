/**
 * Requests by which we learn that 1 % of the users and 1 % of the members of a group changed, against those of a full read of users and
 * groups as a synchronization makes it: the cursors, then the scope of the policy. Graph gives 999 users a page to a list and was seen to
 * give 200 to a delta, so that 1 % of the users alone come to 5 % of the pages, whatever the size of the tenant. In Graph's own
 * resource units a page of a delta costs half of a page of the scope.
 */
import type { DeviceDirectory } from '../../engine/ports/device-directory.ts';
import type { AccessPolicy } from '../../shared/policy.ts';
import { accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { type IntuneSimulator, startIntuneSimulator } from '../simulators/intune/server.ts';
import { directoryUnits } from '../simulators/intune/throttle.ts';
import type { RequestLog, RequestLogEntry } from '../simulators/request-log.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';
import { type Benchmark, rounded } from './benchmark.ts';
import { directoryOf } from './intune-service.ts';

const devices = 100_000;
const share = 0.01;

export const intuneDelta: Benchmark = async () => {
  const organization = new Organization(generateWorld({ seed: 1, devices }));
  const asked = new Asked();
  const simulator = await startIntuneSimulator({ organization, requestLog: asked, exchangeOrganization: 'Contoso' });
  simulator.throttle.factor = Number.POSITIVE_INFINITY;
  const certificate = accountCertificateSchema.parse(JSON.parse(simulator.accountCertificate));
  const directory = directoryOf(certificate);
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
    await directory.probe(signal);
    asked.clear();
    const cursor = await directory.beginChanges(policy, signal);
    await readScope(directory, policy, signal);
    const full = asked.cost();
    const changed = change(simulator, includedGroups[0] ?? '');
    asked.clear();
    const changes = await directory.changes(cursor, signal);
    const delta = asked.cost();
    if (changes.kind !== 'changes' || changes.users.size < changed.users) throw new Error(`not every change came: ${changes.kind}`);
    if (!changes.groups.has(includedGroups[0] ?? '')) throw new Error('the change of the members did not come');
    return {
      name: 'intune-delta',
      ratio: rounded(delta.requests / full.requests),
      aim: 0.05,
      floor: 0.05,
      detail: {
        users: organization.people().length,
        changedUsers: changed.users,
        changedMembers: changed.members,
        requests: delta.requests,
        fullRequests: full.requests,
        unitRatio: rounded(delta.units / full.units),
      },
    };
  } finally {
    await directory.close();
    await simulator.stop();
  }
};

async function readScope(directory: DeviceDirectory, policy: AccessPolicy, signal: AbortSignal): Promise<void> {
  for await (const _ of directory.scope(policy, signal));
}

/** Of every hundred users one is disabled, of every hundred members one leaves. */
function change({ directory }: IntuneSimulator, group: string): { readonly users: number; readonly members: number } {
  const isChosen = (_: unknown, index: number) => index % Math.round(1 / share) === 0;
  const users = directory.users().filter(isChosen);
  for (const { id } of users) directory.setUser(id, { accountEnabled: false });
  const members = [...(directory.group(group)?.users ?? [])].filter(isChosen);
  directory.changeUsers(group, members, true);
  return { users: users.length, members: members.length };
}

/** Counts what was asked of Graph. */
class Asked implements RequestLog {
  #urls: URL[] = [];

  write(entry: RequestLogEntry): void {
    if (entry.side === 'intune') this.#urls.push(new URL(entry.url));
  }

  entries() {
    return [];
  }

  clear(): void {
    this.#urls = [];
  }

  cost(): { readonly requests: number; readonly units: number } {
    const units = this.#urls.map((url) => directoryUnits(url.pathname.replace(/^\/v1\.0\//, ''), url));
    return { requests: units.length, units: units.reduce((sum, one) => sum + one, 0) };
  }
}
