/** The words for access that Exchange, Intune and we share (domain.md 7.4, exchange.md 1.5). */
import { z } from 'zod';

/** What the administrator can want as the general rule; `none` leaves Exchange's setting alone. */
export const accessLevelSchema = z.enum(['none', 'allow', 'block', 'quarantine']);
export type AccessLevel = z.infer<typeof accessLevelSchema>;

/** The state of one partnership. `discovery`: a new device, up to 14 minutes. Unknown texts of Exchange become `unknown`. */
export const accessStateSchema = z.enum(['allowed', 'blocked', 'quarantined', 'discovery', 'unknown']);
export type AccessState = z.infer<typeof accessStateSchema>;

/** Which personal entry we want for a device on a mailbox. */
export const wantedEntrySchema = z.enum(['allow', 'block', 'none']);
export type WantedEntry = z.infer<typeof wantedEntrySchema>;

/** Why A1 decided as it did. */
export const reasonSchema = z.enum([
  'policy-off',
  'user-unclear',
  'not-targeted',
  'exempt',
  'account-disabled',
  'not-licensed',
  'not-enrolled',
  'not-activated',
  'not-compliant',
  'compliant',
  'platform-exception',
  'default-rule',
]);
export type Reason = z.infer<typeof reasonSchema>;

/** One question of A1 with its answer and the fact it rests on. `key` names the sentence in shared/i18n (`evidence.<key>`). */
export const evidenceSchema = z.strictObject({
  key: z.enum([
    'policy',
    'one-user',
    'targeted',
    'exempt',
    'enabled',
    'licensed',
    'managed',
    'activated',
    'compliant',
    'override',
    'exception',
    'default',
    'matched-by-alias',
    'matched-by-sign-in-name',
    'enrolled-twice',
    'enrolled-by-another',
    'enrolled-without-user',
    'foreign-entry',
    'unwritable-id',
    'exchange',
  ]),
  answer: z.enum(['yes', 'no', 'not-asked']),
  fact: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const deviceCountsSchema = z.strictObject({
  total: z.number().int().nonnegative(),
  allowed: z.number().int().nonnegative(),
  blocked: z.number().int().nonnegative(),
  quarantined: z.number().int().nonnegative(),
});
export type DeviceCounts = z.infer<typeof deviceCountsSchema>;
