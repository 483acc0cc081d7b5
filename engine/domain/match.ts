/**
 * Joins a partnership of Exchange with an enrolment in Intune: same EAS id and same user (graph.md 12). The cmdlets that the connector
 * account may run tell no SID, so a mailbox's user is the one who has its address. Whatever is doubtful is said in the evidence,
 * and grants nothing.
 */
import type { Evidence } from '../../shared/access.ts';
import { deviceKey } from './device-key.ts';
import type { Mailbox } from './exchange.ts';
import type { ManagedDevice, ScopedUser } from './intune.ts';

export interface MailboxOwner {
  /** Null when nobody has the mailbox's address, and when several have it with equal right. */
  readonly user: ScopedUser | null;
  /** Sign-in names of those who have it with equal right; empty when it is clear. */
  readonly rivals: readonly string[];
  readonly doubts: readonly Evidence[];
}

type Claim = (user: ScopedUser, address: string) => boolean;

/** The best kind of match first. */
const claims: readonly { readonly fits: Claim; readonly doubt: Evidence['key'] | null }[] = [
  { fits: (user, address) => user.addresses[0]?.toLowerCase() === address, doubt: null },
  { fits: (user, address) => user.addresses.some((one) => one.toLowerCase() === address), doubt: 'matched-by-alias' },
  { fits: (user, address) => user.userPrincipalName.toLowerCase() === address, doubt: 'matched-by-sign-in-name' },
];

/** The user of a mailbox by its primary address: who has it as primary address, then as any address, then as sign-in name. */
export function ownerOfMailbox(mailbox: Pick<Mailbox, 'address'>, users: readonly ScopedUser[]): MailboxOwner {
  const address = mailbox.address.trim().toLowerCase();
  const unknown: MailboxOwner = { user: null, rivals: [], doubts: [] };
  if (address === '') return unknown;
  for (const { fits, doubt } of claims) {
    const [user, ...others] = users.filter((one) => fits(one, address));
    if (user === undefined) continue;
    if (others.length > 0) return { ...unknown, rivals: [user, ...others].map((one) => one.userPrincipalName).toSorted() };
    return { user, rivals: [], doubts: doubt === null ? [] : [{ key: doubt, answer: 'yes', fact: user.userPrincipalName }] };
  }
  return unknown;
}

export interface Enrolment {
  readonly managed: ManagedDevice | null;
  readonly doubts: readonly Evidence[];
}

/** The newest enrolment of this device by this user. Another user's enrolment of the same id never grants anything. */
export function enrolmentOf(
  device: { readonly deviceId: string },
  user: Pick<ScopedUser, 'id'> | null,
  enrolments: readonly ManagedDevice[],
): Enrolment {
  const key = deviceKey(device.deviceId);
  if (user === null || key === '') return { managed: null, doubts: [] };
  const same = enrolments.filter((one) => deviceKey(one.easDeviceId) === key);
  const isOwn = (one: ManagedDevice) => one.userId?.toLowerCase() === user.id.toLowerCase();
  const own = same.filter(isOwn).toSorted(newestFirst);
  const foreign = same.filter((one) => !isOwn(one));
  return {
    managed: own[0] ?? null,
    doubts: [
      ...doubt('enrolled-twice', own.length > 1 ? own : []),
      ...doubt(
        'enrolled-by-another',
        foreign.filter((one) => one.userId !== null),
      ),
      ...doubt(
        'enrolled-without-user',
        foreign.filter((one) => one.userId === null),
      ),
    ],
  };
}

function doubt(key: Evidence['key'], about: readonly ManagedDevice[]): readonly Evidence[] {
  if (about.length === 0) return [];
  return [{ key, answer: 'yes', fact: about.map(nameOf).join('; ') }];
}

function nameOf({ name, userPrincipalName, enrolledAt }: ManagedDevice): string {
  return [name, userPrincipalName, enrolledAt ?? ''].filter((part) => part !== '').join(', ');
}

function newestFirst(left: ManagedDevice, right: ManagedDevice): number {
  const difference = enrolledTime(right) - enrolledTime(left);
  if (difference !== 0) return difference;
  return left.id < right.id ? -1 : 1;
}

function enrolledTime(device: ManagedDevice): number {
  const time = device.enrolledAt === null ? Number.NaN : Date.parse(device.enrolledAt);
  return Number.isNaN(time) ? 0 : time;
}
