/**
 * The records of Exchange connectors in Intune: one for each Exchange organization, whose name counts without regard to case.
 * Whether live tenants still keep them is not known (graph.md fact 0.1): every call may be refused.
 */
import { Failure } from '../../../shared/errors.ts';
import type { ConnectorRecord } from '../../domain/intune.ts';
import type { ConnectorReport, OwnConnector } from '../../ports/device-directory.ts';
import type { GraphClient } from './graph-client.ts';
import { Tally, walkPages } from './pages.ts';
import { connectorSchema, type GraphConnector, pageSchema, single, timeOrNull } from './schema.ts';

const path = 'v1.0/deviceManagement/exchangeConnectors';
const type = '#microsoft.graph.deviceManagementExchangeConnector';
const readPermission = 'DeviceManagementServiceConfig.Read.All';
const writePermission = 'DeviceManagementServiceConfig.ReadWrite.All';
const connectorPage = pageSchema(connectorSchema);
const oneConnector = single(connectorSchema);

/** Every connector of the tenant, each once; a list that breaks off is refused. */
export async function listConnectors(client: GraphClient, signal: AbortSignal): Promise<readonly ConnectorRecord[]> {
  const load = (url: URL) => client.read({ url, schema: connectorPage, permission: readPermission }, signal);
  const tally = new Tally();
  const all: ConnectorRecord[] = [];
  for await (const page of walkPages(client.url(path), load)) all.push(...tally.fresh(page).map(toRecord));
  const shortfall = tally.shortfall();
  if (shortfall !== null) throw new Failure('intune.reply-invalid', { retry: 'later', detail: `connectors: ${shortfall}` });
  return all;
}

/** Null only when the service has neither the record that we had nor another one of this organization. */
export async function findConnector(client: GraphClient, own: OwnConnector, signal: AbortSignal): Promise<ConnectorRecord | null> {
  const list = await listConnectors(client, signal);
  const held = list.find((one) => one.id === own.id);
  if (held !== undefined) return held;
  // Two of one organization are left over from a create whose answer was lost: the one in use counts.
  const sameName = list.filter((one) => isSame(one.organization, own.organization)).toSorted(lastSynchronizedFirst);
  return sameName[0] ?? (own.id === null ? null : await readConnector(client, own.id, signal));
}

/** A list is no proof that a record is gone; asking for it by its id is. */
async function readConnector(client: GraphClient, id: string, signal: AbortSignal): Promise<ConnectorRecord | null> {
  try {
    const row = await client.read({ url: itemUrl(client, id), schema: oneConnector, permission: readPermission }, signal);
    return toRecord(row);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.error.params['status'] === 404) return null;
    throw thrown;
  }
}

/**
 * Brings the record up to date, taking it over from whoever had it, or creates it. A create that was not answered may have happened:
 * it is looked for and never sent again. Gives the record's id. Throws `connector.removed` when the record that we had is gone.
 */
export async function reportConnector(
  client: GraphClient,
  { report, id }: { readonly report: ConnectorReport; readonly id: string | null },
  signal: AbortSignal,
): Promise<string> {
  const own = { organization: report.organization, id };
  const existing = await findConnector(client, own, signal);
  if (existing !== null) {
    await client.write({ method: 'PATCH', url: itemUrl(client, existing.id), body: bodyOf(report), permission: writePermission }, signal);
    return existing.id;
  }
  if (id !== null) throw new Failure('connector.removed', { params: { organization: report.organization } });
  const refusal = await create(client, report, signal);
  const created = await findConnector(client, own, signal);
  if (created !== null) return created.id;
  throw refusal ?? new Failure('intune.reply-invalid', { retry: 'later', detail: 'the connector record that was created cannot be found' });
}

/** What Intune said against it; when the answer was lost, it may have been created all the same. */
async function create(client: GraphClient, report: ConnectorReport, signal: AbortSignal): Promise<Failure | null> {
  try {
    await client.write({ method: 'POST', url: client.url(path), body: bodyOf(report), permission: writePermission }, signal);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.error.retry !== 'later') throw thrown;
    return thrown;
  }
}

export async function reportStatus(
  client: GraphClient,
  { id, status }: Pick<ConnectorRecord, 'id' | 'status'>,
  signal: AbortSignal,
): Promise<void> {
  const body = { '@odata.type': type, status };
  await client.write({ method: 'PATCH', url: itemUrl(client, id), body, permission: writePermission }, signal);
}

/** Of a record that is gone already nothing is left to do: that succeeds. */
export async function removeConnector(client: GraphClient, id: string, signal: AbortSignal): Promise<void> {
  await client.write({ method: 'DELETE', url: itemUrl(client, id), permission: writePermission }, signal);
}

function bodyOf(report: ConnectorReport) {
  return {
    '@odata.type': type,
    status: report.status,
    serverName: report.exchangeServer,
    connectorServerName: report.connectorServer,
    exchangeConnectorType: 'onPremises',
    version: report.version,
    exchangeOrganization: report.organization,
    ...(report.lastSync === null ? {} : { lastSyncDateTime: report.lastSync }),
  };
}

function itemUrl(client: GraphClient, id: string): URL {
  return client.url(`${path}/${encodeURIComponent(id)}`);
}

function toRecord(row: GraphConnector): ConnectorRecord {
  const { id, connectorServerName, serverName, exchangeOrganization, version, status, lastSyncDateTime } = row;
  return {
    id,
    version,
    status,
    connectorServer: connectorServerName,
    exchangeServer: serverName,
    organization: exchangeOrganization,
    lastSync: timeOrNull(lastSyncDateTime),
  };
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Where the times are equal, by id, so that every run picks the same one. */
function lastSynchronizedFirst(left: ConnectorRecord, right: ConnectorRecord): number {
  const difference = timeOf(right) - timeOf(left);
  if (difference !== 0) return difference;
  return left.id < right.id ? -1 : 1;
}

function timeOf({ lastSync }: ConnectorRecord): number {
  return lastSync === null ? 0 : Date.parse(lastSync);
}
