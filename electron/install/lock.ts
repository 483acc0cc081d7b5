/** One set-up at a time on a computer: a file with the process id of the one that works. */
import { mkdir, open, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import { exists, readText, removeAll } from '../platform/files.ts';
import { isAlive } from '../platform/processes.ts';

export interface SetupLock {
  /** Also removes the folders that taking the lock made, as far as they are empty. */
  release(): Promise<void>;
}

const ownerSchema = z.strictObject({ pid: z.number().int().positive() });

/** Throws `engine.busy` when another set-up works, `install.disk` when the folder cannot be written. */
export async function takeLock(folder: string): Promise<SetupLock> {
  const path = join(folder, 'setup.lock');
  const made = await missingFolders(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
    throw new Failure('install.disk', { params: { path: folder }, detail: thrown instanceof Error ? thrown.message : 'unknown cause' });
  });
  if (!(await claim(path))) {
    await refuseLivingOwner(path);
    await removeAll(path);
    if (!(await claim(path))) throw new Failure('engine.busy', { detail: 'another set-up is at work' });
  }
  return {
    release: async () => {
      await removeAll(path);
      for (const one of made) await rmdir(one).catch(() => undefined);
    },
  };
}

async function claim(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify({ pid: process.pid }));
    await file.close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw new Failure('install.disk', { params: { path }, detail: thrown instanceof Error ? thrown.message : 'unknown cause' });
  }
}

async function refuseLivingOwner(path: string): Promise<void> {
  const owner = ownerSchema.safeParse(parsed(await readText(path)));
  if (owner.success && owner.data.pid !== process.pid && isAlive(owner.data.pid))
    throw new Failure('engine.busy', { detail: 'another set-up is at work' });
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

/** The folders on the way to `folder` that do not exist yet, deepest first. */
async function missingFolders(folder: string): Promise<readonly string[]> {
  if (await exists(folder)) return [];
  return [folder, ...(await missingFolders(dirname(folder)))];
}
