/**
 * The packed set-up program of one platform: set-up's programs in an archive, Electron around it, and the fuses that keep anybody from running
 * other code with it. The fuses are read back from the finished program.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, type Configuration, Platform } from 'electron-builder';
import { Stop } from '../bootstrap/report.mjs';
import { repository } from '../bootstrap/stamps.mjs';
import type { ElectronDistribution } from './electron-distributions.ts';
import { productVersion } from './product-version.ts';

export const programName = 'Exchange_Connector_Setup';

export interface ProgramParts {
  readonly electron: ElectronDistribution;
  /** Set-up's programs as `buildSetUpPrograms` made them: main/, preload/, renderer/. */
  readonly programs: string;
  /** keytar.node of the platform. */
  readonly keytar: string;
  /** Emptied first; for what is only needed meanwhile. */
  readonly work: string;
}

/** Fuses of the finished program. Integrity of the archive is checked by Electron itself on Windows; elsewhere the fuse has no effect. */
const fuses: ReadonlyMap<FuseV1Options, boolean> = new Map([
  [FuseV1Options.RunAsNode, false],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  [FuseV1Options.EnableNodeCliInspectArguments, false],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
  [FuseV1Options.OnlyLoadAppFromAsar, true],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
]);

/** Answers the folder with the program in it. Throws `Stop` when a fuse is not as it must be. */
export async function packProgram(parts: ProgramParts): Promise<string> {
  rmSync(parts.work, { recursive: true, force: true });
  stageApp(parts);
  const isWindows = parts.electron.platform === 'win32-x64';
  await build({
    targets: (isWindows ? Platform.WINDOWS : Platform.LINUX).createTarget('dir'),
    projectDir: join(parts.work, 'app'),
    config: config(parts),
  });
  const folder = join(parts.work, 'out', isWindows ? 'win-unpacked' : 'linux-unpacked');
  removeStrangers(folder);
  await requireFuses(join(folder, executableOf(parts.electron.platform)));
  return folder;
}

export function executableOf(platform: ElectronDistribution['platform']): string {
  return platform === 'win32-x64' ? `${programName}.exe` : programName;
}

/** What goes into the archive: our three programs and keytar, which is a binary and has to lie beside it. */
function stageApp({ programs, keytar, work }: ProgramParts): void {
  const app = join(work, 'app');
  const ofKeytar = join(repository, 'node_modules', 'keytar');
  mkdirSync(app, { recursive: true });
  for (const name of ['main', 'preload', 'renderer']) cpSync(join(programs, name), join(app, name), { recursive: true });
  for (const name of ['package.json', 'lib', 'LICENSE.md'])
    cpSync(join(ofKeytar, name), join(work, 'modules', 'keytar', name), { recursive: true });
  cpSync(keytar, join(work, 'modules', 'keytar', 'build', 'Release', 'keytar.node'));
  const about = {
    name: 'exchange-connector-setup',
    productName: programName,
    version: productVersion(),
    type: 'module',
    main: 'main/main.js',
  };
  writeFileSync(
    join(app, 'package.json'),
    `${JSON.stringify({ ...about, description: 'Exchange Connector Setup', author: 'Exchange Connector' }, null, 2)}\n`,
  );
}

function config({ electron, work }: ProgramParts): Configuration {
  return {
    appId: 'exchange-connector-setup',
    productName: programName,
    executableName: programName,
    copyright: null,
    directories: { output: join(work, 'out') },
    electronVersion: electron.version,
    electronDist: electron.path,
    npmRebuild: false,
    asar: true,
    asarUnpack: ['**/*.node'],
    files: ['main/**/*', 'preload/**/*', 'renderer/**/*', 'package.json', { from: join(work, 'modules'), to: 'node_modules' }],
    electronLanguages: ['en-US', 'nl'],
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
    },
    publish: null,
  };
}

/**
 * The app that an Electron brings along: ours is the only one that may be in its place. And the start-up picture of the stand-in's own
 * program, 115 MB that no fuse asks for.
 */
function removeStrangers(folder: string): void {
  rmSync(join(folder, 'browser_v8_context_snapshot.bin'), { force: true });
  const resources = join(folder, 'resources');
  const own = ['app.asar', 'app.asar.unpacked'];
  const strangers = readdirSync(resources).filter((name) => /^(default_)?app/.test(name) && !own.includes(name));
  for (const name of strangers) rmSync(join(resources, name), { recursive: true });
}

/** Throws `Stop` naming the fuse that is not as it must be. */
export async function requireFuses(program: string): Promise<void> {
  if (!existsSync(program)) throw new Stop(`${program} was not made.`, 1);
  const wire = await getCurrentFuseWire(program);
  for (const [fuse, isOn] of fuses) {
    if (wire[fuse] !== (isOn ? FuseState.ENABLE : FuseState.DISABLE))
      throw new Stop(`${program}: fuse ${FuseV1Options[fuse]} is not ${isOn ? 'on' : 'off'}.`, 1);
  }
}
