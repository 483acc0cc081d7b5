/** What an unattended set-up is told: the answer file, which never holds a secret, and the secrets, from where the file says. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import { type AnswerFile, type AnswerVerb, answerFiles, secretField } from '../../shared/setup/answer-file.ts';
import type { TypedSecret } from '../../shared/setup/answers.ts';
import type { Secrets } from '../install/plan.ts';

const sizeLimit = 64 * 1024;

/**
 * Throws `answers.secret` naming the field that holds a secret, or `answers.invalid` naming the first field that is wrong,
 * unknown or missing; values are not repeated. Without a path the answers are those of an empty file.
 */
export async function readAnswers<V extends AnswerVerb>(verb: V, path: string | null): Promise<AnswerFile<V>> {
  if (path === null) return parseAnswers(verb, '{}');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure('answers.invalid', { params: { field: path }, detail: 'the file cannot be read' });
  });
  if (text.length > sizeLimit)
    throw new Failure('answers.invalid', { params: { field: path }, detail: `larger than ${sizeLimit} characters` });
  return parseAnswers(verb, text);
}

export function parseAnswers<V extends AnswerVerb>(verb: V, text: string): AnswerFile<V> {
  const file = json(text.replace(/^\uFEFF/, ''));
  const secret = secretField(file);
  if (secret !== null) throw new Failure('answers.secret', { params: { field: secret } });
  const parsed = formOf(verb).safeParse(file);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const field = [...(issue?.path ?? []), ...unknown].join('.');
  const detail = unknown.length > 0 ? 'no such field' : 'missing or not of the right form';
  throw new Failure('answers.invalid', { params: { field: field === '' ? 'answers' : field }, detail });
}

function formOf<V extends AnswerVerb>(verb: V): z.ZodType<AnswerFile<V>> {
  const forms: { readonly [W in AnswerVerb]: z.ZodType<AnswerFile<W>> } = answerFiles;
  return forms[verb];
}

const secret = z.string().min(1).max(1024).optional();
/** The first name is from before there were others. */
const givenSchema = z
  .strictObject({
    exchangePassword: secret,
    'exchange-password': secret,
    'proxy-password': secret,
    'notification-password': secret,
    'service-password': secret,
  } satisfies Record<TypedSecret | 'exchangePassword', typeof secret>)
  .refine((given) => given.exchangePassword === undefined || given['exchange-password'] === undefined);

/** Empty input means: what the vault holds. Throws `answers.invalid` without repeating a character of it. */
export function parseSecrets(text: string): Secrets {
  if (text.trim() === '') return {};
  const parsed = givenSchema.safeParse(json(text));
  if (!parsed.success)
    throw new Failure('answers.invalid', { params: { field: 'standard input' }, detail: 'not an object with passwords by their names' });
  const { exchangePassword, ...named } = parsed.data;
  const all = exchangePassword === undefined ? named : { ...named, 'exchange-password': exchangePassword };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
