/**
 * Who can get at a folder by its access lists, as `icacls PATH /save FILE` writes them: in SDDL, which is the same in every language of
 * Windows (what icacls prints is not). It tells no owners; an owner who is on no list, and would first have to put himself on one, is not seen.
 */
import { randomBytes } from 'node:crypto';
import { lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import type { Place } from '../../shared/setup/set-up-folder.ts';
import { type Environment, runToCompletion } from '../platform/processes.ts';
import { systemFolder } from '../prerequisites/registry.ts';
import { judgeLists } from './access-list.ts';
import { accountCertificateFileName } from './account-certificate.ts';

const askMilliseconds = 10_000;

/** Throws only when `signal` fires. */
export async function judgeWindowsPlace(folder: string, environment: Environment, signal: AbortSignal): Promise<Place> {
  const work = await mkdtemp(join(tmpdir(), 'exchange-connector-'));
  try {
    const listOf = (path: string): Promise<Buffer | null> => savedList({ path, work, environment, signal });
    const file = win32.join(folder, accountCertificateFileName);
    const hasFile = await lstat(file).then(Boolean, () => false);
    const own = await Promise.all([folder, ...(hasFile ? [file] : [])].map(listOf));
    const way = await Promise.all(above(folder).map(listOf));
    signal.throwIfAborted();
    // What a share itself allows is not in the lists of its folders.
    return judgeLists({ own, way: folder.startsWith('\\\\') ? [...way, null] : way });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function above(path: string): readonly string[] {
  const parent = win32.dirname(path);
  return parent === path ? [] : [...above(parent), parent];
}

interface Asked {
  readonly path: string;
  /** Folder for what icacls writes. */
  readonly work: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** Null when icacls did not answer. */
async function savedList({ path, work, environment, signal }: Asked): Promise<Buffer | null> {
  const folder = systemFolder(environment);
  const file = join(work, randomBytes(8).toString('hex'));
  const ask = { program: join(folder, 'icacls.exe'), arguments: [path, '/save', file, '/q'], folder, input: '', environment, signal };
  try {
    const { exitCode } = await runToCompletion({ ...ask, deadlineMilliseconds: askMilliseconds });
    return exitCode === 0 ? await readFile(file) : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
