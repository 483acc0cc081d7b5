/** Remembers in .cache/ from which inputs a result was made, so that a step already done is skipped. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const cache = join(repository, '.cache');

/** Folders inside a source folder that hold results, not sources. */
const resultFolders = new Set(['node_modules', 'bin', 'obj', 'dist', '.cache']);

/**
 * @param {string} name
 * @returns {string | null}
 */
export function readStamp(name) {
  try {
    return readFileSync(join(cache, `${name}.stamp`), 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function writeStamp(name, value) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, `${name}.stamp`), value);
}

/**
 * Does a piece of work unless it was done from the same inputs and its results are there. While it goes on no stamp counts: interrupted
 * work is done again, also when the inputs have become those of an earlier, finished run meanwhile.
 * @param {{ name: string, value: string, results: readonly string[] }} stamp results: absolute paths
 * @param {() => Promise<unknown>} work
 */
export async function once({ name, value, results }, work) {
  if (readStamp(name) === value && results.every((path) => existsSync(path))) return;
  rmSync(join(cache, `${name}.stamp`), { force: true });
  await work();
  writeStamp(name, value);
}

/**
 * One hash over names and contents of files and folders, relative to the repository.
 * @param {readonly string[]} paths
 * @param {string} extra whatever else decides the result: versions, options
 * @returns {string}
 */
export function hashOf(paths, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const path of paths.flatMap((path) => filesBelow(path))) {
    hash.update(`\0${path}\0`).update(readFileSync(join(repository, path)));
  }
  return hash.digest('hex');
}

/**
 * @param {string} path a file or folder, relative to the repository
 * @returns {string[]} files, sorted, without results of earlier builds
 */
export function filesBelow(path) {
  const entries = listFolder(path);
  if (entries === null) return [path];
  return entries
    .filter((entry) => !resultFolders.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(`${path}/${entry.name}`) : [`${path}/${entry.name}`]));
}

/** @param {string} path */
function listFolder(path) {
  try {
    return readdirSync(join(repository, path), { withFileTypes: true });
  } catch {
    return null;
  }
}
