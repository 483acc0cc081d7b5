/** How the command line speaks: sentences for people, one JSON object a line for programs. */
import type { AppError } from '../../shared/errors.ts';
import { type ExitName, exitCodes } from '../../shared/exit-codes.ts';
import type { Output } from '../../shared/host/console.ts';
import type { Translate } from '../../shared/i18n/translate.ts';
import { verbs } from './arguments.ts';

export interface Terminal {
  readonly output: Output;
  readonly say: Translate;
  readonly json: boolean;
}

/** `text` with nothing in it that a terminal would obey: a phone chose it. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Every text among the values made harmless. */
export function harmlessParams<T extends Readonly<Record<string, string | number>>>(params: T): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? harmless(value) : value]));
}

export function showError({ output, say, json }: Terminal, error: AppError): void {
  if (json) {
    output.line(JSON.stringify({ event: 'finished', outcome: 'failed', error }));
    return;
  }
  const params = harmlessParams(error.params);
  output.problem(`${say(`error.${error.code}.title`, params)}. ${say(`error.${error.code}.cause`, params)}`);
  output.problem(say(`error.${error.code}.cure`, params));
  output.problem(harmless([error.code, error.detail ?? ''].join(' ').trim()));
}

export function showHelp({ output, say }: Terminal): void {
  const usage: Partial<Record<(typeof verbs)[number], string>> = {
    sync: 'sync full',
    explain: 'explain DEVICE',
    wipe: 'wipe DEVICE',
    forget: 'forget DEVICE',
  };
  const name = (verb: (typeof verbs)[number]) => usage[verb] ?? verb;
  const exits = Object.keys(exitCodes).filter((exit): exit is ExitName => exit in exitCodes);
  output.line(say('cli.help.usage'));
  output.line('');
  output.line(say('cli.help.commands'));
  for (const verb of verbs) output.line(`  ${name(verb).padEnd(16)}${say(`cli.help.${verb}`)}`);
  output.line('');
  output.line(`  ${say('cli.help.json')}`);
  output.line('');
  output.line(say('cli.help.exit-codes'));
  for (const exit of exits) output.line(`  ${exitCodes[exit]}  ${say(`cli.exit.${exit}`)}`);
}
