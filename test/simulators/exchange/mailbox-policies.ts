/**
 * Mobile device mailbox policies: what they hold, by the names of Exchange 2013 and later, and by those of the ActiveSync cmdlets
 * (exchange.md 1.4).
 */
import { z } from 'zod';

const policyValueSchema = z.union([z.string(), z.number(), z.boolean()]);
type PolicyValue = z.infer<typeof policyValueSchema>;

export const mailboxPolicySchema = z.strictObject({
  name: z.string(),
  isDefault: z.boolean(),
  settings: z.record(z.string(), policyValueSchema),
});
export type MailboxPolicy = z.infer<typeof mailboxPolicySchema>;

export interface PolicySetting {
  readonly name: string;
  readonly activeSyncName: string;
  readonly standard: PolicyValue;
  /** Of a number or a duration in seconds, where Exchange limits it. */
  readonly range: readonly [number, number] | null;
}

function setting(name: string, standard: PolicyValue, detail: Partial<PolicySetting> = {}): PolicySetting {
  return { name, activeSyncName: name, standard, range: null, ...detail };
}

export const policySettings: readonly PolicySetting[] = [
  setting('AllowNonProvisionableDevices', true),
  setting('AllowSimplePassword', true, { activeSyncName: 'AllowSimpleDevicePassword' }),
  setting('AlphanumericPasswordRequired', false, { activeSyncName: 'AlphanumericDevicePasswordRequired' }),
  setting('AttachmentsEnabled', true),
  setting('DeviceEncryptionEnabled', false),
  setting('RequireDeviceEncryption', false),
  setting('PasswordEnabled', false, { activeSyncName: 'DevicePasswordEnabled' }),
  setting('PasswordExpiration', 'Unlimited', { activeSyncName: 'DevicePasswordExpiration' }),
  setting('PasswordHistory', 0, { activeSyncName: 'DevicePasswordHistory', range: [0, 50] }),
  setting('PasswordRecoveryEnabled', false),
  setting('DevicePolicyRefreshInterval', 'Unlimited'),
  setting('MaxPasswordFailedAttempts', 'Unlimited', { activeSyncName: 'MaxDevicePasswordFailedAttempts', range: [4, 16] }),
  setting('MaxInactivityTimeLock', 'Unlimited', { activeSyncName: 'MaxInactivityTimeDeviceLock', range: [30, 3600] }),
  setting('MinPasswordLength', 4, { activeSyncName: 'MinDevicePasswordLength', range: [1, 16] }),
  setting('MinPasswordComplexCharacters', 1, { activeSyncName: 'MinDevicePasswordComplexCharacters', range: [1, 4] }),
  setting('MaxAttachmentSize', 'Unlimited'),
  setting('MaxCalendarAgeFilter', 'All'),
  setting('MaxEmailAgeFilter', 'All'),
  setting('AllowCamera', true),
  setting('AllowBrowser', true),
  setting('AllowStorageCard', true),
];

export const seededPolicies: readonly MailboxPolicy[] = [newPolicy('Default', true), newPolicy('Executives', false)];

export function newPolicy(name: string, isDefault: boolean): MailboxPolicy {
  return { name, isDefault, settings: Object.fromEntries(policySettings.map((each) => [each.name, each.standard])) };
}
