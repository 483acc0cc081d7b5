/** Looks for secrets, in every spelling in which a program is likely to write them, in files and in what processes were given. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Finding {
  readonly secret: string;
  readonly spelling: string;
  readonly where: string;
}

export type Secrets = Readonly<Record<string, string>>;

/** All spellings of one secret: as it is, base64 (both alphabets, any alignment), UTF-16, JSON, URL, hex. */
function spellings(secret: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret, 'utf8');
  const wide = Buffer.from(secret, 'utf16le');
  const all = new Map<string, Buffer>([
    ['plain', bytes],
    ['utf-16', wide],
    ['json', Buffer.from(JSON.stringify(secret).slice(1, -1))],
    ['url', Buffer.from(encodeURIComponent(secret))],
    ['hex', Buffer.from(bytes.toString('hex'))],
  ]);
  for (const [name, source] of [
    ['base64', bytes],
    ['base64 of utf-16', wide],
  ] as const) {
    for (const shift of [0, 1, 2]) all.set(`${name}+${shift}`, innerBase64(source, shift));
  }
  return all;
}

/** The part of a base64 text that is the same whatever stands before and after the secret. */
function innerBase64(source: Buffer, shift: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), source])
    .toString('base64')
    .replace(/=+$/, '');
  return Buffer.from(text.slice(shift === 0 ? 0 : 4, -2));
}

export function searchBytes(content: Buffer, where: string, secrets: Secrets): readonly Finding[] {
  const found: Finding[] = [];
  for (const [secret, value] of Object.entries(secrets)) {
    for (const [spelling, bytes] of spellings(value)) {
      if (content.includes(bytes)) found.push({ secret, spelling, where });
    }
  }
  return found;
}

/** Every regular file below `folder` that changed since `since` (ms of the epoch), in name order. */
export function filesBelow(folder: string, since = 0): readonly string[] {
  return list(folder)
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, since);
      return entry.isFile() && changedSince(path, since) ? [path] : [];
    })
    .sort();
}

export function searchFiles(files: readonly string[], secrets: Secrets): readonly Finding[] {
  return files.flatMap((file) => searchBytes(contentOf(file), file, secrets));
}

/** Empty for what went away since it was listed: another program's, since ours has ended. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function list(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // not ours to read, or gone
  }
}

function changedSince(path: string, since: number): boolean {
  try {
    return statSync(path).mtimeMs >= since;
  } catch {
    return false;
  }
}
