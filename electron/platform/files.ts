/** File operations that survive a power cut: whole or not at all. What fails says whether the disk or another program is in the way. */
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import { systemClock } from '../../shared/host/clock.ts';

/**
 * How a file that another program holds makes itself known. Windows says EPERM or EACCES as well, above all while a virus scanner reads
 * what was just written; elsewhere those two are about rights, and waiting does not help.
 */
const inUse: readonly string[] = process.platform === 'win32' ? ['EBUSY', 'EPERM', 'EACCES'] : ['EBUSY', 'ETXTBSY'];
/** Milliseconds before each further try: a scanner is done in a second or two. */
const waits = [50, 100, 200, 400, 800, 1_600, 2_000] as const;

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Null when there is no such file. Throws `install.disk` when it is there and cannot be read. */
export async function readText(path: string): Promise<string | null> {
  if (!(await exists(path))) return null;
  return onDisk(path, () => readFile(path, 'utf8'));
}

/** Where the new text of a file is written before it takes the file's place. */
export function unfinished(path: string): string {
  return `${path}.next`;
}

/** Replaces a file in one act; readers see the old text or the new one. Throws `install.disk` or `install.file-in-use`. */
export async function replaceText(path: string, text: string): Promise<void> {
  const next = unfinished(path);
  await onDisk(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await writeThrough(next, text);
      await renamePatiently(next, path);
    } catch (thrown) {
      // Half a file would only take the room that is missing.
      await rm(next, { force: true });
      throw thrown;
    }
    await syncFolderOf(path);
  });
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Renames a folder within one drive, and waits up to five seconds for a program that holds it. Throws `install.disk` or `install.file-in-use`. */
export async function moveFolder(from: string, to: string): Promise<void> {
  await onDisk(to, async () => {
    await renamePatiently(from, to);
    await syncFolderOf(to);
  });
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const wait of waits) {
    try {
      return await rename(from, to);
    } catch (thrown) {
      if (!isInUse(thrown)) throw thrown;
      await systemClock.sleep(wait);
    }
  }
  await rename(from, to);
}

/** Removes a file or folder with all in it; one that is gone is fine. Throws `install.disk` or `install.file-in-use`. */
export async function removeAll(path: string): Promise<void> {
  await onDisk(path, () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
}

/** Makes the making or renaming of this file or folder durable. Windows has no such call and needs none. */
export async function syncFolderOf(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dirname(path), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw diskFailure(path, thrown);
  }
}

/** The failure for what the file system said about `path`: `install.file-in-use` when another program holds it, else `install.disk`. */
export function diskFailure(path: string, thrown: unknown): Failure {
  const detail = thrown instanceof Error ? thrown.message : 'unknown cause';
  return isInUse(thrown)
    ? new Failure('install.file-in-use', { params: { path }, retry: 'later', detail })
    : new Failure('install.disk', { params: { path }, detail });
}

function isInUse(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && inUse.some((code) => code === thrown.code);
}
