/** The command line of an unattended set-up, read strictly: what is not known is refused. */
import { parseArgs } from 'node:util';
import { Failure } from '../../shared/errors.ts';
import { type Language, languageSchema } from '../../shared/setup/answers.ts';

export const verbs = ['install', 'stop'] as const;

export type Command =
  | { readonly verb: 'help' }
  | { readonly verb: 'stop'; readonly json: boolean; readonly language: Language | null }
  | {
      readonly verb: 'install';
      readonly answers: string;
      readonly bundle: string | null;
      readonly json: boolean;
      readonly language: Language | null;
    };

/** Throws `usage.wrong` naming the argument. */
export function parseCommand(words: readonly string[]): Command {
  const { values, positionals } = parsed(words);
  if (values.help === true) return { verb: 'help' };
  const [verb, ...more] = positionals;
  if (more[0] !== undefined) throw wrong(more[0]);
  const common = { json: values.json === true, language: languageOf(values.language) };
  if (verb === 'stop') return { verb, ...common };
  if (verb !== 'install') throw wrong(verb ?? 'install');
  if (values.answers === undefined) throw wrong('--answers');
  return { verb, answers: values.answers, bundle: values.bundle ?? null, ...common };
}

function parsed(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { answers: text, bundle: text, language: text, json: flag, help: flag },
    });
  } catch (thrown) {
    throw wrong(thrown instanceof Error ? thrown.message : 'unknown');
  }
}

function languageOf(text: string | undefined): Language | null {
  if (text === undefined) return null;
  const language = languageSchema.safeParse(text);
  if (!language.success) throw wrong('--language');
  return language.data;
}

function wrong(argument: string): Failure {
  return new Failure('usage.wrong', { params: { argument } });
}
