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

export interface Tenant {
  readonly organization: Organization;
  readonly simulator: IntuneSimulator;
}

type Mutation = (tenant: Tenant, random: Random) => void;

const oddWord = 'aStateOfNextYear';
const complianceStates = ['compliant', 'noncompliant', 'inGracePeriod', 'conflict', 'unknown', oddWord];

const mutations: readonly Mutation[] = [
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
  ({ simulator }, random) => {
    simulator.directory.setUser(random.pick(simulator.directory.users()).id, { accountEnabled: random.below(2) === 0 });
  },
  ({ simulator }, random) => simulator.directory.addMember(...membership(simulator, random)),
  ({ simulator }, random) => simulator.directory.removeMember(...membership(simulator, random)),
];

/** While there are words that Graph's metadata do not know, the request log says that they are meant. */
export function markOddWords(simulator: IntuneSimulator): void {
  const isOdd = simulator.managedDevices().some((row) => row['complianceState'] === oddWord);
  if (isOdd) simulator.faults.add({ side: 'intune', match: 'managedDevices', skip: 0, count: null, effect: { kind: 'marked' } });
}

/** Somebody enrols, leaves, breaks compliance, is renamed, disabled, or changes groups. */
export function mutate(tenant: Tenant, random: Random): void {
  random.pick(mutations)(tenant, random);
}

function membership({ directory }: IntuneSimulator, random: Random): readonly [group: string, user: string] {
  return [random.pick(directory.groups()).id, random.pick(directory.users()).id];
}

/** Everything as the world of the rehearsal began, so that a run can be repeated by its seed alone. */
export function restore(tenant: Tenant): void {
  const { phones, people, groups } = tenant.organization.world;
  for (const phone of phones) restorePhone(tenant, phone);
  for (const { userId } of people) tenant.simulator.directory.setUser(userId, { accountEnabled: true });
  for (const group of groups) restoreGroup(tenant, group);
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
}
