/** One package out of npm whose hash is known beforehand, unpacked; its scripts never run. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../bootstrap/node-modules.mjs';
import { runOrStop } from '../bootstrap/programs.mjs';
import { Stop } from '../bootstrap/report.mjs';
import { cache, repository } from '../bootstrap/stamps.mjs';

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** As in a lock file: `sha512-…`. */
  readonly integrity: string;
}

/** Folder of the unpacked package below .cache/pack, fetched when it is not there yet. Throws `Stop` when npm cannot bring it or its hash is another. */
export async function unpackedPackage(wanted: NpmPackage): Promise<string> {
  const fileName = `${wanted.name.replace('@', '').replace('/', '-')}-${wanted.version}`;
  const folder = join(cache, 'pack', fileName);
  const archive = join(folder, `${fileName}.tgz`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(archive)) await fetchPackage(`${wanted.name}@${wanted.version}`, folder);
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== wanted.integrity) {
    rmSync(archive);
    throw new Stop(`${wanted.name} ${wanted.version} has another hash than expected: ${found}. It was removed.`, 1);
  }
  await runOrStop('tar', ['-xzf', archive, '-C', folder]);
  return join(folder, 'package');
}

async function fetchPackage(wanted: string, folder: string): Promise<void> {
  const [program, ...first] = npmCommand();
  const args = [...first, 'pack', wanted, '--pack-destination', folder, '--loglevel=error'];
  await runOrStop(program, args, { cwd: repository, output: 'ignore', limitSeconds: 300 });
}
