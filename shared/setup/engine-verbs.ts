/**
 * What the staged engine says on standard output when set-up runs it before anything is installed:
 * `check` (connection test) and `sign-in` (delegated sign-in to Intune), one JSON object a line.
 * Their input, secrets included, is one JSON object on standard input.
 */
import { z } from 'zod';
import { checkResultSchema } from '../checks.ts';
import { appErrorSchema } from '../errors.ts';
import { answersSchema } from './answers.ts';

export const checkInputSchema = z.strictObject({
  exchange: answersSchema.shape.exchange,
  exchangePassword: z.string().min(1),
  /** Text of the account certificate file. */
  accountCertificate: z.string().min(1),
});
export type CheckInput = z.infer<typeof checkInputSchema>;

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

export const signInInputSchema = z.strictObject({ accountCertificate: z.string().min(1) });

export const tenantFactsSchema = z.strictObject({
  tenantId: z.string(),
  tenantName: z.string(),
  administrator: z.string(),
  mdmAuthority: z.enum(['unknown', 'intune', 'sccm', 'office365']),
  directorySync: z.boolean(),
});
export type TenantFacts = z.infer<typeof tenantFactsSchema>;

export const signInLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), userCode: z.string(), verificationUri: z.url(), expiresInSeconds: z.number() }),
  z.strictObject({ kind: z.literal('signed-in'), tenant: tenantFactsSchema }),
  z.strictObject({ kind: z.literal('failed'), error: appErrorSchema }),
]);
export type SignInLine = z.infer<typeof signInLineSchema>;
