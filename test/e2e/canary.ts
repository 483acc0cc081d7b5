/** Runs something under watch, then looks for secrets in every file it wrote and in what every process was given. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlKeyName } from '../../electron/install/setup-host.ts';
import { openVault } from '../../shared/host/vault.ts';
import { vaultServices } from '../../shared/places.ts';
import { accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { repository, type Stage } from '../rehearsal/stage.ts';
import { type Finding, filesBelow, type Secrets, searchBytes, searchFiles } from './secret-search.ts';

export interface Watch {
  /** Ends the watch and gives what it saw: one JSON object a line. */
  stop(): Promise<string>;
}

/** Remembers arguments and environment of every process from now on; `file` must lie outside the folders searched later. */
export async function watchProcesses(file: string): Promise<Watch> {
  const watcher = spawn(process.execPath, [join(repository, 'test', 'e2e', 'process-watch.ts'), file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(watcher.stdout, 'data');
  return {
    stop: async () => {
      const ended = once(watcher, 'close');
      watcher.stdin.end();
      await ended;
      return readFileSync(file, 'utf8');
    },
  };
}

export interface SearchPlaces {
  /** Searched whole. */
  readonly folders: readonly string[];
  /** Only what changed since then, in milliseconds of the epoch, is searched in the temporary folder and the home folders. */
  readonly since: number;
  /** The input that holds a secret by its nature: the account certificate as it was downloaded. */
  readonly except: readonly string[];
  readonly processes: string;
}

export interface SearchResult {
  readonly findings: readonly Finding[];
  readonly files: number;
  readonly processes: number;
}

export function searchEverywhere(secrets: Secrets, places: SearchPlaces): SearchResult {
  const files = new Set([...places.folders.flatMap((folder) => filesBelow(folder)), ...changedFiles(places.since, [])]);
  for (const file of places.except) files.delete(file);
  const inFiles = searchFiles([...files], secrets);
  const lines = places.processes.split('\n').filter((line) => line !== '');
  const inProcesses = lines.flatMap((line) => searchBytes(Buffer.from(line), `process ${line.slice(0, 60)}`, secrets));
  return { findings: [...inFiles, ...inProcesses], files: files.size, processes: lines.length };
}

/** Every secret there is while a connector is installed: passwords, the keys as they are now, and how tokens begin. */
export async function secretsOf(stage: Pick<Stage, 'rehearsal' | 'notification'>, passwords: Secrets): Promise<Secrets> {
  const { privateKey } = accountCertificateSchema.parse(JSON.parse(stage.rehearsal.intune.accountCertificate));
  const control = await openVault(vaultServices.setup).read(controlKeyName);
  if (control === null) throw new Error('no connector is installed');
  return { ...passwords, notification: stage.notification.password, key: keyMark(privateKey), token: tokenMark, control };
}

/**
 * In the temporary folder, or only in `folder` of it, and in the home folders, where browsers keep what pages leave; but for inputs that
 * are secret by their nature.
 */
export function changedFiles(since: number, except: readonly string[], folder = tmpdir()): readonly string[] {
  const homes = ['HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'XDG_STATE_HOME'];
  const files = [folder, ...homes.flatMap((name) => process.env[name] ?? [])].flatMap((place) => filesBelow(place, since));
  return files.filter((file) => !except.includes(file) && !file.includes('/node_modules/'));
}

/** How every token of the simulated sign-in begins: no other text does. */
const tokenMark = Buffer.from('{"alg":"RS256","typ":"JWT",').toString('base64url');

/** One line out of the middle of a PEM key: enough to know the key by. */
function keyMark(pem: string): string {
  const line = pem.split('\n')[4];
  if (line === undefined || line.length < 40) throw new Error('not a private key in PEM form');
  return line;
}
