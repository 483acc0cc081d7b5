/** koffi's program for Windows, of the version and hash that the lock file names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Stop } from '../bootstrap/report.mjs';
import { repository } from '../bootstrap/stamps.mjs';
import { unpackedPackage } from './npm-package.ts';

const name = '@koromix/koffi-win32-x64';
const entrySchema = z.looseObject({ version: z.string(), integrity: z.string().startsWith('sha512-') });
const lockSchema = z.object({ packages: z.record(z.string(), z.unknown()) });

/** Folder of the package. Throws `Stop`. */
export async function windowsKoffi(): Promise<string> {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')));
  const entry = entrySchema.safeParse(lock.packages[`node_modules/${name}`]);
  if (!entry.success) throw new Stop(`package-lock.json has no hash of ${name}.`, 1);
  return await unpackedPackage({ name, ...entry.data });
}
