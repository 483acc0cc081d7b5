/** Gets each secret from where the answer file says it is. The vault is asked later, by the act itself. */
import { Failure } from '../../shared/errors.ts';
import type { SecretSource } from '../../shared/setup/answer-file.ts';
import type { TypedSecret } from '../../shared/setup/answers.ts';
import type { Secrets } from '../install/plan.ts';
import { parseSecrets } from './input.ts';

export type Sources = Readonly<Partial<Record<TypedSecret, SecretSource | undefined>>>;

export interface Asking {
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Asks on the terminal without showing what is typed; null where there is no terminal. */
  readonly prompt: ((name: TypedSecret) => Promise<string>) | null;
}

/** A source that is not named is standard input, and the vault for what is not there. Throws `secret.missing` or `answers.invalid`. */
export async function gatherSecrets(names: readonly TypedSecret[], sources: Sources, asking: Asking): Promise<Secrets> {
  const isRead = asking.prompt === null && names.some((name) => (sources[name] ?? 'input') === 'input');
  const given = isRead ? parseSecrets(await asking.readInput()) : {};
  const secrets: [TypedSecret, string][] = [];
  for (const name of names) {
    const value = await secretFrom(sources[name], name, { ...asking, given });
    if (value !== undefined) secrets.push([name, value]);
  }
  return Object.fromEntries(secrets);
}

async function secretFrom(
  source: SecretSource | undefined,
  name: TypedSecret,
  asking: Asking & { given: Secrets },
): Promise<string | undefined> {
  if (source === 'vault') return undefined;
  if (source === 'prompt') return await asked(name, asking);
  const value = asking.given[name];
  if (value === undefined && source === 'input') throw new Failure('secret.missing', { params: { name }, detail: 'not on standard input' });
  return value;
}

async function asked(name: TypedSecret, { prompt }: Asking): Promise<string> {
  if (prompt === null)
    throw new Failure('answers.invalid', { params: { field: `secrets.${name}` }, detail: 'there is no terminal to ask on' });
  return await prompt(name);
}
