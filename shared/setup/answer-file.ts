/**
 * Answer files of an unattended set-up (W10), one form for each verb. They name where a secret comes from, and never hold
 * one: a file with something that looks like a secret is refused whole.
 */
import { z } from 'zod';
import { answersSchema, languageSchema, notificationSchema, proxyChoiceSchema, type TypedSecret } from './answers.ts';

/** `vault`: entry of the vault of the account that runs set-up; `input`: field of the object on standard input; `prompt`: asked on the terminal. */
export const secretSourceSchema = z.enum(['vault', 'input', 'prompt']);
export type SecretSource = z.infer<typeof secretSourceSchema>;

const source = secretSourceSchema.optional();
const secrets = z
  .strictObject({
    'exchange-password': source,
    'proxy-password': source,
    'notification-password': source,
    'service-password': source,
  } satisfies Record<TypedSecret, typeof source>)
  .default({});
const common = { $schema: z.string().max(2048).optional(), language: languageSchema.default('en') };
/** As in the act of the same name (maintenance.ts). */
const flag = z.boolean().default(false);

export const answerFiles = {
  install: answersSchema.extend({ ...common, secrets }),
  replace: answersSchema.extend({ ...common, secrets, replace: z.literal(true).default(true) }),
  repair: z.strictObject(common),
  upgrade: z.strictObject(common),
  'edit-proxy': z.strictObject({ ...common, secrets, proxy: proxyChoiceSchema }),
  'change-credentials': z.strictObject({ ...common, secrets, user: answersSchema.shape.exchange.shape.user }),
  'change-notification': z.strictObject({ ...common, secrets, notification: notificationSchema.nullable() }),
  'change-mode': z.strictObject({ ...common, mode: answersSchema.shape.mode.unwrap() }),
  uninstall: z.strictObject({ ...common, removeData: flag, takeBack: flag }),
} as const;
export type AnswerVerb = keyof typeof answerFiles;
export type AnswerFile<V extends AnswerVerb> = z.output<(typeof answerFiles)[V]>;

export const answerVerbs = [
  'install',
  'replace',
  'repair',
  'upgrade',
  'edit-proxy',
  'change-credentials',
  'change-notification',
  'change-mode',
  'uninstall',
] as const satisfies readonly AnswerVerb[];

/** JSON Schema (draft 2020-12) of one verb's answer file; null: of all, by verb. */
export function answerFileSchema(verb: AnswerVerb | null) {
  if (verb !== null) return schemaOf(verb);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    anyOf: answerVerbs.map((one) => ({ $ref: `#/$defs/${one}` })),
    $defs: Object.fromEntries(answerVerbs.map((one) => [one, schemaOf(one)])),
  };
}

function schemaOf(verb: AnswerVerb) {
  const schema = z.toJSONSchema(answerFiles[verb], { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: verb };
}

const secretNames = /password|passwd|passphrase|secret|token|credential|wachtwoord|certificate|key$|^(pwd|pass|pin|code)$/;
const secretValue = /-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/\s:@]+:[^/\s@]+@/;

/**
 * The place of the first thing in the file that is a secret by its name or its look, however deep; null when there is none.
 * Never holds a value. The references below `secrets` are none; anything else there is one.
 */
export function secretField(file: unknown): string | null {
  const left: { readonly path: readonly string[]; readonly value: unknown }[] = [{ path: [], value: file }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { path, value } = next;
    if (isSecret(path, value)) return path.join('.').slice(0, pathLimit);
    if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value).map(([name, inner]) => ({ path: [...path, name], value: inner }));
      left.push(...fields.toReversed());
    }
  }
  return null;
}

/** Longer names are nobody's fields. */
const pathLimit = 100;

function isSecret(path: readonly string[], value: unknown): boolean {
  const name = path.at(-1);
  if (name === undefined || (path.length === 1 && name === 'secrets' && typeof value === 'object')) return false;
  if (path.length === 2 && path[0] === 'secrets') return !secretSourceSchema.safeParse(value).success;
  return secretNames.test(name.toLowerCase().replace(/[^a-z]/g, '')) || (typeof value === 'string' && secretValue.test(value));
}
