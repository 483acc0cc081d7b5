/** What the engine needs of Intune. Every call takes a signal and throws a Failure with an `intune.*` code. */
import type { AccessPolicy, ConnectorRecord, ManagedDevice, ScopedUser, TenantState } from '../domain/intune.ts';

export interface ConnectorReport {
  readonly organization: string;
  readonly exchangeServer: string;
  readonly connectorServer: string;
  readonly version: string;
  readonly status: 'connectionPending' | 'connected' | 'disconnected';
  /** ISO time of the last successful synchronization, or null before the first. */
  readonly lastSync: string | null;
}

export interface DeviceDirectory {
  probe(signal: AbortSignal): Promise<TenantState>;
  policy(signal: AbortSignal): Promise<AccessPolicy>;
  /** Every member of the included and excluded groups, transitively, each user once. A group that is gone fails. */
  scope(policy: AccessPolicy, signal: AbortSignal): AsyncIterable<readonly ScopedUser[]>;
  /** Ends normally only when the walk is complete, each device once; otherwise throws `intune.walk-incomplete` or its cause. */
  walkDevices(signal: AbortSignal): AsyncIterable<readonly ManagedDevice[]>;
  findConnector(organization: string, signal: AbortSignal): Promise<ConnectorRecord | null>;
  /** Creates or updates the record of this organization. Callers treat a refusal as "cloud record unavailable". */
  reportConnector(report: ConnectorReport, signal: AbortSignal): Promise<void>;
}
