/** File operations that survive a power cut: whole or not at all. */
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../shared/errors.ts';

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

/** Replaces a file in one act; readers see the old text or the new one. Throws `install.disk`. */
export async function replaceText(path: string, text: string): Promise<void> {
  const next = unfinished(path);
  await onDisk(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(next, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, path);
    await syncFolderOf(path);
  });
}

/** Renames a folder within one drive. Throws `install.disk`. */
export async function moveFolder(from: string, to: string): Promise<void> {
  await onDisk(to, async () => {
    await rename(from, to);
    await syncFolderOf(to);
  });
}

/** Removes a file or folder with all in it; one that is gone is fine. Throws `install.disk`. */
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
    throw new Failure('install.disk', { params: { path }, detail: thrown instanceof Error ? thrown.message : 'unknown cause' });
  }
}
