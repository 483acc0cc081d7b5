/**
 * What the staged engine says on standard output when set-up runs it: one JSON object a line. Input, secrets included, is one
 * JSON object on standard input. The verbs change nothing: `check` (connection test), `sign-in` (delegated, to Intune),
 * `network` (each hop to the internet and to Exchange), `test-mail`, `preview` (what a first synchronization would do).
 */
import { z } from 'zod';
import { deviceCountsSchema } from '../access.ts';
import { checkIdSchema, checkResultSchema } from '../checks.ts';
import { appErrorSchema } from '../errors.ts';
import { syncProgressSchema } from '../sync-report.ts';
import { exchangeAnswersSchema, exchangeFieldsSchema, hostedAddressSchema, notificationSchema, proxyChoiceSchema } from './answers.ts';

const secret = z.string().min(1).max(16_384);
const network = {
  proxy: proxyChoiceSchema.default(null),
  /** Null also when the proxy has a user and the vault has no password for him: then the proxy will say so. */
  proxyPassword: secret.nullable().default(null),
};

export const checkInputSchema = z.strictObject({
  exchange: exchangeAnswersSchema,
  exchangePassword: secret,
  /** Text of the account certificate file; null when only Exchange or mail is asked. */
  accountCertificate: secret.nullable(),
  ...network,
  notification: notificationSchema.nullable().default(null),
  notificationPassword: secret.nullable().default(null),
  /** Only these checks; null: all. */
  only: z.array(checkIdSchema).nullable().default(null),
});
export type CheckInput = z.input<typeof checkInputSchema>;

/** The connector record that Intune has for this Exchange organization. */
export const existingConnectorSchema = z.strictObject({
  id: z.string(),
  connectorServer: z.string(),
  lastSeen: z.iso.datetime().nullable(),
});
export type ExistingConnector = z.infer<typeof existingConnectorSchema>;

export const checkLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('check'), result: checkResultSchema }),
  z.strictObject({
    kind: z.literal('finished'),
    organization: z.string().nullable(),
    existing: existingConnectorSchema.nullable(),
  }),
]);
export type CheckLine = z.infer<typeof checkLineSchema>;

/** W5: in the system's own browser (authorization code with PKCE, answered on loopback), or by a code typed anywhere. */
export const signInMethodSchema = z.enum(['browser', 'code']);
export type SignInMethod = z.infer<typeof signInMethodSchema>;

export const signInInputSchema = z.strictObject({ accountCertificate: secret, method: signInMethodSchema.default('code'), ...network });
export type SignInInput = z.input<typeof signInInputSchema>;

export const tenantFactsSchema = z.strictObject({
  tenantId: z.string(),
  tenantName: z.string(),
  administrator: z.string(),
  /** Q6: role and licence of who signed in, Intune's authority, synchronization with Active Directory. */
  checks: z.array(checkResultSchema).max(10),
});
export type TenantFacts = z.infer<typeof tenantFactsSchema>;

export const signInLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), userCode: z.string(), verificationUri: z.url(), expiresInSeconds: z.number() }),
  /** The page to open; the answer comes back to the engine on loopback. */
  z.strictObject({ kind: z.literal('browser'), address: z.url(), expiresInSeconds: z.number() }),
  z.strictObject({ kind: z.literal('signed-in'), tenant: tenantFactsSchema }),
  z.strictObject({ kind: z.literal('failed'), error: appErrorSchema }),
]);
export type SignInLine = z.infer<typeof signInLineSchema>;

/** Stations on the way out, in their order. `exchange` is asked directly, never through the proxy. */
export const hops = ['this-server', 'proxy', 'sign-in', 'intune', 'exchange'] as const;
export const hopSchema = z.strictObject({
  hop: z.enum(hops),
  /** `skipped`: there is none, or one before it failed. */
  state: z.enum(['testing', 'ok', 'failed', 'skipped']),
  /** Host and port, where there is one. */
  address: z.string().nullable(),
  milliseconds: z.number().nonnegative().nullable(),
  error: appErrorSchema.optional(),
});
export type Hop = z.infer<typeof hopSchema>;

export const networkInputSchema = z.strictObject({
  ...network,
  /** Names the cloud; null: the global one. */
  accountCertificate: secret.nullable(),
  /** Null: not asked. */
  exchange: exchangeFieldsSchema.pick({ type: true, server: true }).nullable().default(null),
});
export type NetworkInput = z.input<typeof networkInputSchema>;
export const networkLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hop'), hop: hopSchema }),
  z.strictObject({ kind: z.literal('finished') }),
]);

export const mailInputSchema = z.strictObject({
  notification: notificationSchema,
  notificationPassword: secret,
  /** Exchange Web Services of the mailbox; null: found by Autodiscover. */
  webServices: hostedAddressSchema.nullable().default(null),
  /** A hosted Exchange is reached through the proxy. */
  exchangeType: exchangeFieldsSchema.shape.type.default('on-premises'),
  ...network,
  /** Where the test mail goes; null: to the mailbox itself. */
  to: notificationSchema.shape.address.nullable().default(null),
  language: z.enum(['en', 'nl']).default('en'),
});
export type MailInput = z.input<typeof mailInputSchema>;
export const mailLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stage'), stage: z.enum(['autodiscover', 'connect', 'send']) }),
  z.strictObject({ kind: z.literal('sent'), to: z.string(), webServices: z.string() }),
  z.strictObject({ kind: z.literal('failed'), error: appErrorSchema }),
]);
export type MailLine = z.infer<typeof mailLineSchema>;

export const previewInputSchema = checkInputSchema.omit({ only: true }).extend({ newBlockLimitPercent: z.number().min(0).max(100) });
export type PreviewInput = z.input<typeof previewInputSchema>;
/** What enforcing would do, decided by the engine's own plan over a complete read of both sides; nothing was written. */
export const previewSchema = z.strictObject({
  before: deviceCountsSchema,
  after: deviceCountsSchema,
  /** Devices that have access now and would lose it. */
  newBlocks: z.number().int().nonnegative(),
  mailboxes: z.number().int().nonnegative(),
  /** True when the guard would hold this run. */
  isHeld: z.boolean(),
});
export type Preview = z.infer<typeof previewSchema>;
export const previewLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), sync: syncProgressSchema }),
  z.strictObject({ kind: z.literal('preview'), preview: previewSchema }),
  z.strictObject({ kind: z.literal('failed'), error: appErrorSchema }),
]);
