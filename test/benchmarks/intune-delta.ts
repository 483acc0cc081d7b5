/**
 * HTTP requests by which we learn that 1 % of the users and 1 % of the members of a group changed, against those of a full read of users
 * and groups as a synchronization makes it: the cursors (the groups within groups, and where the deltas begin), then the scope of the
 * policy. At the scale that was asked for: 100,000 users, of whom 1,000 change.
 *
 * What is counted: everything that goes to Graph over HTTP, so a `$batch` is one request. The parts of a batch, counted as if each had gone
 * alone, are told beside it (`questions`), and so are Graph's own resource units, which count the parts and nothing for the batch itself.
 *
 * Graph gives 999 users a page to a list and was seen to give 200 to a delta, and the pages of one delta can only be asked for one after
 * another. So 1 % of the users is 5 requests for each 100,000, against about 105; what else changed comes in the same batches. 100,000 is
 * where the last page is just full: where it is just begun, the share is more than the limit (6 of 106 at 100,100 users, 5.7 %), which
 * can be so in tenants up to 400,000 users.
 */
import { z } from 'zod';
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

/** Partnerships, of which 100,000 people come. */
const devices = 142_857;
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
        questions: delta.questions,
        fullQuestions: full.questions,
        units: delta.units,
        fullUnits: full.units,
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

interface Cost {
  /** Over HTTP. */
  readonly requests: number;
  /** The parts of a batch each by itself. */
  readonly questions: number;
  /** Of the directory's limit. */
  readonly units: number;
}

const batchSchema = z.object({ requests: z.array(z.object({ url: z.string() })) });

/** Counts what was asked of Graph. */
class Asked implements RequestLog {
  #requests = 0;
  /** As Graph counts them, below the version. */
  #questions: URL[] = [];

  write(entry: RequestLogEntry): void {
    if (entry.side !== 'intune') return;
    const url = new URL(entry.url);
    this.#requests += 1;
    if (!url.pathname.endsWith('/$batch')) this.#questions.push(url);
    else for (const part of batchSchema.parse(entry.body).requests) this.#questions.push(new URL(`/v1.0${part.url}`, url));
  }

  entries() {
    return [];
  }

  clear(): void {
    this.#requests = 0;
    this.#questions = [];
  }

  cost(): Cost {
    const units = this.#questions.map((url) => directoryUnits(url.pathname.replace(/^\/v1\.0\//, ''), url));
    return { requests: this.#requests, questions: units.length, units: units.reduce((sum, one) => sum + one, 0) };
  }
}
