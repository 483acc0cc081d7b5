/** This organization's connector record in Intune: best effort, its service may refuse (graph.md 0). Only another holder stops us. */
import { Failure, toAppError } from '../../shared/errors.ts';
import type { ExchangeFacts } from '../ports/exchange-gateway.ts';
import { call, patience } from './calls.ts';
import type { SyncContext } from './run-context.ts';

/** Throws `connector.exists` when another machine holds the connection and this run may not take it over (W7). */
export async function checkHolder(context: SyncContext, facts: ExchangeFacts): Promise<void> {
  const { sides, dependencies, request, signal } = context;
  const record = await bestEffort(context, () =>
    call((limit) => sides.directory.findConnector(facts.organization, limit), patience.single, signal),
  );
  const ours = dependencies.connector.connectorServer.toLowerCase();
  if (record === false || record === null || request.replaceConnector || record.connectorServer.toLowerCase() === ours) return;
  throw new Failure('connector.exists', { params: { connectorServer: record.connectorServer } });
}

/** True when the record is up to date. `lastSync` is the ISO time of the last good run. */
export async function updateRecord(context: SyncContext, facts: ExchangeFacts, lastSync: string | null): Promise<boolean> {
  const { sides, dependencies, signal } = context;
  const report = {
    ...dependencies.connector,
    organization: facts.organization,
    exchangeServer: facts.server,
    status: 'connected',
    lastSync,
  } as const;
  const done = await bestEffort(context, () => call((limit) => sides.directory.reportConnector(report, limit), patience.single, signal));
  return done !== false;
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
