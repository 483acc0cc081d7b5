/** What a synchronization works with. */
import type { Clock } from '../../shared/host/clock.ts';
import type { ConnectorReport, DeviceDirectory } from '../ports/device-directory.ts';
import type { ExchangeCredentials, ExchangeFacts, ExchangeGateway } from '../ports/exchange-gateway.ts';
import type { Journal } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { StateStore } from '../ports/state-store.ts';

/** Both sides of one run, made for it and closed with it. */
export interface Sides {
  readonly exchange: ExchangeGateway;
  readonly directory: DeviceDirectory;
  readonly credentials: ExchangeCredentials;
  /** Ends both. Never throws. */
  close(): Promise<void>;
}

export interface SyncDependencies {
  /** Reads configuration and secrets afresh. Throws `engine.not-configured`, `secret.missing` and others. */
  openSides(signal: AbortSignal): Promise<Sides>;
  readonly state: StateStore;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** Who we are in the connector record. */
  readonly connector: Pick<ConnectorReport, 'connectorServer' | 'version'>;
  /** In percent, as configured now. */
  newBlockLimit(): number;
  onConnected(facts: ExchangeFacts): void;
}

export interface FullRequest {
  readonly acceptPlan?: string | undefined;
  readonly replaceConnector: boolean;
}
