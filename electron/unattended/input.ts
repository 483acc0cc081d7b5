/** What an unattended set-up is told: the answer file, which never holds a secret, and the secrets, from standard input only. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import { type Answers, answersSchema } from '../../shared/setup/answers.ts';

const sizeLimit = 64 * 1024;

/** Throws `answers.invalid` naming the first field that is wrong, unknown or missing; values are not repeated. */
export async function readAnswers(path: string): Promise<Answers> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure('answers.invalid', { params: { field: path }, detail: 'the file cannot be read' });
  });
  if (text.length > sizeLimit)
    throw new Failure('answers.invalid', { params: { field: path }, detail: `larger than ${sizeLimit} characters` });
  return parseAnswers(text);
}

export function parseAnswers(text: string): Answers {
  const parsed = answersSchema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const field = [...(issue?.path ?? []), ...unknown].join('.');
  const detail = unknown.length > 0 ? 'no such field; secrets go through standard input' : 'missing or not of the right form';
  throw new Failure('answers.invalid', { params: { field: field === '' ? 'answers' : field }, detail });
}

const secretsSchema = z.strictObject({ exchangePassword: z.string().min(1).max(1024).optional() });
export type GivenSecrets = z.infer<typeof secretsSchema>;

/** Empty input means: what the vault holds. Throws `answers.invalid` without repeating a character of it. */
export function parseSecrets(text: string): GivenSecrets {
  if (text.trim() === '') return {};
  const parsed = secretsSchema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  throw new Failure('answers.invalid', { params: { field: 'standard input' }, detail: 'not an object with exchangePassword' });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
