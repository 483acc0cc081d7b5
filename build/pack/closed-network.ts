/**
 * Makes the engine's own Windows set-up with Debian's NSIS (build/pack/closed-network.nsi), for networks that reach nothing else. What it
 * asks of Windows are the very requests of set-up.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventSourceKey } from '../../electron/install/service/event-source.ts';
import { dataRights } from '../../electron/install/service/folder-rights.ts';
import { registrationOfItself } from '../../electron/install/service/registration.ts';
import { uninstallEntryKey } from '../../electron/install/service/uninstall-entry.ts';
import { eventMessageFile } from '../../shared/event-log.ts';
import { serviceName } from '../../shared/places.ts';
import type { WindowsRequest } from '../../shared/setup/windows-verbs.ts';
import { runOrStop } from '../bootstrap/programs.mjs';
import { repository } from '../bootstrap/stamps.mjs';

export interface ClosedNetworkParts {
  /** The unpacked engine bundle for Windows. */
  readonly bundle: string;
  /** Made anew; holds what goes in. */
  readonly folder: string;
  /** Not Setup.exe: Windows loads foreign libraries into programs of that name. */
  readonly setUpFile: string;
  readonly version: string;
}

/** The service gets that long to start, and to end. */
const waitMilliseconds = 60_000;

/** Writes the record by which set-up knows the installed engine; its arguments are the folder of records and the version. */
const recordScript = `'use strict';
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const [records, version] = process.argv.slice(2);
mkdirSync(records, { recursive: true });
writeFileSync(join(records, 'engine.json'), JSON.stringify({ version, folder: __dirname }) + '\\n');
`;

/** About 15 seconds. Throws `Stop` when makensis is missing or fails. */
export async function makeClosedNetworkSetUp({ bundle, folder, setUpFile, version }: ClosedNetworkParts): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(setUpFile), { recursive: true });
  cpSync(bundle, folder, { recursive: true });
  const request = (name: string, content: WindowsRequest): void =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content)}\n`);
  request('register', registrationOfItself);
  request('start', { act: 'start', name: serviceName, milliseconds: waitMilliseconds });
  request('unregister', { act: 'unregister', name: serviceName, milliseconds: waitMilliseconds });
  writeFileSync(join(folder, 'record.cjs'), recordScript);
  const defines = {
    VERSION: version,
    SOURCE: folder,
    OUTFILE: setUpFile,
    DATA_RIGHTS: dataRights.join(' '),
    EVENT_KEY: eventSourceKey.replace(/^HKLM\\/, ''),
    EVENT_FILE: eventMessageFile,
    UNINSTALL_KEY: uninstallEntryKey.replace(/^HKLM\\/, ''),
  };
  const options = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
  await runOrStop('makensis', ['-V2', '-WX', ...options, join(repository, 'build', 'pack', 'closed-network.nsi')]);
}
