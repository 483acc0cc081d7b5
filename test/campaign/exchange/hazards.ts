/** What may go wrong and what may change in a run of the Exchange campaign, drawn from its seed. */
import { type Fault, faultSchema } from '../../simulators/faults.ts';
import type { Organization } from '../../simulators/world/organization.ts';
import type { Random } from '../../simulators/world/random.ts';

type Effect = Fault['effect'];

export const profiles = ['2010-sp3', '2013', '2016', '2019', 'se', 'mixed'] as const;

/** `full` may run everything; `older` only what the documentation of the first connector asked for; `reader` may not write. */
export const accountNames = ['full', 'older', 'reader'] as const;

export const password = 'of an account in a simulator';

/** What the documentation of the first connector asked for. */
const documented = [
  ...['Get-ExchangeServer', 'Set-ADServerSettings', 'Get-CASMailbox', 'Set-CASMailbox'],
  ...['Get-ActiveSyncOrganizationSettings', 'Set-ActiveSyncOrganizationSettings', 'Get-ActiveSyncDevice', 'Get-ActiveSyncDeviceAccessRule'],
];
export const accounts = [
  { user: 'CONTOSO\\full', password },
  { user: 'CONTOSO\\older', password, commands: documented },
  { user: 'CONTOSO\\reader', password, denied: ['Set-CASMailbox'] },
] satisfies readonly { readonly user: `CONTOSO\\${(typeof accountNames)[number]}`; readonly [key: string]: unknown }[];

/** What a run is about; a seed draws the same one always. */
export interface RunKind {
  readonly profile: (typeof profiles)[number];
  readonly account: (typeof accountNames)[number];
  readonly devices: number;
  /** Each session is opened and closed for real. */
  readonly isCold: boolean;
  /** Several sessions at once. */
  readonly isParallel: boolean;
  /** Exchange refuses more than a few cmdlets in a quarter of a second. */
  readonly quota: { readonly requests: number; readonly seconds: number } | null;
  /** Synchronizations with hazards, before the last one without. */
  readonly syncs: number;
}

export function drawKind(random: Random): RunKind {
  return {
    profile: random.pick(profiles),
    account: random.weighted([
      [16, 'full'],
      [3, 'older'],
      [1, 'reader'],
    ]),
    devices: 8 + random.below(7),
    isCold: random.below(33) === 0,
    isParallel: random.below(7) === 0,
    quota: random.below(12) === 0 ? { requests: 5 + random.below(10), seconds: 0.25 } : null,
    syncs: 1 + random.below(2),
  };
}

/** What may befall one synchronization. */
export interface Hazards {
  readonly faults: readonly Fault[];
  /** The administrator cancels at this request; null: he does not. */
  readonly cancelAt: number | null;
  /** Another administrator edits a list at each of these requests. */
  readonly intrusions: readonly number[];
  readonly isWalkBroken: boolean;
  /** The server falls silent, and every deadline passes. */
  readonly isSilent: boolean;
}

export function drawHazards(random: Random, organization: Organization): Hazards {
  const isSilent = random.below(60) === 0;
  const faults = Array.from({ length: random.pick([0, 1, 1, 2, 2, 3]) }, () => drawFault(random, organization));
  return {
    faults: isSilent ? [...faults, silence(random)] : faults,
    cancelAt: random.below(14) === 0 ? 1 + random.below(25) : null,
    intrusions: random.below(3) === 0 ? Array.from({ length: 1 + random.below(3) }, () => 1 + random.below(25)) : [],
    isWalkBroken: random.below(20) === 0,
    isSilent,
  };
}

/** Faults with which Exchange shows what is not so, and changes that come while we are at work: a run may then end well and yet differ. */
export function canMislead({ faults, intrusions }: Hazards): boolean {
  const misleading = faults.some(({ effect }) => effect.kind === 'replication-lag' || (effect.kind === 'truncated' && !effect.isWarned));
  return misleading || intrusions.length > 0 || faults.some(isCompeting);
}

export function isCompeting({ effect }: Hazards['faults'][number]): boolean {
  return effect.kind === 'other-administrator';
}

const refusals = [
  ...(['access-denied', 'kerberos-unknown-server', 'kerberos-no-logon-server', 'kerberos-clock-skew'] as const),
  ...(['untrusted-certificate', 'authentication-unsupported', 'redirected', 'no-roles'] as const),
];

function drawFault(random: Random, organization: Organization): Fault {
  return random.weighted<() => Fault>([
    [2, () => onOpening(random)],
    [5, () => withLoss(random)],
    [14, () => inCall(random)],
    [5, () => competing(random, organization)],
  ])();
}

/** Every server, or one of them; the second one is in use only after the first was lost. */
const anyServer = ['@', '@', '@', '@cas1', '@cas2'] as const;

function onOpening(random: Random): Fault {
  const effect = random.weighted<Effect>([
    [4, { kind: 'refuse', because: random.pick(refusals) }],
    [4, { kind: 'down' }],
    [1, { kind: 'throttle', milliseconds: 1500 }],
    [1, { kind: 'latency', milliseconds: 100 }],
  ]);
  const count = random.weighted<number | null>([
    [5, 1],
    [2, 2],
    [1, null],
  ]);
  return fault({ match: `session ${random.pick(anyServer)}`, skip: 0, count, effect });
}

/** The session is lost in the middle of a call; what was written by then stays written. */
function withLoss(random: Random): Fault {
  const after = random.below(4);
  const effect = random.pick<Effect>([
    { kind: 'session-death', after },
    { kind: 'drop', after },
    { kind: 'end-early', after },
    { kind: 'down' },
  ]);
  const count = random.weighted<number | null>([
    [12, 1],
    [2, 2],
    [1, null],
  ]);
  return fault({ ...placeOf(random), count, effect });
}

const errors: readonly (readonly [id: string, category: string])[] = [
  ['ADTransientException', 'NotSpecified'],
  ['ManagementObjectNotFoundException', 'InvalidArgument'],
  ['CmdletAccessDeniedException', 'PermissionDenied'],
  ['SomethingOfNextYearException', 'NotSpecified'],
];

function inCall(random: Random): Fault {
  const [id, category] = random.pick(errors);
  const effect = random.weighted<Effect>([
    [4, { kind: 'error', id, category, message: 'planned', status: 500 }],
    [2, { kind: 'throttle', milliseconds: 200 + random.below(3000) }],
    [2, { kind: 'truncated', after: random.below(5), isWarned: true }],
    [2, { kind: 'truncated', after: random.below(5), isWarned: false }],
    [1, { kind: 'slow', millisecondsPerObject: 5 }],
    [2, { kind: 'micro-delay', milliseconds: 40 }],
    [2, { kind: 'latency', milliseconds: 40 }],
    [3, { kind: 'replication-lag', milliseconds: 200 + random.below(2000) }],
  ]);
  const lasts = effect.kind === 'replication-lag' ? { skip: 0, count: null } : {};
  const count = random.weighted<number | null>([
    [6, 1],
    [3, 3],
    [1, null],
  ]);
  return fault({ ...placeOf(random), count, effect, ...lasts });
}

/** Another administrator, in the very moment of our call. */
function competing(random: Random, organization: Organization): Fault {
  const edit = drawEdit(random, organization);
  const effect = { kind: 'other-administrator', ...edit, when: random.pick(['before', 'after'] as const) } as const;
  return fault({ match: random.pick(['Set-CASMailbox', 'Get-CASMailbox']), skip: random.below(8), count: 1, effect });
}

/** An edit of a personal list by somebody else: a phone that is there, or one that nobody knows. */
export function drawEdit(random: Random, organization: Organization) {
  const phone = random.pick(organization.phones());
  return {
    address: organization.ownerOf(phone).primarySmtpAddress,
    deviceId: random.below(4) === 0 ? `Appl${random.text(8, '0123456789ABCDEF')}` : phone.easDeviceId,
    list: random.pick(['allowed', 'blocked'] as const),
    edit: random.pick(['add', 'add', 'remove'] as const),
  };
}

function silence(random: Random): Fault {
  return fault({ match: random.pick(['Set-CASMailbox', 'Get-CASMailbox']), skip: random.below(6), count: 1, effect: silent });
}
export const silent = { kind: 'latency', milliseconds: 1500 } as const;

function placeOf(random: Random) {
  const cmdlet = random.weighted([
    [6, 'Set-CASMailbox'],
    [4, 'Get-CASMailbox'],
    [3, 'Device'],
    [1, 'OrganizationSettings'],
    [1, 'Get-ExchangeServer'],
    [1, ''],
  ]);
  return { match: `${cmdlet} ${random.pick(anyServer)}`.trim(), skip: random.below(5) };
}

function fault(rest: Omit<Fault, 'side'>): Fault {
  return faultSchema.parse({ side: 'exchange', ...rest });
}

const complianceStates = ['compliant', 'noncompliant', 'inGracePeriod', 'conflict', 'aStateOfNextYear'];

type Mutation = (organization: Organization, random: Random) => void;
const mutations: readonly Mutation[] = [
  (organization, random) => {
    const { index, enrolment } = random.pick(organization.phones());
    if (enrolment !== null) organization.setEnrolment(index, { complianceState: random.pick(complianceStates) });
  },
  (organization, random) => void organization.enrol(random.pick(organization.phones()).index),
  (organization, random) => void organization.unenrol(random.pick(organization.phones()).index),
  (organization, random) => void organization.addPhone({ owner: random.pick(organization.people()).index }),
];

/** Between two synchronizations: somebody enrols, leaves, breaks compliance or gets a new phone. */
export function mutate(organization: Organization, random: Random): void {
  for (let left = 1 + random.below(4); left > 0; left -= 1) random.pick(mutations)(organization, random);
}
