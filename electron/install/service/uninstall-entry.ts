/** The engine's own Windows package lists itself among the installed programs; once its folder is gone, that entry would lead nowhere. */
import type { SetupHost } from '../setup-host.ts';
import { runSystemProgram } from './system-programs.ts';

export const uninstallEntryKey = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\ExchangeConnector';

/** One that is not there is fine, and one that stays harms nothing. */
export async function removeUninstallEntry(host: SetupHost, signal: AbortSignal): Promise<void> {
  await runSystemProgram(host, 'reg.exe', ['delete', uninstallEntryKey, '/f'], signal).catch(() => undefined);
}
