/** The licence texts of every package whose code is in the packed set-up, as one text. Electron and Node bring their own files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repository } from '../bootstrap/stamps.mjs';

const entrySchema = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });

/** Same lock file, same text. */
export function licenceTexts(): string {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')));
  const shipped = Object.entries(packages).filter(([path, entry]) => path !== '' && entry.dev !== true && entry.optional !== true);
  return shipped
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([path, entry]) =>
        `${path.replace(/^.*node_modules\//, '')} ${entry.version ?? ''} (${entry.license ?? 'see text'})\n\n${licenceOf(path)}`,
    )
    .join(`\n${'-'.repeat(80)}\n`);
}

function licenceOf(path: string): string {
  const folder = join(repository, path);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)) : [];
  return names
    .toSorted()
    .map((name) => `${readFileSync(join(folder, name), 'utf8').trim()}\n`)
    .join('\n');
}
