/** What the engine needs of Intune. Every call takes a signal and throws a Failure with an `intune.*` code. */
import type { UserId } from '../../shared/ids.ts';
import type { AccessPolicy } from '../../shared/policy.ts';
import type { ConnectorRecord, ManagedDevice, ScopedUser, TenantState } from '../domain/intune.ts';
import type { DirectoryChanges, DirectoryCursor } from './directory-changes.ts';
import type { PolicyParts } from './policy-source.ts';

export interface ConnectorReport {
  readonly organization: string;
  readonly exchangeServer: string;
  readonly connectorServer: string;
  readonly version: string;
  readonly status: 'connectionPending' | 'connected' | 'disconnected';
  /** ISO time of the last successful synchronization, or null before the first. */
  readonly lastSync: string | null;
}

/** How our record is found again. */
export interface OwnConnector {
  /** Name of the Exchange organization; its case does not count. */
  readonly organization: string;
  /** Of the record that we had, or null. */
  readonly id: string | null;
}

export interface DeviceDirectory {
  probe(signal: AbortSignal): Promise<TenantState>;
  /** Throws `policy.unavailable` when the service refuses to give any, as a retired one does. */
  policy(signal: AbortSignal): Promise<PolicyParts>;
  /** Every member of the included and excluded groups, transitively, each user once. A group that is gone fails. */
  scope(policy: AccessPolicy, signal: AbortSignal): AsyncIterable<readonly ScopedUser[]>;
  /** Ends normally only when the walk is complete, each device once; otherwise throws `intune.walk-incomplete` or its cause. */
  walkDevices(signal: AbortSignal): AsyncIterable<readonly ManagedDevice[]>;
  /** A cursor from now on for the users, and for the groups of the policy and those within them. Begun before everything is read. */
  beginChanges(policy: AccessPolicy, signal: AbortSignal): Promise<DirectoryCursor>;
  changes(cursor: DirectoryCursor, signal: AbortSignal): Promise<DirectoryChanges>;
  /** Those of the devices that Intune has; one that it has not is not among them. */
  devicesById(ids: readonly string[], signal: AbortSignal): Promise<readonly ManagedDevice[]>;
  /** All devices of these users, asked for in batches: for the few of whom something is to be known soon (S4). */
  devicesOfUsers(users: readonly UserId[], signal: AbortSignal): Promise<readonly ManagedDevice[]>;
  /** Every connector of the tenant (A4). */
  listConnectors(signal: AbortSignal): Promise<readonly ConnectorRecord[]>;
  /** Null only when Intune has no record of this organization, and none with the id that we had. */
  findConnector(own: OwnConnector, signal: AbortSignal): Promise<ConnectorRecord | null>;
  /**
   * Creates or updates the record of this organization and gives its id. Callers treat a refusal as "cloud record unavailable".
   * Throws `connector.removed` when there was one of this id: it is never created again unasked.
   */
  reportConnector(update: { readonly report: ConnectorReport; readonly id: string | null }, signal: AbortSignal): Promise<string>;
  /** Changes the status of a record and nothing else. */
  reportStatus(id: string, status: 'connectionPending' | 'disconnected', signal: AbortSignal): Promise<void>;
  /** A record that is gone already is no failure. */
  removeConnector(id: string, signal: AbortSignal): Promise<void>;
}
