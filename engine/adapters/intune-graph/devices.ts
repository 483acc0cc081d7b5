/** The walk over all enrolled devices: complete, each device once, or a Failure. */
import { type ErrorCode, Failure, toAppError } from '../../../shared/errors.ts';
import type { ManagedDevice } from '../../domain/intune.ts';
import type { GraphClient } from './graph-client.ts';
import { walkPages } from './pages.ts';
import { type GraphDevice, managedDeviceFields, managedDeviceSchema, pageSchema, timeOrNull } from './schema.ts';

const devicePage = pageSchema(managedDeviceSchema);
/** The largest page that Intune gives. */
const rowsPerPage = 1000;
/** Devices that leave while we walk are no fault; a larger shortfall is (the list is no snapshot, graph.md section 5). */
const toleratedShortfall = 0.01;

/** These say what the administrator must do, so they are not wrapped. */
const ownMessage: readonly ErrorCode[] = ['cancelled', 'intune.certificate-refused', 'intune.permission-missing', 'intune.tls-untrusted'];

export async function* walkDevices(client: GraphClient, signal: AbortSignal): AsyncIterable<readonly ManagedDevice[]> {
  const first = client.url(`v1.0/deviceManagement/managedDevices?$select=${managedDeviceFields}&$top=${rowsPerPage}`);
  const seen = new Set<string>();
  const tally = { announced: 0, received: 0 };
  for await (const page of walkPages(first, (url) => loadPage(client, url, signal))) {
    tally.announced = Math.max(tally.announced, page['@odata.count'] ?? 0);
    tally.received += page.value.length;
    const fresh = page.value.filter((row) => !seen.has(row.id) && seen.add(row.id));
    if (fresh.length > 0) yield fresh.map(toDevice);
  }
  refuseShortfall(tally);
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

/** Whether the count is of the page or of all devices is not documented; a whole walk has received at least as many either way. */
function refuseShortfall({ announced, received }: { readonly announced: number; readonly received: number }): void {
  if (received >= announced * (1 - toleratedShortfall)) return;
  const detail = `${received} devices came of ${announced} that were announced`;
  throw new Failure('intune.walk-incomplete', { params: { cause: 'intune.reply-invalid' }, retry: 'later', detail });
}

function toDevice(row: GraphDevice): ManagedDevice {
  const { deviceName, enrolledDateTime, ...same } = row;
  return { ...same, name: deviceName, enrolledAt: timeOrNull(enrolledDateTime) };
}
