/** What Exchange knows: mailboxes with their lists, partnerships, and the rules that apply to everyone. */
import type { AccessLevel, AccessState } from '../../shared/access.ts';
import type { EasDeviceId, MailboxGuid } from '../../shared/ids.ts';

export interface Mailbox {
  readonly guid: MailboxGuid;
  readonly displayName: string;
  /** Primary SMTP address as Exchange gives it. */
  readonly address: string;
  readonly activeSyncEnabled: boolean;
  readonly allowedDeviceIds: readonly string[];
  readonly blockedDeviceIds: readonly string[];
}

/** One partnership. The key is (mailbox, deviceId): one phone may be on several mailboxes. */
export interface EasDevice {
  readonly guid: string;
  readonly mailbox: MailboxGuid;
  readonly deviceId: EasDeviceId;
  readonly friendlyName: string;
  readonly type: string;
  readonly model: string;
  readonly system: string;
  readonly userAgent: string;
  readonly state: AccessState;
  readonly stateReason: string;
  /** ISO time, or null when Exchange does not tell. */
  readonly firstSync: string | null;
}

export interface AccessRule {
  readonly name: string;
  /** DeviceType, DeviceModel, DeviceOS, UserAgent or XMSWLHeader; an unknown text never matches. */
  readonly characteristic: string;
  readonly query: string;
  readonly level: Exclude<AccessLevel, 'none'>;
}

export interface OrganizationRules {
  readonly defaultLevel: Exclude<AccessLevel, 'none'>;
  readonly rules: readonly AccessRule[];
}

export interface ExchangeServer {
  readonly name: string;
  readonly fqdn: string;
  readonly version: string;
  readonly isClientAccess: boolean;
  /** Active Directory site by its name alone; empty when Exchange does not tell. */
  readonly site: string;
}

/** Additions and removals for one mailbox, written in one call (X3). */
export interface AccessListChange {
  readonly mailbox: MailboxGuid;
  readonly allowAdd: readonly EasDeviceId[];
  readonly allowRemove: readonly EasDeviceId[];
  readonly blockAdd: readonly EasDeviceId[];
  readonly blockRemove: readonly EasDeviceId[];
}

/** A right that the account lacks: the whole cmdlet, or only these of its parameters. */
export interface MissingRight {
  readonly cmdlet: string;
  readonly parameters: readonly string[];
}
