/** A few devices, asked for one by one or user by user in batches. Every answer is checked to be about what was asked (graph.md fact 0.5). */
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { UserId } from '../../../shared/ids.ts';
import type { ManagedDevice } from '../../domain/intune.ts';
import { toDevice } from './devices.ts';
import type { GraphClient } from './graph-client.ts';
import type { Read } from './graph-reply.ts';
import { Tally, walkPages } from './pages.ts';
import { managedDeviceFields, managedDeviceSchema, pageSchema, single } from './schema.ts';

const permission = 'DeviceManagementManagedDevices.Read.All';
const oneDevice = single(managedDeviceSchema);
const devicePage = pageSchema(managedDeviceSchema);

/** Those that Intune has. Throws `intune.*` when any of them could not be asked for. */
export async function devicesById(client: GraphClient, ids: readonly string[], signal: AbortSignal): Promise<readonly ManagedDevice[]> {
  const url = (id: string) => client.url(`v1.0/deviceManagement/managedDevices/${encodeURIComponent(id)}?$select=${managedDeviceFields}`);
  const rows = await readExisting(
    client,
    ids.map((id) => ({ url: url(id), schema: oneDevice, permission })),
    signal,
  );
  return rows.flatMap((row, index) => {
    if (row === null) return [];
    if (!isSame(row.id, ids[index] ?? '')) throw otherThanAsked();
    return [toDevice(row)];
  });
}

/** A user who is gone has none. */
export async function devicesOfUsers(
  client: GraphClient,
  users: readonly UserId[],
  signal: AbortSignal,
): Promise<readonly ManagedDevice[]> {
  const url = (user: UserId) => client.url(`v1.0/users/${encodeURIComponent(user)}/managedDevices?$select=${managedDeviceFields}`);
  const pages = await readExisting(
    client,
    users.map((user) => ({ url: url(user), schema: devicePage, permission })),
    signal,
  );
  const found: ManagedDevice[] = [];
  for (const [index, first] of pages.entries()) {
    const user = users[index];
    if (first === null || user === undefined) continue;
    // The first page came in the batch, the others are followed outside it.
    const load = async (at: URL) => (at.href === url(user).href ? first : client.read({ url: at, schema: devicePage, permission }, signal));
    const tally = new Tally();
    for await (const page of walkPages(url(user), load))
      found.push(
        ...tally
          .fresh(page)
          .map(toDevice)
          .filter((device) => isOf(device, user)),
      );
    const detail = tally.shortfall();
    if (detail !== null) throw new Failure('intune.reply-invalid', { params: { part: 'value' }, retry: 'later', detail });
  }
  return found;
}

/** Null for what is not there. */
async function readExisting<T extends z.ZodType>(
  client: GraphClient,
  reads: readonly Read<T>[],
  signal: AbortSignal,
): Promise<readonly (z.infer<T> | null)[]> {
  const outcomes = await client.readEach(reads, signal);
  return outcomes.map((outcome) => {
    if ('value' in outcome) return outcome.value;
    if (outcome.failure.error.params['status'] === 404) return null;
    throw outcome.failure;
  });
}

function isOf({ userId }: ManagedDevice, user: UserId): boolean {
  return userId !== null && isSame(userId, user);
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function otherThanAsked(): Failure {
  return new Failure('intune.reply-invalid', { retry: 'later', detail: 'Intune answered about another device than was asked for' });
}
