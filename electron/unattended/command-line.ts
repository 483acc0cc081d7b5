/** The verbs of an unattended set-up (W10). Answers the exit code; the table is shared/exit-codes.ts. */
import { type AppError, Failure, toAppError } from '../../shared/errors.ts';
import { exitCodes, exitFor } from '../../shared/exit-codes.ts';
import { type Output, readStandardInput } from '../../shared/host/console.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { answerFileSchema } from '../../shared/setup/answer-file.ts';
import type { Language } from '../../shared/setup/answers.ts';
import { findEngine, stopEngine } from '../install/engine-process.ts';
import type { SetupHost } from '../install/setup-host.ts';
import { requireOwnFolder } from '../package/own-folder.ts';
import { SetUp } from '../setup/set-up.ts';
import { thisHost } from '../setup/this-host.ts';
import { type Command, type Common, parseCommand, verbs, type Work } from './arguments.ts';
import { checkHelpLines, helpLines } from './help.ts';
import { readAnswers } from './input.ts';
import { orCancelled, typedUnseen } from './prompt.ts';
import { jsonReporter, type Reporter, textReporter } from './report.ts';
import type { Asking } from './secret-sources.ts';
import { carryOut } from './work.ts';

export interface Surroundings {
  readonly bundlePath: string;
  readonly programFolder: string;
  readonly isDelivered: boolean;
  readonly version: string;
  readonly output: Output;
}

const stopMilliseconds = 30_000;
/** For reading all of it; a second or two is usual. */
const folderMilliseconds = 120_000;

/** The part of a command line that asks for a run without a window, or null; what Electron itself was given stands before it. */
export function unattendedWords(words: readonly string[]): readonly string[] | null {
  const start = words.findIndex(isVerb);
  return start === -1 ? null : words.slice(start);
}

function isVerb(word: string): boolean {
  return verbs.some((verb) => verb === word);
}

export async function runUnattended(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  try {
    return await run(parseCommand(words), surroundings);
  } catch (thrown) {
    return failed(reporterFor(output, words.includes('--json'), 'en'), toAppError(thrown), 0);
  }
}

async function run(command: Command, surroundings: Surroundings): Promise<number> {
  const { output, programFolder: folder, isDelivered } = surroundings;
  if (command.verb !== 'help' && command.verb !== 'schema')
    await requireOwnFolder({ folder, isDelivered }, AbortSignal.timeout(folderMilliseconds));
  switch (command.verb) {
    case 'help':
      for (const line of helpFor(command)) output.line(line);
      return exitCodes.done;
    case 'schema':
      output.line(JSON.stringify(answerFileSchema(command.of), null, 2));
      return exitCodes.done;
    case 'stop':
      await stop(thisHost(surroundings));
      output.line(command.json ? JSON.stringify({ event: 'stopped' }) : translator(command.language ?? 'en')('unattended.stopped'));
      return exitCodes.done;
    case 'status':
      return await status(thisHost(surroundings), command, surroundings);
    default:
      return await work(command, surroundings);
  }
}

function helpFor({ of, language }: Extract<Command, { verb: 'help' }>): readonly string[] {
  const t = translator(language ?? 'en');
  return of === null ? helpLines(t) : checkHelpLines(t, of);
}

async function work(command: Work, surroundings: Surroundings): Promise<number> {
  const { output, version } = surroundings;
  const host = thisHost({ ...surroundings, bundlePath: command.bundle ?? surroundings.bundlePath });
  const start = host.clock.elapsed();
  const seconds = (): number => Math.round((host.clock.elapsed() - start) / 100) / 10;
  let reporter = reporterFor(output, command.json, command.language ?? 'en');
  try {
    const { language } = await readAnswers(command.verb, command.answers);
    reporter = reporterFor(output, command.json, command.language ?? language);
    const setUp = setUpFor(host, version, reporter);
    const result = await untilSignal(setUp, (signal) =>
      carryOut({ command, host, setUp, asking: askingOn(output, command.language ?? language, signal), reporter }),
    );
    reporter.finished({ ...result, seconds: seconds() });
    return exitCodes.done;
  } catch (thrown) {
    return failed(reporter, toAppError(thrown), seconds());
  }
}

function setUpFor(host: SetupHost, version: string, reporter: Reporter): SetUp {
  const nobody = (): void => undefined;
  const listener = { setup: reporter.event, signIn: nobody, hop: nobody, preview: nobody };
  return new SetUp({ host, listener, version, openPage: async () => undefined });
}

/** Ctrl+C and an end asked for by the system cancel, and what was begun is taken back. */
async function untilSignal<T>(setUp: SetUp, what: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const cancel = (): void => {
    ended.abort();
    void setUp.installation.cancel();
  };
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  try {
    return await what(ended.signal);
  } finally {
    await setUp.close();
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
  }
}

function askingOn(output: Output, language: Language, signal: AbortSignal): Asking {
  const terminal = process.stdin;
  // A pipe that nobody closes would keep us from ending.
  if (!terminal.isTTY) return { readInput: () => orCancelled(readStandardInput(), signal).finally(() => terminal.destroy()), prompt: null };
  const t = translator(language);
  return {
    readInput: async () => '',
    // Not on standard output, which is for the lines of --json.
    prompt: (name) => typedUnseen(terminal, () => output.problem(t('unattended.prompt', { name })), signal),
  };
}

/** Exit `unreachable` when the installed engine does not answer. */
async function status(host: SetupHost, { json, language }: Common, surroundings: Surroundings): Promise<number> {
  const reporter = reporterFor(surroundings.output, json, language ?? 'en');
  const setUp = setUpFor(host, surroundings.version, reporter);
  const installed = await setUp.maintenance.installed();
  if (installed === null) throw new Failure('install.not-installed');
  reporter.status(installed);
  return installed.engine === 'running' ? exitCodes.done : exitCodes.unreachable;
}

/** Ends the installed engine politely. Throws `channel.unreachable` when none runs and `channel.owner-unproven` when it is not ours. */
async function stop(host: SetupHost): Promise<void> {
  const signal = AbortSignal.timeout(stopMilliseconds);
  const found = await findEngine(host, signal);
  if (found === 'none') throw new Failure('channel.unreachable');
  if (found === 'foreign') throw new Failure('channel.owner-unproven');
  if (!(await stopEngine(host, signal))) throw new Failure('channel.unreachable');
}

function failed(reporter: Reporter, error: AppError, seconds: number): number {
  reporter.finished({ event: 'finished', outcome: 'failed', error, seconds });
  return exitCodes[exitFor(error.code)];
}

function reporterFor(output: Output, wantsJson: boolean, language: Language): Reporter {
  return wantsJson ? jsonReporter(output) : textReporter(output, translator(language));
}
