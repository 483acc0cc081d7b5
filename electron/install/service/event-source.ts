/** Our name in the event log Application, so that Event Viewer shows the text of what the engine writes there (M2). */
import { Failure } from '../../../shared/errors.ts';
import { eventMessageFile, eventSource } from '../../../shared/event-log.ts';
import type { SetupHost } from '../setup-host.ts';
import { runSystemProgram } from './system-programs.ts';

export const eventSourceKey = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\${eventSource}`;
/** Error, warning and information. */
const everyType = '7';

/** Pure: the arguments of each call of reg.exe. */
export const eventSourceValues: readonly (readonly string[])[] = [
  ['add', eventSourceKey, '/v', 'EventMessageFile', '/t', 'REG_EXPAND_SZ', '/d', eventMessageFile, '/f'],
  ['add', eventSourceKey, '/v', 'TypesSupported', '/t', 'REG_DWORD', '/d', everyType, '/f'],
];

export async function hasEventSource(host: SetupHost, signal: AbortSignal): Promise<boolean> {
  return (await runSystemProgram(host, 'reg.exe', ['query', eventSourceKey], signal)) === 0;
}

/** Throws `install.step-failed`. */
export async function addEventSource(host: SetupHost, signal: AbortSignal): Promise<void> {
  for (const args of eventSourceValues) {
    const exitCode = await runSystemProgram(host, 'reg.exe', args, signal);
    if (exitCode !== 0)
      throw new Failure('install.step-failed', { params: { step: 'register-service' }, detail: `reg.exe ended with ${exitCode}` });
  }
}

/** One that is not there is fine. Throws `install.remainder`. */
export async function removeEventSource(host: SetupHost, signal: AbortSignal): Promise<void> {
  await runSystemProgram(host, 'reg.exe', ['delete', eventSourceKey, '/f'], signal);
  if (await hasEventSource(host, signal)) throw new Failure('install.remainder', { params: { what: eventSourceKey } });
}
