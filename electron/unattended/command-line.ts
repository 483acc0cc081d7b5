/** The verbs of an unattended set-up (W10). Answers the exit code; the table is shared/exit-codes.ts. */
import { type AppError, Failure, toAppError } from '../../shared/errors.ts';
import { exitCodes, exitFor } from '../../shared/exit-codes.ts';
import { type Output, readStandardInput } from '../../shared/host/console.ts';
import { translator } from '../../shared/i18n/translate.ts';
import type { Answers, Language } from '../../shared/setup/answers.ts';
import type { ConnectOutcome, SetupEvent } from '../../shared/setup/progress.ts';
import { findEngine, stopEngine, withEngine } from '../install/engine-process.ts';
import type { SetupHost } from '../install/setup-host.ts';
import { SetUp } from '../setup/set-up.ts';
import { thisHost } from '../setup/this-host.ts';
import { type Command, parseCommand, verbs } from './arguments.ts';
import { parseSecrets, readAnswers } from './input.ts';
import { type Finished, jsonReporter, type Reporter, textReporter } from './report.ts';

export interface Surroundings {
  readonly bundlePath: string;
  readonly programFolder: string;
  readonly isDelivered: boolean;
  readonly version: string;
  readonly output: Output;
}

type Install = Extract<Command, { verb: 'install' }>;
type Ok = Extract<Finished, { outcome: 'ok' }>;

const stopMilliseconds = 30_000;

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
  const wantsJson = words.includes('--json');
  try {
    const command = parseCommand(words);
    if (command.verb === 'help') return help(output);
    const host = thisHost({
      ...surroundings,
      bundlePath: command.verb === 'install' ? (command.bundle ?? surroundings.bundlePath) : surroundings.bundlePath,
    });
    if (command.verb === 'install') return await runInstall(host, command, output);
    await stop(host);
    output.line(command.json ? JSON.stringify({ event: 'stopped' }) : translator(command.language ?? 'en')('unattended.stopped'));
    return exitCodes.done;
  } catch (thrown) {
    return failed(reporterFor(output, wantsJson, 'en'), toAppError(thrown), 0);
  }
}

async function runInstall(host: SetupHost, command: Install, output: Output): Promise<number> {
  const start = host.clock.elapsed();
  const seconds = (): number => Math.round((host.clock.elapsed() - start) / 100) / 10;
  let reporter = reporterFor(output, command.json, command.language ?? 'en');
  try {
    const answers = await readAnswers(command.answers);
    reporter = reporterFor(output, command.json, command.language ?? answers.language);
    reporter.finished({ ...(await installWith(host, answers, reporter)), seconds: seconds() });
    return exitCodes.done;
  } catch (thrown) {
    return failed(reporter, toAppError(thrown), seconds());
  }
}

async function installWith(host: SetupHost, answers: Answers, reporter: Reporter): Promise<Omit<Ok, 'seconds'>> {
  const secrets = parseSecrets(process.stdin.isTTY ? '' : await readStandardInput());
  const listener = {
    setup: (event: SetupEvent) => reporter.event(event),
    signIn: () => undefined,
    hop: () => undefined,
    preview: () => undefined,
  };
  const service = new SetUp({ host, listener, version: '', openPage: async () => undefined });
  const cancel = (): void => void service.installation.cancel();
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  try {
    const outcome = await service.installation.connect(
      answers,
      secrets.exchangePassword === undefined ? {} : { 'exchange-password': secrets.exchangePassword },
    );
    return await finishedWith(host, outcome);
  } finally {
    await service.close();
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
  }
}

async function finishedWith(host: SetupHost, outcome: ConnectOutcome): Promise<Omit<Ok, 'seconds'>> {
  switch (outcome.kind) {
    case 'connected': {
      const status = await withEngine(host, AbortSignal.timeout(stopMilliseconds), (engine) => engine.call('status', {}));
      const { devices, writes } = outcome.report;
      return {
        event: 'finished',
        outcome: 'ok',
        powershell: status.powershell,
        electron: process.versions['electron'] ?? null,
        devices,
        writes,
      };
    }
    case 'replace-question':
      throw new Failure('connector.exists', { params: { connectorServer: outcome.existing.connectorServer } });
    case 'held': {
      const { plan, newBlocks, devices, limitPercent } = outcome.finding;
      throw new Failure('sync.held', { params: { plan, newBlocks, devices, limitPercent } });
    }
    case 'cancelled':
      throw new Failure('cancelled', { retry: 'never' });
    default:
      return outcome satisfies never;
  }
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

function help(output: Output): number {
  output.line('install --answers FILE [--bundle FILE] [--json] [--language en|nl]');
  output.line('  secrets on standard input: {"exchangePassword": "..."}; without it, the one in the vault');
  output.line('stop [--json]');
  for (const [name, code] of Object.entries(exitCodes)) output.line(`  ${code}  ${name}`);
  return exitCodes.done;
}
