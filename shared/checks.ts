/**
 * Result of one prerequisite check. Texts live in shared/i18n: `check.<id>.title` and `check.<id>.cure`, the facts under `fact.`,
 * and under `cure.` what helps in one situation only.
 */
import { z } from 'zod';
import { appErrorSchema } from './errors.ts';
import { factSchema } from './facts.ts';

/** What needs nothing but this computer; set-up asks these itself, before anything else. */
export const hostCheckIds = [
  'operating-system',
  'hardware',
  'domain',
  'dotnet',
  'powershell',
  'powershell-language',
  'powershell-policy',
  'vault',
] as const;

export const checkIds = [
  ...hostCheckIds,
  'exchange-reach',
  'exchange-server',
  'exchange-account',
  'exchange-commands',
  'account-certificate',
  'network-sign-in',
  'network-intune',
  'intune-reach',
  'intune-authority',
  'intune-licence',
  'directory-sync',
  'intune-role',
  'policy-file',
  'mail-reach',
] as const;
export const checkIdSchema = z.enum(checkIds);

/** Cures for one situation of a check; the general one is `check.<id>.cure`. */
export const checkCures = [
  'newer-server',
  'server-core',
  'client-windows',
  'development-host',
  'domain-controller',
  'script-rules',
  'not-determined',
] as const;

export const checkResultSchema = z.strictObject({
  id: checkIdSchema,
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown']),
  /** What was found and what is needed; empty where nothing can be said. */
  measured: z.array(factSchema).max(20).readonly(),
  required: z.array(factSchema).max(20).readonly(),
  cure: z.enum(checkCures).optional(),
  error: appErrorSchema.optional(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;
export type CheckId = z.infer<typeof checkIdSchema>;
