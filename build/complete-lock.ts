/** After `npm install`: adds the entries of foreign platforms that this registry does not have, so that `npm ci` accepts the lock file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repository } from './bootstrap/stamps.mjs';
import { missingEntries, platformOf, readLock } from './rules/lock-file.ts';

const file = join(repository, 'package-lock.json');
const text = readFileSync(file, 'utf8');
const added = missingEntries(readLock(text)).map(({ name, version, dev }) => {
  const flags = dev ? { dev: true, optional: true } : { optional: true };
  return [`node_modules/${name}`, { version, ...flags, ...platformOf(name) }] as const;
});
/** Records keep the order of what they parse, so that only the new lines differ. */
const recordSchema = z.record(z.string(), z.unknown());
const whole = recordSchema.parse(JSON.parse(text));
const packages = Object.entries({ ...recordSchema.parse(whole['packages']), ...Object.fromEntries(added) });
packages.sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(file, `${JSON.stringify({ ...whole, packages: Object.fromEntries(packages) }, null, 2)}\n`);
process.stdout.write(`${added.length} entries added\n`);
