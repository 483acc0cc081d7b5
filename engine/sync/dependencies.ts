/** What a synchronization works with. */
import type { ExchangeShare } from '../../shared/control/exchange-load.ts';
import type { Clock } from '../../shared/host/clock.ts';
import type { PolicyChange } from '../../shared/policy.ts';
import type { Mode } from '../../shared/setup/answers.ts';
import type { CloudMemory } from '../ports/cloud-memory.ts';
import type { ConnectorReport, DeviceDirectory } from '../ports/device-directory.ts';
import type { ExchangeCredentials, ExchangeFacts, ExchangeGateway } from '../ports/exchange-gateway.ts';
import type { Journal } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { PolicyHistory } from '../ports/policy-history.ts';
import type { PolicyFile } from '../ports/policy-source.ts';
import type { StateStore } from '../ports/state-store.ts';

/** Exchange for one run, made for it and closed with it. */
export interface ExchangeSide {
  readonly exchange: ExchangeGateway;
  readonly credentials: ExchangeCredentials;
  /** How many calls may be under way at once, now; at least 1. */
  width(): number;
  /** Milliseconds to wait before each change, now. */
  pause(): number;
  /** Ends what was opened. Never throws. */
  close(): Promise<void>;
}

/** Intune alone, made for one purpose and closed with it. */
export interface DirectorySide {
  readonly directory: DeviceDirectory;
  close(): Promise<void>;
}

export interface Sides extends ExchangeSide {
  readonly directory: DeviceDirectory;
}

/** Enough to decide; who writes needs more. */
export interface DecisionDependencies {
  readonly state: StateStore;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly cloud: CloudMemory;
  readonly policies: PolicyHistory;
  readonly policyFile: PolicyFile;
  /** A difference between two policies, in the language of the configuration. */
  words(change: PolicyChange): string;
  /** In percent, as configured now. */
  newBlockLimit(): number;
  onConnected(facts: ExchangeFacts): void;
}

export interface SyncDependencies extends DecisionDependencies {
  /** Reads configuration and secrets afresh. Throws `engine.not-configured`, `secret.missing` and others. */
  openSides(signal: AbortSignal): Promise<Sides>;
  /** Intune alone, for what needs nothing of Exchange. */
  openDirectory(signal: AbortSignal): Promise<DirectorySide>;
  /** The same for Exchange alone, which needs no secret of Intune. */
  openExchange(signal: AbortSignal): Promise<ExchangeSide>;
  /** What Exchange counts of ours now. */
  exchangeShare(): ExchangeShare;
  /** Who we are in the connector record. */
  readonly connector: Pick<ConnectorReport, 'connectorServer' | 'version'>;
  /** As configured now; a run keeps the one it began with. */
  mode(): Mode;
}

export interface FullRequest {
  readonly acceptPlan?: string | undefined;
  readonly replaceConnector: boolean;
}
