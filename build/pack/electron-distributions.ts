/** Which Electron the packed set-up is made of, for each platform; null with the reason where there is none on this machine. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { standInFolder, standInVersion } from '../bootstrap/electron-stand-in.mjs';
import { Stop } from '../bootstrap/report.mjs';

export interface ElectronDistribution {
  readonly platform: 'linux-x64' | 'win32-x64';
  /** A folder, or an official zip. */
  readonly path: string;
  readonly version: string;
  /** True for the repack that tests use: never for a release. */
  readonly isStandIn: boolean;
}

/** Names an unpacked Electron for Windows, or its zip as it is published. */
export const windowsElectronVariable = 'EXCHANGE_CONNECTOR_WINDOWS_ELECTRON';

/** The one that the bootstrap brought. Throws `Stop` when it has none. */
export function linuxElectron(environment: NodeJS.ProcessEnv): ElectronDistribution {
  const path = environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? standInFolder;
  const isStandIn = path === standInFolder;
  return { platform: 'linux-x64', path, version: isStandIn ? standInVersion : versionOf(path), isStandIn };
}

/** Null when none is named. Throws `Stop` when what is named is not one. */
export function windowsElectron(environment: NodeJS.ProcessEnv): ElectronDistribution | null {
  const path = environment[windowsElectronVariable] ?? '';
  return path === '' ? null : { platform: 'win32-x64', path, version: versionOf(path), isStandIn: false };
}

/** From the file that each Electron has beside its program, or from the name of the zip. */
function versionOf(path: string): string {
  const named = basename(path).match(/^electron-v(\d+\.\d+\.\d+)-win32-x64\.zip$/)?.[1];
  const file = join(path, 'version');
  const version = named ?? (existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : '');
  if (/^\d+\.\d+\.\d+/.test(version)) return version;
  throw new Stop(`${path} is no Electron: it has no file "version", and its name is not that of an Electron zip.`, 1);
}
