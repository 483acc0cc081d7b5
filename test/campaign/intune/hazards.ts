/** What may go wrong and what may change during a run, drawn from its seed. */
import type { Fault } from '../../simulators/faults.ts';
import type { IntuneSimulator } from '../../simulators/intune/server.ts';
import type { Organization } from '../../simulators/world/organization.ts';
import type { Random } from '../../simulators/world/random.ts';
import type { DirectoryGroup, Phone } from '../../simulators/world/world.ts';

type Effect = Fault['effect'];

const error = (status: number): Effect => ({ kind: 'error', id: 'InternalError', message: 'planned', category: 'NotSpecified', status });
const throttle = (retryAfter: 'integer' | 'decimal' | 'date' | 'absent'): Effect => ({ kind: 'throttle', milliseconds: 2128, retryAfter });
const damages = ['truncated', 'html', 'wrong-content-type', 'expired-token', 'foreign-link', 'repeated-link', 'duplicate-rows'] as const;

const effects: readonly Effect[] = [
  { kind: 'down' },
  { kind: 'reset' },
  { kind: 'latency', milliseconds: 3 },
  { kind: 'drop', after: 2 },
  { kind: 'end-early', after: 1 },
  { kind: 'rename', outcome: 'skipped' },
  { kind: 'rename', outcome: 'repeated' },
  ...[500, 502, 503, 504, 403, 404, 410, 501].map(error),
  ...(['intune', 'nested'] as const).map(
    (shape): Effect => ({ kind: 'error', id: 'Forbidden', message: 'planned', category: 'NotSpecified', status: 403, shape }),
  ),
  ...(['integer', 'decimal', 'date', 'absent'] as const).map(throttle),
  ...damages.map((how): Effect => ({ kind: 'damage', how })),
];

/** None in every fourth run; else up to three, on the service or on the sign-in, one time, a few times or for good. */
export function drawFaults(random: Random): readonly Fault[] {
  const count = random.below(4);
  return Array.from({ length: count }, () => ({
    side: 'intune',
    match: random.weighted([
      [8, '/v1.0/'],
      [1, '/oauth2/v2.0/token'],
    ]),
    skip: random.below(8),
    count: random.weighted<number | null>([
      [6, 1],
      [3, 3],
      [1, null],
    ]),
    effect: random.pick(effects),
  }));
}

/** How far ahead of us the service's clock is, in milliseconds; most of the time they agree. */
export function drawSkew(random: Random): number {
  const minutes = random.weighted<readonly number[]>([
    [8, [0]],
    [1, [-4, -2, 2, 4]],
    [1, [-180, -30, 30, 180]],
  ]);
  return random.pick(minutes) * 60_000;
}

export interface Tenant {
  readonly organization: Organization;
  readonly simulator: IntuneSimulator;
}

/** Watched by the changes besides the groups of the world: one of many thousands, one that comes and goes, one to be put into another. */
export const hugeGroup = '00000000-0000-4000-a000-00000000a001';
export const temporaryGroup = '00000000-0000-4000-a000-00000000a002';
const nestedGroup = '00000000-0000-4000-a000-00000000a003';
/** Holds more groups than a filter of a delta takes, so that their changes come by several deltas. */
export const departments = '00000000-0000-4000-a000-00000000a004';
const teams = Array.from({ length: 60 }, (_, index) => `00000000-0000-4000-c000-${String(index).padStart(12, '0')}`);
const crowd = Array.from({ length: 5_000 }, (_, index) => `00000000-0000-4000-b000-${String(index).padStart(12, '0')}`);

type Mutation = (tenant: Tenant, random: Random) => void;

const oddWord = 'aStateOfNextYear';
const complianceStates = ['compliant', 'noncompliant', 'inGracePeriod', 'conflict', 'unknown', oddWord];

const ofDevices: readonly Mutation[] = [
  ({ organization, simulator }, random) => {
    const phone = random.pick(organization.phones());
    if (phone.enrolment !== null) organization.setEnrolment(phone.index, { complianceState: random.pick(complianceStates) });
    markOddWords(simulator);
  },
  ({ organization }, random) => void organization.enrol(random.pick(organization.phones()).index),
  ({ organization }, random) => void organization.unenrol(random.pick(organization.phones()).index),
  ({ organization, simulator }, random) => {
    const { enrolment } = random.pick(organization.phones());
    if (enrolment !== null) simulator.setDevice(enrolment.managedDeviceId, { deviceName: random.text(8, 'abcxyzABCXYZ ~!é') });
  },
];

const ofMembers: readonly Mutation[] = [
  ({ simulator }, random) => {
    simulator.directory.setUser(random.pick(simulator.directory.users()).id, { accountEnabled: random.below(2) === 0 });
  },
  ({ simulator }, random) => simulator.directory.addMember(...membership(simulator, random)),
  ({ simulator }, random) => simulator.directory.removeMember(...membership(simulator, random)),
];

/** Somebody enrols, leaves, breaks compliance, is renamed, disabled, or changes groups. */
export function mutate(tenant: Tenant, random: Random): void {
  random.pick([...ofDevices, ...ofMembers])(tenant, random);
}

const ofDirectory: readonly Mutation[] = [
  ...ofMembers,
  ({ simulator }, random) => {
    simulator.directory.setUser(random.pick(simulator.directory.users()).id, { mail: `${random.text(6, 'abcdef')}@contoso.test` });
  },
  ({ simulator }, random) => simulator.directory.removeUser(random.pick(simulator.directory.users()).id, 'changed'),
  ({ organization, simulator }, random) => {
    const { userId } = random.pick(organization.people());
    if (simulator.directory.user(userId) === null) simulator.directory.restoreUser(userId);
  },
  ({ simulator }) => {
    const isFull = (simulator.directory.group(hugeGroup)?.users.size ?? 0) > 0;
    simulator.directory.changeUsers(hugeGroup, crowd, isFull);
  },
  ({ simulator }) => {
    if (simulator.directory.group(temporaryGroup) !== null) simulator.directory.removeGroup(temporaryGroup, 'deleted');
  },
];

/** Somebody is renamed, disabled, removed, comes back, or changes groups; thousands join one at once; a group goes. */
export function mutateDirectory(tenant: Tenant, random: Random): void {
  random.pick(ofDirectory)(tenant, random);
}

/** A group is put into a group of the policy: always true. */
export function nest({ organization, simulator }: Tenant, random: Random): true {
  simulator.directory.addMember(random.pick(organization.world.includedGroups), nestedGroup);
  return true;
}

/** While there are words that Graph's metadata do not know, the request log says that they are meant. */
export function markOddWords(simulator: IntuneSimulator): void {
  const isOdd = simulator.managedDevices().some((row) => row['complianceState'] === oddWord);
  if (isOdd) simulator.faults.add({ side: 'intune', match: 'managedDevices', skip: 0, count: null, effect: { kind: 'marked' } });
}

/** The teams are many: they do not take the place of the few groups that decide about phones. */
function membership({ directory }: IntuneSimulator, random: Random): readonly [group: string, user: string] {
  const others = directory.groups().filter(({ id }) => !teams.includes(id));
  return [random.below(4) === 0 ? random.pick(teams) : random.pick(others).id, random.pick(directory.users()).id];
}

/** Everything as the world of the rehearsal began, so that a run can be repeated by its seed alone. */
export function restore(tenant: Tenant): void {
  const { phones, people, groups } = tenant.organization.world;
  const { directory, delta, clock } = tenant.simulator;
  clock.set(0);
  delta.replays = 0;
  for (const phone of phones) restorePhone(tenant, phone);
  for (const { userId, primarySmtpAddress } of people) {
    if (directory.user(userId) === null) directory.restoreUser(userId);
    directory.setUser(userId, { accountEnabled: true, mail: primarySmtpAddress });
  }
  for (const group of groups) restoreGroup(tenant, group);
  for (const id of [hugeGroup, temporaryGroup, nestedGroup]) if (directory.group(id) === null) directory.addGroup(id, 'Of the campaign');
  if ((directory.group(hugeGroup)?.users.size ?? 0) > 0) directory.changeUsers(hugeGroup, crowd, true);
  restoreTeams(tenant.simulator);
}

function restoreTeams({ directory }: IntuneSimulator): void {
  const isNew = directory.group(departments) === null;
  for (const id of isNew ? [departments, ...teams] : []) directory.addGroup(id, 'Of the campaign');
  for (const id of isNew ? teams : []) directory.addMember(departments, id);
  for (const id of [departments, ...teams]) {
    const members = [...(directory.group(id)?.users ?? [])];
    if (members.length > 0) directory.changeUsers(id, members, true);
  }
}

/** The name stays with the device in Intune, so it must be there to be named again. */
function restorePhone({ organization, simulator }: Tenant, phone: Phone): void {
  const { enrolment } = organization.enrol(phone.index, phone.enrolment ?? {});
  simulator.setDevice(enrolment?.managedDeviceId ?? '', { deviceName: phone.friendlyName });
  if (phone.enrolment === null) organization.unenrol(phone.index);
}

function restoreGroup({ organization, simulator }: Tenant, group: DirectoryGroup): void {
  const members = new Set(group.people);
  for (const { index, userId } of organization.people()) {
    if (members.has(index)) simulator.directory.addMember(group.id, userId);
    else simulator.directory.removeMember(group.id, userId);
  }
  for (const nested of [nestedGroup, ...group.groups]) {
    if (group.groups.includes(nested)) simulator.directory.addMember(group.id, nested);
    else if (simulator.directory.group(group.id)?.groups.has(nested) === true) simulator.directory.removeMember(group.id, nested);
  }
}
