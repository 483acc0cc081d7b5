/** The command line of an unattended set-up, read strictly: what is not known, or not for this verb, is refused. */
import { parseArgs } from 'node:util';
import { type CheckId, checkIdSchema } from '../../shared/checks.ts';
import { Failure } from '../../shared/errors.ts';
import { type AnswerVerb, answerVerbs } from '../../shared/setup/answer-file.ts';
import { type Language, languageSchema } from '../../shared/setup/answers.ts';

export const verbs = [...answerVerbs, 'status', 'stop', 'schema', 'help'] as const;

export interface Common {
  readonly json: boolean;
  /** Null: that of the answer file. */
  readonly language: Language | null;
}

/** `answers` null: everything is left as the form has it. */
export type Work = Common & {
  readonly verb: AnswerVerb;
  readonly answers: string | null;
  readonly bundle: string | null;
  readonly keepAccountCertificate: boolean;
};
export type Command =
  | Work
  | (Common & { readonly verb: 'status' | 'stop' })
  | (Common & { readonly verb: 'help'; readonly of: CheckId | null })
  | { readonly verb: 'schema'; readonly of: AnswerVerb | null };

/** Without a file these have nothing to go by. */
const needsAnswers: readonly AnswerVerb[] = [
  'install',
  'replace',
  'edit-proxy',
  'change-credentials',
  'change-notification',
  'change-mode',
];
const needsBundle: readonly AnswerVerb[] = ['install', 'replace', 'repair', 'upgrade'];

type Option = 'answers' | 'bundle' | 'keep-account-certificate';
type Values = ReturnType<typeof parsed>['values'];

/** Throws `usage.wrong` naming the argument. */
export function parseCommand(words: readonly string[]): Command {
  const { values, positionals } = parsed(words);
  const [verb = 'help', ...more] = positionals;
  const common = { json: values.json === true, language: languageOf(values.language) };
  if (values.help === true) return { verb: 'help', of: null, ...common };
  if (verb === 'help') return { verb, of: helpedCheck(more, values), ...common };
  if (verb === 'schema') return { verb, of: schemaVerb(more, values) };
  if (more[0] !== undefined) throw wrong(more[0]);
  if (verb === 'status' || verb === 'stop') {
    refuse(values, ['answers', 'bundle', 'keep-account-certificate']);
    return { verb, ...common };
  }
  return { ...workOf(verb, values), ...common };
}

function workOf(word: string, values: Values): Omit<Work, keyof Common> {
  const verb = answerVerbs.find((one) => one === word);
  if (verb === undefined) throw wrong(word);
  if (!needsBundle.includes(verb)) refuse(values, ['bundle']);
  if (verb !== 'install' && verb !== 'replace') refuse(values, ['keep-account-certificate']);
  if (values.answers === undefined && needsAnswers.includes(verb)) throw wrong('--answers');
  return {
    verb,
    answers: values.answers ?? null,
    bundle: values.bundle ?? null,
    keepAccountCertificate: values['keep-account-certificate'] === true,
  };
}

function helpedCheck([word, ...more]: readonly string[], values: Values): CheckId | null {
  refuse(values, ['answers', 'bundle', 'keep-account-certificate']);
  if (more[0] !== undefined) throw wrong(more[0]);
  if (word === undefined) return null;
  const check = checkIdSchema.safeParse(word);
  if (!check.success) throw wrong(word);
  return check.data;
}

function schemaVerb([word, ...more]: readonly string[], values: Values): AnswerVerb | null {
  refuse(values, ['answers', 'bundle', 'keep-account-certificate']);
  if (more[0] !== undefined) throw wrong(more[0]);
  if (word === undefined) return null;
  const verb = answerVerbs.find((one) => one === word);
  if (verb === undefined) throw wrong(word);
  return verb;
}

function refuse(values: Values, options: readonly Option[]): void {
  for (const option of options) if (values[option] !== undefined) throw wrong(`--${option}`);
}

function parsed(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { answers: text, bundle: text, language: text, json: flag, help: flag, 'keep-account-certificate': flag },
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
