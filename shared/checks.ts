/** Result of one prerequisite check. Texts live in shared/i18n: `check.<id>.title`, `check.<id>.cure`. */
import { z } from 'zod';
import { appErrorSchema } from './errors.ts';

export const checkIds = [
  'operating-system',
  'hardware',
  'powershell',
  'vault',
  'exchange-reach',
  'exchange-account',
  'exchange-commands',
  'intune-reach',
  'intune-authority',
] as const;

export const checkResultSchema = z.strictObject({
  id: z.enum(checkIds),
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown']),
  /** What was found and what is needed, as plain text with units, for instance "3.8 GB" and "2 GB". */
  measured: z.string(),
  required: z.string(),
  error: appErrorSchema.optional(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;
export type CheckId = CheckResult['id'];
