/** Joins a partnership of Exchange with an enrolment in Intune: same EAS id and same user (graph.md 12). */
import { deviceKey } from './device-key.ts';
import type { EasDevice, Mailbox } from './exchange.ts';
import type { ManagedDevice, ScopedUser } from './intune.ts';

/** The user of a mailbox by its primary address: who has it as primary address, then as any address, then as sign-in name. */
export function userOfMailbox(mailbox: Pick<Mailbox, 'address'>, users: readonly ScopedUser[]): ScopedUser | null {
  const address = mailbox.address.trim().toLowerCase();
  if (address === '') return null;
  const ordered = users.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  return (
    ordered.find((user) => user.addresses[0]?.toLowerCase() === address) ??
    ordered.find((user) => user.addresses.some((one) => one.toLowerCase() === address)) ??
    ordered.find((user) => user.userPrincipalName.toLowerCase() === address) ??
    null
  );
}

/** The newest enrolment of this device by this user. Another user's enrolment of the same id never grants anything. */
export function enrolmentOf(
  device: Pick<EasDevice, 'deviceId'>,
  user: ScopedUser | null,
  enrolments: readonly ManagedDevice[],
): ManagedDevice | null {
  if (user === null) return null;
  const key = deviceKey(device.deviceId);
  const own = enrolments.filter((one) => deviceKey(one.easDeviceId) === key && one.userId?.toLowerCase() === user.id.toLowerCase());
  return own.toSorted(newestFirst)[0] ?? null;
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
