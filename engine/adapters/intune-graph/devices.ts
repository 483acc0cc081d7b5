/** The walk over all enrolled devices: complete, each device once, or a Failure. */
import { type ErrorCode, Failure, toAppError } from '../../../shared/errors.ts';
import { userIdSchema } from '../../../shared/ids.ts';
import type { ManagedDevice } from '../../domain/intune.ts';
import type { GraphClient } from './graph-client.ts';
import { Tally, walkPages } from './pages.ts';
import { type GraphDevice, managedDeviceFields, managedDeviceSchema, pageSchema, timeOrNull } from './schema.ts';

const devicePage = pageSchema(managedDeviceSchema);
/** The largest page that Intune gives. */
const rowsPerPage = 1000;

/** These say what the administrator must do, so they are not wrapped. */
const ownMessage: readonly ErrorCode[] = [
  'cancelled',
  'intune.certificate-refused',
  'intune.permission-missing',
  'intune.tls-untrusted',
  'network.clock-wrong',
  'network.proxy-credentials',
  'network.tls-inspected',
];

export async function* walkDevices(client: GraphClient, signal: AbortSignal): AsyncIterable<readonly ManagedDevice[]> {
  const first = client.url(`v1.0/deviceManagement/managedDevices?$select=${managedDeviceFields}&$top=${rowsPerPage}`);
  const tally = new Tally();
  for await (const page of walkPages(first, (url) => loadPage(client, url, signal))) {
    const fresh = tally.fresh(page);
    if (fresh.length > 0) yield fresh.map(toDevice);
  }
  const detail = tally.shortfall();
  if (detail !== null) throw new Failure('intune.walk-incomplete', { params: { cause: 'intune.reply-invalid' }, retry: 'later', detail });
}

async function loadPage(client: GraphClient, url: URL, signal: AbortSignal) {
  try {
    return await client.read({ url, schema: devicePage, permission: 'DeviceManagementManagedDevices.Read.All' }, signal);
  } catch (thrown) {
    const cause = toAppError(thrown);
    if (ownMessage.includes(cause.code)) throw thrown;
    const detail = `${cause.code}: ${cause.detail ?? ''}`;
    throw new Failure('intune.walk-incomplete', { params: { ...cause.params, cause: cause.code }, retry: 'later', detail });
  }
}

/** What Graph leaves out counts as empty, and what is no id of a user as no user. */
export function toDevice(row: GraphDevice): ManagedDevice {
  return {
    id: row.id,
    userId: userIdSchema.safeParse(row.userId).data ?? null,
    userPrincipalName: orEmpty(row.userPrincipalName),
    easDeviceId: orEmpty(row.easDeviceId),
    easActivated: row.easActivated ?? false,
    managementState: orEmpty(row.managementState),
    managementAgent: orEmpty(row.managementAgent),
    complianceState: orEmpty(row.complianceState),
    operatingSystem: orEmpty(row.operatingSystem),
    name: orEmpty(row.deviceName),
    enrolledAt: timeOrNull(orEmpty(row.enrolledDateTime)),
  };
}

function orEmpty(text: string | null | undefined): string {
  return text ?? '';
}
