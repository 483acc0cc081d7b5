/** `service` (what Windows' service manager starts) and `windows` (what set-up asks of Windows; shared/setup/windows-verbs.ts). */
import { appendFileSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AppError } from '../../shared/errors.ts';
import type { EventName } from '../../shared/event-log.ts';
import { type ExitName, exitFor } from '../../shared/exit-codes.ts';
import { homeVariable, placesFor, serviceName, startLog } from '../../shared/places.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Host } from '../container.ts';
import { runEngine } from '../run.ts';
import { dispatcherOf } from './dispatcher.ts';
import { writeEvent } from './event-log.ts';
import { loadNative, type Native } from './native.ts';
import { answerRequest } from './requests.ts';
import { hostService } from './service-host.ts';

export type WindowsVerb =
  /** `request`: file that holds the request, or null for standard input. */
  | { readonly verb: 'windows'; readonly request: string | null }
  /** `home`: where everything lies instead of in Windows' own folders, or null. */
  | { readonly verb: 'service'; readonly home: string | null };

interface Task {
  readonly host: Host;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Null when the command line is none of these. */
export function windowsVerbOf(args: readonly string[]): WindowsVerb | null {
  const [verb] = args;
  if (verb === 'windows') return { verb, request: optionOf(args, '--request') };
  return verb === 'service' ? { verb, home: optionOf(args, '--home') } : null;
}

function optionOf(args: readonly string[], option: string): string | null {
  const index = args.indexOf(option);
  return index < 0 ? null : (args[index + 1] ?? null);
}

/** Throws `usage.wrong` elsewhere than on Windows. */
export async function runWindowsVerb(given: WindowsVerb, { host, terminal, signal }: Task): Promise<ExitName> {
  const native = await loadNative();
  if (given.verb === 'windows') return await answerRequest(native, terminal, { file: given.request, clock: host.clock, signal });
  return await runService(native, terminal, given.home === null ? host : movedTo(host, given.home));
}

function movedTo(host: Host, home: string): Host {
  const environment = { ...host.environment, [homeVariable]: home };
  return { ...host, environment, places: placesFor({ platform: process.platform, environment, homeFolder: homedir() }) };
}

async function runService(native: Native, { say }: Terminal, host: Host): Promise<ExitName> {
  // A service is started in Windows' own folder.
  process.chdir(import.meta.dirname);
  const tell = (name: EventName, params: Readonly<Record<string, string>> = {}) => {
    try {
      writeEvent(native, name, say(`event.${name}`, params));
    } catch {
      // The event log takes nothing: our own log has it all the same.
    }
  };
  const onEnd = (error: AppError | null) => {
    if (error === null) return tell('stopped');
    keepLastWords(host, error);
    tell('failed', { code: error.code });
  };
  const work = (stop: AbortSignal, onReady: () => void) =>
    runEngine(host, stop, () => {
      onReady();
      tell('started');
    });
  const error = await hostService({ name: serviceName, dispatch: dispatcherOf(native), clock: host.clock, work, onEnd });
  return error === null ? 'done' : exitFor(error.code);
}

/** Where set-up looks when a start fails: the log proper may not be open yet. */
function keepLastWords(host: Host, error: AppError): void {
  try {
    mkdirSync(host.places.logs, { recursive: true });
    appendFileSync(join(host.places.logs, startLog), `${host.clock.now().toISOString()} ${error.code} ${error.detail ?? ''}\n`);
  } catch {
    // Nowhere to write: the exit code still tells the service manager.
  }
}
