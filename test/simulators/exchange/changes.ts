/** What may change in the simulated Exchange, as it is kept in its state file. */
import { z } from 'zod';
import { ruleCharacteristics } from './access.ts';
import { mailboxPolicySchema } from './mailbox-policies.ts';
import { partnershipSchema } from './partnerships.ts';
import { rolesSchema } from './roles.ts';

const mailboxSchema = z.strictObject({
  allowed: z.array(z.string()).readonly(),
  blocked: z.array(z.string()).readonly(),
  activeSyncEnabled: z.boolean(),
  /** Name of the mobile device mailbox policy; null: the organization's default one. */
  policy: z.string().nullable(),
  whenChanged: z.string(),
});
export type MailboxSettings = z.infer<typeof mailboxSchema>;

const settingsSchema = z.strictObject({
  defaultAccessLevel: z.enum(['Allow', 'Block', 'Quarantine']),
  adminMailRecipients: z.array(z.string()).readonly(),
  userMailInsert: z.string(),
  otaNotificationMailInsert: z.string(),
});
export type OrganizationSettings = z.infer<typeof settingsSchema>;

const verdictSchema = z.strictObject({
  state: z.enum(['Allowed', 'Blocked', 'Quarantined']),
  reason: z.enum(['Unknown', 'Global', 'Individual', 'DeviceRule', 'Policy']),
  rule: z.string().nullable(),
});

const ruleSchema = z.strictObject({
  characteristic: z.enum(ruleCharacteristics),
  queryString: z.string(),
  accessLevel: settingsSchema.shape.defaultAccessLevel,
});

const indexSchema = z.number().int().nonnegative();
export const changeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('settings'), settings: settingsSchema }),
  z.strictObject({ kind: z.literal('mailbox'), index: indexSchema, mailbox: mailboxSchema }),
  z.strictObject({ kind: z.literal('access'), index: indexSchema, verdict: verdictSchema, at: z.string() }),
  z.strictObject({ kind: z.literal('mailbox-policy'), index: indexSchema, met: z.boolean() }),
  z.strictObject({ kind: z.literal('partnership'), index: indexSchema, partnership: partnershipSchema }),
  z.strictObject({ kind: z.literal('rules'), rules: z.array(ruleSchema).readonly() }),
  z.strictObject({ kind: z.literal('policies'), policies: z.array(mailboxPolicySchema).readonly() }),
  z.strictObject({ kind: z.literal('roles'), roles: rolesSchema }),
]);
export type Change = z.infer<typeof changeSchema>;

export function keyOf(change: Change): string {
  return 'index' in change ? `${change.kind} ${change.index}` : change.kind;
}
