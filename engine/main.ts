/** The engine's program: `exchange-connector COMMAND`. */
import { readFile } from 'node:fs/promises';
import { parseConfiguration } from '../shared/config/configuration.ts';
import { toAppError } from '../shared/errors.ts';
import { type ExitName, exitCodes, exitFor } from '../shared/exit-codes.ts';
import { deadline } from '../shared/host/clock.ts';
import { standardOutput } from '../shared/host/console.ts';
import { translator } from '../shared/i18n/translate.ts';
import type { Language } from '../shared/setup/answers.ts';
import { type Arguments, parseArguments } from './cli/arguments.ts';
import { runClientVerb } from './cli/client-verbs.ts';
import { runNetwork } from './cli/network.ts';
import { runPreview } from './cli/preview.ts';
import { runCheck, runSignIn } from './cli/setup-verbs.ts';
import { showError, showHelp, type Terminal } from './cli/terminal.ts';
import { runTestMail } from './cli/test-mail.ts';
import { type Host, thisHost } from './container.ts';
import { runEngine } from './run.ts';
import { runWindowsVerb, windowsVerbOf } from './windows/verbs.ts';
import { boundYoungGeneration } from './young-generation.ts';

/** What still holds the process this long after its work has ended does not keep it alive. */
const lastResortMilliseconds = 15_000;

async function main(args: readonly string[]): Promise<ExitName> {
  boundYoungGeneration();
  const host = thisHost();
  const terminal: Terminal = { output: standardOutput, say: translator(await languageOf(host)), json: args.includes('--json') };
  try {
    const windows = windowsVerbOf(args);
    if (windows !== null) return await runWindowsVerb(windows, { host, terminal, signal: stopSignal() });
    return await runVerb(parseArguments(args), { host, terminal, signal: stopSignal() });
  } catch (thrown) {
    const error = toAppError(thrown);
    showError(terminal, error);
    return exitFor(error.code);
  }
}

interface Task {
  readonly host: Host;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function runVerb(given: Arguments, { host, terminal, signal }: Task): Promise<ExitName> {
  switch (given.verb) {
    case 'help':
      showHelp(terminal);
      return 'done';
    case 'run':
      await runEngine(host, signal);
      return 'done';
    case 'check':
      return await runCheck(host, terminal, signal);
    case 'sign-in':
      return await runSignIn(host, terminal, signal);
    case 'network':
      return await runNetwork(host, terminal, signal);
    case 'test-mail':
      return await runTestMail(host, terminal, signal);
    case 'preview':
      return await runPreview(host, terminal, signal);
    default:
      return await runClientVerb(given.verb, host, { given, terminal, signal });
  }
}

/** Fires on SIGINT and SIGTERM, the polite requests to stop. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
  return stop.signal;
}

/** As configured; before that as the environment says, else English. */
async function languageOf(host: Host): Promise<Language> {
  try {
    return parseConfiguration(await readFile(host.places.configuration, 'utf8')).language;
  } catch {
    const locale = host.environment['LC_ALL'] ?? host.environment['LC_MESSAGES'] ?? host.environment['LANG'] ?? '';
    return locale.toLowerCase().startsWith('nl') ? 'nl' : 'en';
  }
}

function leave(exit: ExitName): void {
  process.exitCode = exitCodes[exit];
  deadline(lastResortMilliseconds).addEventListener('abort', () => process.exit(), { once: true });
}

void main(process.argv.slice(2)).then(leave);
