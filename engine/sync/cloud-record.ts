/**
 * This organization's connector record in Intune: best effort, its service may refuse (graph.md 0). Two things stop us: another
 * machine that holds the connection, and a connection that was removed in the service.
 */
import { Failure, toAppError } from '../../shared/errors.ts';
import type { OwnConnector } from '../ports/device-directory.ts';
import type { ExchangeFacts } from '../ports/exchange-gateway.ts';
import { call, patience } from './calls.ts';
import type { SyncContext } from './run-context.ts';

/**
 * Throws `connector.exists` when another machine holds the connection (W7), and `connector.removed` when the record that we had is gone
 * (M3), unless this run may take the connection over.
 */
export async function checkHolder(context: SyncContext, { organization }: ExchangeFacts): Promise<void> {
  const { sides, dependencies, request, signal } = context;
  const own = ownConnector(context, organization);
  const record = await bestEffort(context, () => call((limit) => sides.directory.findConnector(own, limit), patience.single, signal));
  if (record === false) return;
  if (request.replaceConnector) {
    // Registered anew at the end of the run; until then there is none whose removal would mean anything.
    if (record === null) dependencies.cloud.forgetRecord(organization);
    return;
  }
  if (record === null && own.id !== null) throw new Failure('connector.removed', { params: { organization } });
  const ours = dependencies.connector.connectorServer.toLowerCase();
  if (record === null || record.connectorServer.toLowerCase() === ours) return;
  throw new Failure('connector.exists', { params: { connectorServer: record.connectorServer } });
}

/** True when the record is up to date. `lastSync` is the ISO time of the last good run. */
export async function updateRecord(context: SyncContext, facts: ExchangeFacts, lastSync: string | null): Promise<boolean> {
  const { sides, dependencies, signal } = context;
  const { organization, server: exchangeServer } = facts;
  const { id } = ownConnector(context, organization);
  const report = { ...dependencies.connector, organization, exchangeServer, status: 'connected', lastSync } as const;
  const kept = await bestEffort(context, () =>
    call((limit) => sides.directory.reportConnector({ report, id }, limit), patience.single, signal),
  );
  if (kept !== false) dependencies.cloud.keepRecord(organization, kept);
  return kept !== false;
}

/**
 * Told to Intune when Exchange cannot be reached (M1), on the record that is still ours: another machine that took it over is connected
 * for itself. Throws `thrown` again.
 */
export async function tellDisconnected(context: SyncContext, thrown: unknown): Promise<never> {
  const { sides, dependencies, signal } = context;
  const isExchange = /^(exchange|powershell)\./.test(toAppError(thrown).code);
  const ours = dependencies.connector.connectorServer.toLowerCase();
  for (const own of isExchange ? dependencies.cloud.ownRecords() : [])
    await bestEffort(context, async () => {
      const record = await call((limit) => sides.directory.findConnector(own, limit), patience.single, signal);
      if (record?.connectorServer.toLowerCase() !== ours) return;
      await call((limit) => sides.directory.reportStatus(record.id, 'disconnected', limit), patience.single, signal);
    });
  throw thrown;
}

function ownConnector({ dependencies }: SyncContext, organization: string): OwnConnector {
  return { organization, id: dependencies.cloud.ownRecord(organization) };
}

/** False when it failed. Cancelling still cancels. */
async function bestEffort<T>(context: SyncContext, work: () => Promise<T>): Promise<T | false> {
  try {
    return await work();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled') throw thrown;
    context.dependencies.log.warn('cloud record unavailable', { code: error.code });
    return false;
  }
}
