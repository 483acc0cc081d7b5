/** The connectors of the tenant, read from Intune at that moment (A4, M1), and the leave of our own. */
import type { TenantConnector } from '../shared/control/connectors.ts';
import type { CloudMemory } from './ports/cloud-memory.ts';
import { call, patience } from './sync/calls.ts';
import type { DirectorySide } from './sync/dependencies.ts';

export interface ConnectorParts {
  readonly cloud: CloudMemory;
  /** Throws `engine.not-configured`, `secret.missing` and others. */
  openDirectory(signal: AbortSignal): Promise<DirectorySide>;
}

/** Throws `intune.*` when the service refuses. */
export async function tenantConnectors(parts: ConnectorParts, signal: AbortSignal): Promise<TenantConnector[]> {
  const records = await withDirectory(parts, signal, ({ directory }, limit) => directory.listConnectors(limit));
  return records.map(({ id, ...record }) => ({ ...record, isOurs: parts.cloud.ownRecord(record.organization) === id }));
}

/** Takes our records out of Intune, so that nobody is asked to replace a connector that is gone. Gives how many; one that is gone already counts. */
export async function unregister(parts: ConnectorParts, signal: AbortSignal): Promise<number> {
  const records = parts.cloud.ownRecords();
  if (records.length === 0) return 0;
  await withDirectory(parts, signal, async ({ directory }, limit) => {
    for (const { organization, id } of records) {
      await directory.removeConnector(id, limit);
      parts.cloud.forgetRecord(organization);
    }
  });
  return records.length;
}

async function withDirectory<T>(
  parts: ConnectorParts,
  signal: AbortSignal,
  work: (side: DirectorySide, limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const side = await call((limit) => parts.openDirectory(limit), patience.single, signal);
  try {
    return await call((limit) => work(side, limit), patience.single, signal);
  } finally {
    await side.close();
  }
}
