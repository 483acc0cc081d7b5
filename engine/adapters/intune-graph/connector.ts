/** The record of this connector in Intune: one for each Exchange organization, whose name counts without regard to case. */
import type { ConnectorRecord } from '../../domain/intune.ts';
import type { ConnectorReport } from '../../ports/device-directory.ts';
import type { GraphClient } from './graph-client.ts';
import { walkPages } from './pages.ts';
import { connectorSchema, pageSchema, timeOrNull } from './schema.ts';

const path = 'v1.0/deviceManagement/exchangeConnectors';
const readPermission = 'DeviceManagementServiceConfig.Read.All';
const writePermission = 'DeviceManagementServiceConfig.ReadWrite.All';
const connectorPage = pageSchema(connectorSchema);

export async function findConnector(client: GraphClient, organization: string, signal: AbortSignal): Promise<ConnectorRecord | null> {
  const load = (url: URL) => client.read({ url, schema: connectorPage, permission: readPermission }, signal);
  for await (const page of walkPages(client.url(path), load)) {
    const row = page.value.find((one) => one.exchangeOrganization.toLowerCase() === organization.toLowerCase());
    if (row === undefined) continue;
    const { id, connectorServerName, exchangeOrganization, lastSyncDateTime } = row;
    return { id, connectorServer: connectorServerName, organization: exchangeOrganization, lastSync: timeOrNull(lastSyncDateTime) };
  }
  return null;
}

export async function reportConnector(client: GraphClient, report: ConnectorReport, signal: AbortSignal): Promise<void> {
  const existing = await findConnector(client, report.organization, signal);
  const body = {
    '@odata.type': '#microsoft.graph.deviceManagementExchangeConnector',
    status: report.status,
    serverName: report.exchangeServer,
    connectorServerName: report.connectorServer,
    exchangeConnectorType: 'onPremises',
    version: report.version,
    exchangeOrganization: report.organization,
    ...(report.lastSync === null ? {} : { lastSyncDateTime: report.lastSync }),
  };
  const target =
    existing === null
      ? { method: 'POST' as const, url: client.url(path) }
      : { method: 'PATCH' as const, url: client.url(`${path}/${encodeURIComponent(existing.id)}`) };
  await client.write({ ...target, body, permission: writePermission }, signal);
}
