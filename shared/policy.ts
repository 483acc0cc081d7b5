/** The administrator's policy (A2), where it came from, and how it differs from the one before. */
import { z } from 'zod';
import { accessLevelSchema } from './access.ts';
import type { Translate } from './i18n/translate.ts';

export const platformExceptionSchema = z.strictObject({
  name: z.string(),
  /** family: Exchange's DeviceType; model: Exchange's DeviceModel. */
  kind: z.enum(['family', 'model']),
  level: accessLevelSchema,
});
export type PlatformException = Readonly<z.infer<typeof platformExceptionSchema>>;

/** Ids of groups in lower case, each once. */
export const accessPolicySchema = z.strictObject({
  enabled: z.boolean(),
  includedGroups: z.array(z.string()).readonly(),
  excludedGroups: z.array(z.string()).readonly(),
  overrideDefaultRule: z.boolean(),
  defaultLevel: accessLevelSchema,
  exceptions: z.array(platformExceptionSchema).readonly(),
});
export type AccessPolicy = Readonly<z.infer<typeof accessPolicySchema>>;

/** `graph-and-file`: Graph no longer gives its Exchange part, so that part is from the file. */
export const policyOriginSchema = z.enum(['graph', 'file', 'graph-and-file']);
export type PolicyOrigin = z.infer<typeof policyOriginSchema>;

/** Keys of `policy.change`; the sentence of each stands in shared/i18n. */
export const policyChangeKeys = [
  'first',
  'origin',
  'switched-on',
  'switched-off',
  'included-added',
  'included-removed',
  'excluded-added',
  'excluded-removed',
  'override-on',
  'override-off',
  'default-level',
  'exception-added',
  'exception-removed',
  'exception-level',
] as const;

export const policyChangeSchema = z.strictObject({
  key: z.enum(policyChangeKeys),
  /** Values of the sentence. `before`, `after` and `level` are access levels, or origins. */
  params: z.record(z.string(), z.string()),
});
export type PolicyChange = Readonly<z.infer<typeof policyChangeSchema>>;

export const policyVersionSchema = z.strictObject({
  number: z.number().int().positive(),
  /** SHA-256, hex; the same for the same policy, in whatever order its groups came. */
  hash: z.string(),
  since: z.iso.datetime(),
  origin: policyOriginSchema,
  policy: accessPolicySchema,
  /** Against the version before. */
  changes: z.array(policyChangeSchema).readonly(),
});
export type PolicyVersion = Readonly<z.infer<typeof policyVersionSchema>>;

/** Values that are words of ours, not names. */
export const policyWords = ['none', 'allow', 'block', 'quarantine', 'family', 'model', 'graph', 'file', 'graph-and-file'] as const;
const wordSchema = z.enum(policyWords);
const translated: readonly string[] = ['before', 'after', 'level', 'kind', 'origin'];

/** One difference as a sentence. `clean` gets the names first: a terminal has to, a log does not. */
export function policySentence(t: Translate, { key, params }: PolicyChange, clean: (text: string) => string = (same) => same): string {
  const worded = (name: string, value: string) => {
    const word = translated.includes(name) ? wordSchema.safeParse(value).data : undefined;
    return word === undefined ? clean(value) : t(`policy.word.${word}`);
  };
  return t(`policy.change.${key}`, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, worded(name, value)])));
}
