/** The reads that a campaign puts to the test, and the truth of each at a moment, worked out without the adapter. */
import type { ManagedDevice } from '../../../engine/domain/intune.ts';
import { userIdSchema } from '../../../shared/ids.ts';
import type { User } from '../../simulators/intune/entra-directory.ts';
import type { Row } from '../../simulators/intune/odata.ts';
import { intunePlanId } from '../../simulators/intune/plans.ts';
import type { Random } from '../../simulators/world/random.ts';
import type { Exercise, Stage } from './exercise.ts';
import type { Tenant } from './hazards.ts';
import { type Given, type Moment, wrongWith } from './moments.ts';

interface CampaignRead<Asked> {
  readonly name: string;
  /** The answer is put together out of several lists, so a row that changes may be as it never was at one moment. */
  readonly isComposite: boolean;
  /** What is asked for in this run. */
  choose(tenant: Tenant, random: Random): Asked;
  ask(stage: Stage, asked: Asked, signal: AbortSignal): Promise<readonly Given[]>;
  truth(tenant: Tenant, asked: Asked): Moment;
  readonly isBeyond?: Exercise['isBeyond'];
}

/**
 * Of one that is asked for by its id, 404 says that it is gone: nothing can tell that from a lie. And a rename within a batch comes at a
 * moment that nobody sees, between two of its answers.
 */
const beyondBatches: Exercise['isBeyond'] = (effect) => effect.kind === 'rename' || (effect.kind === 'error' && effect.status === 404);

const devices: CampaignRead<null> = {
  name: 'devices',
  isComposite: false,
  choose: () => null,
  ask: async ({ directory }, _, signal) => (await listed(directory.walkDevices(signal))).map(givenDevice),
  truth: ({ simulator }) => truthOf(simulator.managedDevices()),
};

const scope: CampaignRead<null> = {
  name: 'scope',
  isComposite: true,
  choose: () => null,
  ask: async ({ directory, organization }, _, signal) => {
    const { includedGroups, excludedGroups } = organization.world;
    const rest = { enabled: true, overrideDefaultRule: true, defaultLevel: 'none', exceptions: [] } as const;
    const users = await listed(directory.scope({ includedGroups, excludedGroups, ...rest }, signal));
    return users.map((user) => ({ id: user.id, text: JSON.stringify([user.included, user.excluded, user.enabled, user.licensed]) }));
  },
  truth: ({ organization, simulator }) => {
    const included = membersOf(simulator, organization.world.includedGroups);
    const excluded = membersOf(simulator, organization.world.excludedGroups);
    return new Map(
      [...included, ...excluded].map(([id, user]) => {
        const isLicensed = user.assignedPlans.some((plan) => plan.servicePlanId === intunePlanId && plan.capabilityStatus === 'Enabled');
        return [id, JSON.stringify([included.has(id), excluded.has(id), user.accountEnabled, isLicensed])];
      }),
    );
  },
};

/** As the watch over blocked devices asks (S4). */
const devicesOfUsers: CampaignRead<readonly string[]> = {
  name: 'devices of users',
  isComposite: false,
  isBeyond: beyondBatches,
  choose: ({ organization }, random) => some(random, organization.people()).map(({ userId }) => userId.toLowerCase()),
  ask: async ({ directory }, users, signal) => {
    const ids = users.map((id) => userIdSchema.parse(id));
    return (await directory.devicesOfUsers(ids, signal)).map(givenDevice);
  },
  truth: ({ simulator }, users) => {
    const known = new Set(users.filter((id) => simulator.directory.user(id) !== null));
    return truthOf(simulator.managedDevices().filter((row) => known.has(String(row['userId']).toLowerCase())));
  },
};

/** As the second look asks for what a list left out. */
const devicesById: CampaignRead<readonly string[]> = {
  name: 'devices by id',
  isComposite: false,
  isBeyond: beyondBatches,
  choose: ({ simulator }, random) => [
    ...some(random, simulator.managedDevices()).map((row) => String(row['id'])),
    '00000000-0000-4000-a000-00000000cccc',
  ],
  ask: async ({ directory }, ids, signal) => (await directory.devicesById(ids, signal)).map(givenDevice),
  truth: ({ simulator }, ids) => truthOf(simulator.managedDevices().filter((row) => ids.includes(String(row['id'])))),
};

export const reads: readonly Exercise[] = [exerciseOf(devices), exerciseOf(scope), exerciseOf(devicesOfUsers), exerciseOf(devicesById)];

function exerciseOf<Asked>(read: CampaignRead<Asked>): Exercise {
  return {
    name: read.name,
    mayWriteRecords: false,
    ...(read.isBeyond === undefined ? {} : { isBeyond: read.isBeyond }),
    prepare: async (stage, random) => {
      const asked = read.choose(stage, random);
      const moments: Moment[] = [read.truth(stage, asked)];
      const record = () => void moments.push(read.truth(stage, asked));
      return {
        record,
        attempt: async (signal) => {
          const given = await read.ask(stage, asked, signal);
          record();
          return wrongWith(given, moments, read.isComposite);
        },
        // What went wrong before has left nothing behind.
        afterwards: async (signal) => wrongWith(await read.ask(stage, asked, signal), [read.truth(stage, asked)]),
      };
    },
  };
}

async function listed<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** From one to all of them, each once. */
function some<T>(random: Random, list: readonly T[]): readonly T[] {
  const share = random.next();
  const chosen = list.filter(() => random.next() < share);
  return chosen.length === 0 ? [random.pick(list)] : chosen;
}

function givenDevice(device: ManagedDevice): Given {
  const { id, userId, easDeviceId, complianceState, managementState, name } = device;
  return { id, text: JSON.stringify([userId, easDeviceId, complianceState, managementState, name]) };
}

function truthOf(rows: readonly Row[]): Moment {
  return new Map(
    rows.map(({ id, userId, easDeviceId, complianceState, managementState, deviceName }) => [
      String(id),
      JSON.stringify([userId, easDeviceId, complianceState, managementState, deviceName]),
    ]),
  );
}

function membersOf({ directory }: Tenant['simulator'], groups: readonly string[]): ReadonlyMap<string, User> {
  const found = groups.flatMap((id) => directory.group(id) ?? []);
  return new Map(found.flatMap((group) => directory.transitiveMembers(group).users).map((user) => [user.id, user]));
}
