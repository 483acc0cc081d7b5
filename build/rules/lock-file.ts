/**
 * The lock file names no registry, and has an entry for every optional platform package. A registry that lacks packages for foreign
 * platforms makes npm leave their entries out, and then `npm ci` refuses the file anywhere; build/complete-lock.ts adds them.
 */
import { z } from 'zod';
import type { Finding } from './source.ts';

const entrySchema = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });
export type Lock = z.infer<typeof lockSchema>;

export function readLock(json: string): Lock {
  return lockSchema.parse(JSON.parse(json));
}

export interface MissingEntry {
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
}

export function lockFindings(lock: Lock): readonly Finding[] {
  const about = (text: string): Finding => ({ path: 'package-lock.json', line: 0, rule: 'lock-file', text });
  const addressed = Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.startsWith('http') === true);
  return [
    ...addressed.map(([path]) => about(`${path} names a registry; .npmrc has omit-lockfile-registry-resolved for that`)),
    ...missingEntries(lock).map(({ name }) => about(`no entry for ${name}; run "node build/complete-lock.ts"`)),
  ];
}

/** Optional packages that some entry wants and none provides. */
export function missingEntries(lock: Lock): readonly MissingEntry[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isProvided(lock, path, name))
      .map(([name, version]) => ({ name, version, dev: entry.dev === true })),
  );
}

/** Node's own look-up: beside the package, then in every node_modules further up. */
function isProvided(lock: Lock, path: string, name: string): boolean {
  if (lock.packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`] !== undefined) return true;
  if (path === '') return false;
  const parent = path.lastIndexOf('node_modules/');
  return isProvided(lock, path.slice(0, Math.max(0, parent - 1)), name);
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'x64', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el'];

/** What a platform package's name says about itself, in the lock file's words: `@a/b-linux-x64-musl` is for linux, x64, musl. */
export function platformOf(name: string): { readonly os: string[]; readonly cpu: string[]; readonly libc?: string[] } {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length === 0) throw new Error(`${name} does not tell its platform: its entry must be made by hand`);
  if (words.some((word) => word.startsWith('musl'))) return { os, cpu: cpu.length === 0 ? ['arm'] : cpu, libc: ['musl'] };
  return words.includes('gnu') ? { os, cpu, libc: ['glibc'] } : { os, cpu };
}
