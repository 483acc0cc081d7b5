/**
 * A copy of the engine's data that a run can go back to: a newer engine may change the form of the data, and a replaced
 * connector begins anew. The copy is whole or not there; the engine is stopped while it is made and put back.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import { exists, moveFolder, removeAll, unfinished } from '../platform/files.ts';
import type { SetupHost } from './setup-host.ts';

/** The data file and what SQLite keeps beside it. */
export function dataFiles(host: SetupHost): readonly string[] {
  const { store } = host.places;
  return [store, `${store}-wal`, `${store}-shm`];
}

export function asideFolder(host: SetupHost, id: string): string {
  return `${host.places.store}.aside-${id}`;
}

/** Throws `install.disk`; then there is no copy. */
export async function copyAside(host: SetupHost, folder: string): Promise<void> {
  await removeAll(unfinished(folder));
  await copyAll(await there(dataFiles(host)), unfinished(folder));
  await moveFolder(unfinished(folder), folder);
}

/** The data as it was when the copy was made; nothing when none was made. */
export async function putBack(host: SetupHost, folder: string): Promise<void> {
  await removeAll(unfinished(folder));
  if (!(await exists(folder))) return;
  for (const file of dataFiles(host)) await removeAll(file);
  const kept = dataFiles(host).map((file) => join(folder, basename(file)));
  await copyAll(await there(kept), dirname(host.places.store));
  await removeAll(folder);
}

async function there(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) if (await exists(path)) found.push(path);
  return found;
}

async function copyAll(files: readonly string[], folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const file of files) await copyFile(file, join(folder, basename(file)));
  } catch (thrown) {
    throw new Failure('install.disk', { params: { path: folder }, detail: thrown instanceof Error ? thrown.message : 'unknown cause' });
  }
}
