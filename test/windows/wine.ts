/**
 * A Windows of Wine's for one test file: a prefix of its own below .cache, the engine bundle with a Windows Node that Wine can run, and a
 * program of our sources (driver/) that does the work inside. Wine is not Windows: what it cannot show stands in {@link notShown}.
 */
import { spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { findOnPath } from '../../build/bootstrap/programs.mjs';
import { cache, hashOf, readStamp, repository, writeStamp } from '../../build/bootstrap/stamps.mjs';
import { composeBundle } from '../../build/pack/engine-bundle.ts';
import { linuxParts } from '../../build/pack/linux-parts.ts';
import { developmentSigner } from '../../build/pack/signer.ts';
import { windowsKeytar } from '../../build/pack/windows-keytar.ts';
import { windowsKoffi } from '../../build/pack/windows-koffi.ts';
import { wineNode, wineNodeVersion } from '../../build/pack/wine-node.ts';

export const notShown = [
  `Wine, with Windows Node ${wineNodeVersion} (24 does not start in Wine 8). Wine shows the code path and the layout of the calls, not Windows' policy.`,
  'Not shown here: access lists of folders and pipes, virtual and managed accounts, the right to log on as a service, elevation (UAC),',
  'delayed start, recovery and SID settings (Wine does not know them), the text in Event Viewer, the size limit of Credential Manager.',
].join('\n');

const root = join(cache, 'wine');
const wineFolder = '/usr/lib/wine';
const programs = { wine: join(wineFolder, 'wine64'), server: join(wineFolder, 'wineserver64') } as const;
const bootMilliseconds = 90_000;

/** Why nothing can be shown on this machine, or null. */
export function whyNoWine(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Wine is used on Linux x64 only';
  const missing = [
    ...Object.values(programs).filter((path) => !existsSync(path)),
    ...['makensis', 'x86_64-w64-mingw32-g++'].filter((name) => findOnPath(name) === null),
  ];
  return missing.length === 0 ? null : `not on this machine and could not be installed: ${missing.join(', ')}`;
}

export interface BundleForWine {
  readonly folder: string;
  readonly zipFile: string;
}

/** The engine bundle as delivered, but for its Node; made when it is not there yet. */
export async function bundleForWine(): Promise<BundleForWine> {
  const bundle = { folder: join(root, 'bundle'), zipFile: join(root, 'engine-bundle.zip') };
  const signer = developmentSigner();
  const inputs = ['engine', 'shared', 'assets', 'package.json', 'package-lock.json', 'build/pack'];
  const stamp = hashOf(inputs, signer.publicKey);
  if (readStamp('wine-bundle') === stamp && existsSync(bundle.zipFile)) return bundle;
  const [node, keytar, koffi] = [await wineNode(), await windowsKeytar(), await windowsKoffi()];
  await composeBundle({ platform: 'win32-x64', node, nodeLicense: linuxParts.nodeLicense, keytar, koffi, signer, ...bundle });
  writeStamp('wine-bundle', stamp);
  return bundle;
}

export class Wine {
  readonly #prefix: string;

  constructor(name: string) {
    this.#prefix = join(root, name);
  }

  /** Path, on this side, of a path on drive C. */
  at(...path: readonly string[]): string {
    return join(this.#prefix, 'drive_c', ...path);
  }

  /** A fresh Windows with the driver in C:\driver. */
  async boot(bundle: BundleForWine): Promise<void> {
    rmSync(this.#prefix, { recursive: true, force: true });
    mkdirSync(this.#prefix, { recursive: true });
    await this.run('wineboot', ['-i'], bootMilliseconds);
    // Else it is a Windows that Node refuses.
    await this.run('winecfg', ['-v', 'win10'], bootMilliseconds);
    // A Windows that is on its way down still answers: two service managers would take turns.
    await this.end();
    mkdirSync(this.at('driver'));
    cpSync(join(bundle.folder, 'node.exe'), this.at('driver', 'node.exe'));
    cpSync(join(bundle.folder, 'node_modules'), this.at('driver', 'node_modules'), { recursive: true });
    await bundleDriver(this.at('driver', 'driver.cjs'));
  }

  /** What the driver found out, as JSON. Everything of Wine ends with it. */
  async drive(scenario: string, limitMilliseconds: number): Promise<unknown> {
    const code = await this.run('C:\\driver\\node.exe', ['C:\\driver\\driver.cjs', scenario], limitMilliseconds);
    await this.end();
    const result = this.at('driver', `${scenario}.json`);
    if (!existsSync(result)) throw new Error(`the driver ended with ${code ?? 'a signal'}: ${this.#words()}`);
    return JSON.parse(readFileSync(result, 'utf8'));
  }

  /** Exit code, or null when it was ended at the limit. Standard output has to be a file: Wine takes no pipe. */
  run(program: string, args: readonly string[], limitMilliseconds: number): Promise<number | null> {
    const file = openSync(join(this.#prefix, 'output.txt'), 'w');
    const child = spawn(programs.wine, [program, ...args], {
      env: this.#environment(),
      stdio: ['ignore', file, file],
      timeout: limitMilliseconds,
      killSignal: 'SIGKILL',
    });
    return new Promise((settle, fail) => {
      child.once('error', fail);
      child.once('close', (code) => {
        closeSync(file);
        settle(code);
      });
    });
  }

  /** Ends whatever still runs of this prefix. */
  async end(): Promise<void> {
    for (const act of ['-k', '-w']) {
      const child = spawn(programs.server, [act], { env: this.#environment(), stdio: 'ignore', timeout: 30_000 });
      await new Promise((settle) => child.once('close', settle).once('error', settle));
    }
  }

  async remove(): Promise<void> {
    await this.end();
    rmSync(this.#prefix, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #words(): string {
    return readFileSync(join(this.#prefix, 'output.txt'), 'utf8').slice(-2000);
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      WINEPREFIX: this.#prefix,
      WINEARCH: 'win64',
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree,mshtml=;winedbg.exe=d;winemenubuilder.exe=d',
      NODE_OPTIONS: undefined,
    };
  }
}

async function bundleDriver(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(repository, 'test', 'windows', 'driver', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['keytar', 'koffi'],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    logLevel: 'warning',
  });
}
