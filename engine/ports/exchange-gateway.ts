/** What the engine needs of Exchange. Every call takes a signal and throws a Failure with an `exchange.*` or `powershell.*` code. */

import type { PowershellFacts } from '../../shared/control/contract.ts';
import type { MailboxGuid } from '../../shared/ids.ts';
import type {
  AccessListChange,
  AccessRule,
  EasDevice,
  ExchangeServer,
  Mailbox,
  MissingRight,
  OrganizationRules,
} from '../domain/exchange.ts';
import type {
  DeviceClass,
  DeviceReference,
  DeviceStatistics,
  MailboxPolicy,
  PolicyAssignment,
  Recipient,
  WipeOrder,
} from '../domain/exchange-organization.ts';

export interface ExchangeCredentials {
  readonly user: string;
  readonly password: string;
  /** For the proxy on the way to a hosted Exchange, where it wants to know who asks. */
  readonly proxy?: { readonly user: string; readonly password: string } | null;
}

export interface ExchangeFacts {
  readonly server: string;
  readonly organization: string;
  readonly version: string;
  readonly servers: readonly ExchangeServer[];
  /** What the account may not run of that which a synchronization cannot do without (Q8). */
  readonly missingCommands: readonly string[];
  /** Every right that the account lacks of those that the connector can make use of; contains the former. */
  readonly missingRights: readonly MissingRight[];
  /** For an Exchange administrator: gives the account exactly those. Null when nothing is missing. */
  readonly roleScript: string | null;
  readonly powershell: PowershellFacts;
}

/** What a synchronization reads and writes. */
export interface ExchangeAccess {
  readRules(signal: AbortSignal): Promise<OrganizationRules>;
  /** In batches. Ends normally only when everything was read; otherwise it throws. */
  readMailboxes(signal: AbortSignal): AsyncIterable<readonly Mailbox[]>;
  readDevices(signal: AbortSignal): AsyncIterable<readonly EasDevice[]>;
  /**
   * Those whose directory object changed since then, as this server's domain controller counts: allow for replication by asking
   * for a little longer ago. Removed ones and states kept in the mailbox do not show.
   */
  readChangedMailboxes(since: Date, signal: AbortSignal): AsyncIterable<readonly Mailbox[]>;
  readChangedDevices(since: Date, signal: AbortSignal): AsyncIterable<readonly EasDevice[]>;
  /** Throws `exchange.not-found` when the mailbox is gone. */
  readMailbox(mailbox: MailboxGuid, signal: AbortSignal): Promise<Mailbox>;
  readDevicesOf(mailbox: MailboxGuid, signal: AbortSignal): Promise<readonly EasDevice[]>;
  /** One Set-CASMailbox. */
  changeAccessLists(change: AccessListChange, signal: AbortSignal): Promise<void>;
}

/** What an administrator orders for one phone. Throws `exchange.not-found` unless Exchange shows exactly this one first. */
export interface DeviceOrders {
  readStatistics(device: DeviceReference, signal: AbortSignal): Promise<DeviceStatistics>;
  /** Carried out at the phone's next contact. Throws `exchange.command-missing` for `account` on an older server. */
  wipe(order: WipeOrder, signal: AbortSignal): Promise<void>;
  /** Removes the partnership only: the phone keeps its data, and may make a new one. */
  forget(device: DeviceReference, signal: AbortSignal): Promise<void>;
}

/** What applies to the whole organization. What is already as wanted is not written; each write is read back, else `sync.write-unconfirmed`. */
export interface ExchangeOrganization {
  readRecipients(signal: AbortSignal): AsyncIterable<readonly Recipient[]>;
  readDeviceClasses(signal: AbortSignal): Promise<readonly DeviceClass[]>;
  readMailboxPolicies(signal: AbortSignal): Promise<readonly MailboxPolicy[]>;
  setDefaultLevel(level: OrganizationRules['defaultLevel'], signal: AbortSignal): Promise<void>;
  /** Returns the rule with the name that Exchange gave it. Throws `exchange.rule-foreign` when another rule has the same query. */
  addRule(rule: Omit<AccessRule, 'name'>, signal: AbortSignal): Promise<AccessRule>;
  /** `rule` as we wrote it: one that is gone or stands otherwise is not ours to touch, and throws `exchange.rule-foreign`. */
  changeRule(rule: AccessRule, level: AccessRule['level'], signal: AbortSignal): Promise<AccessRule>;
  removeRule(rule: AccessRule, signal: AbortSignal): Promise<void>;
  assignMailboxPolicy(assignment: PolicyAssignment, signal: AbortSignal): Promise<void>;
}

export interface ExchangeGateway extends ExchangeAccess, DeviceOrders, ExchangeOrganization {
  /** Opens the session. */
  connect(credentials: ExchangeCredentials, signal: AbortSignal): Promise<ExchangeFacts>;
  /** Removes the session, then ends PowerShell. Never throws; safe to call twice. */
  close(): Promise<void>;
}
