/** One set-up at a time on a computer: a file that names the process that works, by its id and its start, as ids are used again. */
import { mkdir, open, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { exists, readText, removeAll } from '../platform/files.ts';
import { isAlive, startOf } from '../platform/processes.ts';

export interface SetupLock {
  /** Also removes the folder itself, and those that taking the lock made, as far as they are empty. */
  release(): Promise<void>;
}

const ownerSchema = z.strictObject({ pid: z.number().int().positive(), started: z.string().nullable() });
type Owner = z.infer<typeof ownerSchema>;

/** Longer than it takes to write a line into a file that was just made. */
const writingMilliseconds = 500;

function lockPath(folder: string): string {
  return join(folder, 'setup.lock');
}

/** Throws `install.busy` when another set-up works, `install.disk` when the folder cannot be written. */
export async function takeLock(folder: string): Promise<SetupLock> {
  const path = lockPath(folder);
  const made = await missingFolders(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
    throw new Failure('install.disk', { params: { path: folder }, detail: thrown instanceof Error ? thrown.message : 'unknown cause' });
  });
  if (!(await claim(path))) {
    await refuseLivingOwner(path);
    await removeAll(path);
    if (!(await claim(path))) throw busy();
  }
  return {
    release: async () => {
      await removeAll(path);
      for (const one of new Set([folder, ...made])) await rmdir(one).catch(() => undefined);
    },
  };
}

async function claim(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    const owner: Owner = { pid: process.pid, started: startOf(process.pid) };
    await file.writeFile(JSON.stringify(owner));
    await file.close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw new Failure('install.disk', { params: { path }, detail: thrown instanceof Error ? thrown.message : 'unknown cause' });
  }
}

async function refuseLivingOwner(path: string): Promise<void> {
  const owner = (await ownerIn(path)) ?? (await ownerLaterIn(path));
  if (owner !== null && owner.pid !== process.pid && lives(owner)) throw busy();
}

/** A lock without an owner is either being written at this moment, or was left by a set-up that was killed then. */
async function ownerLaterIn(path: string): Promise<Owner | null> {
  await systemClock.sleep(writingMilliseconds);
  return ownerIn(path);
}

async function ownerIn(path: string): Promise<Owner | null> {
  try {
    return ownerSchema.parse(JSON.parse((await readText(path)) ?? ''));
  } catch {
    return null;
  }
}

/** Where the start of a process cannot be known, its id has to do. */
function lives({ pid, started }: Owner): boolean {
  return isAlive(pid) && (started === null || started === startOf(pid));
}

function busy(): Failure {
  return new Failure('install.busy', { retry: 'later', detail: 'another set-up is at work' });
}

/** The folders on the way to `folder` that do not exist yet, deepest first. */
async function missingFolders(folder: string): Promise<readonly string[]> {
  if (await exists(folder)) return [];
  return [folder, ...(await missingFolders(dirname(folder)))];
}
