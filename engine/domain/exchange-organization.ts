/** What Exchange knows beyond mailboxes, partnerships and rules: for the administrator's own orders and for reports. */
import type { MailboxGuid } from '../../shared/ids.ts';
import type { EasDevice } from './exchange.ts';

/** Enough to name one partnership beyond doubt: both must fit what Exchange returns, or nothing is done (exchange.md 1.1). */
export type DeviceReference = Pick<EasDevice, 'guid' | 'deviceId'>;

/** `device`: everything on the phone is erased. `account`: only the mailbox's content on it (Exchange 2016 and later, EAS 16.1). */
export type WipeScope = 'device' | 'account';

export interface WipeOrder {
  readonly device: DeviceReference;
  readonly scope: WipeScope;
}

/** Known in the mailbox only, so each answer makes Exchange open one. ISO times, or null for never. */
export interface DeviceStatistics {
  readonly guid: string;
  readonly deviceId: string;
  readonly lastSuccessfulSync: string | null;
  readonly lastPolicyUpdate: string | null;
  readonly status: string;
  readonly policyApplied: string;
  readonly isWipeSupported: boolean;
  readonly wipe: WipeProgress;
  readonly accountWipe: WipeProgress;
}

export interface WipeProgress {
  readonly requested: string | null;
  readonly sent: string | null;
  readonly acknowledged: string | null;
}

/** One kind of phone that Exchange has ever seen. */
export interface DeviceClass {
  readonly type: string;
  readonly model: string;
}

export interface MailboxPolicy {
  readonly guid: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly allowsNonProvisionable: boolean;
}

export interface PolicyAssignment {
  readonly mailbox: MailboxGuid;
  /** Guid of the policy, or null for the organization's default. */
  readonly policy: string | null;
}

export interface Recipient {
  readonly guid: string;
  readonly displayName: string;
  /** UserMailbox, SharedMailbox and so on, as Exchange writes it. */
  readonly type: string;
  readonly address: string;
  /** Every SMTP address, the primary one too. */
  readonly addresses: readonly string[];
}
