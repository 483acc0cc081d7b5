/**
 * Who can get at a folder by its access lists, as `icacls PATH /save FILE` writes them: in SDDL, which is the same in every language of
 * Windows (what icacls prints is not). It tells no owners; for these Windows is asked.
 */
import { randomBytes } from 'node:crypto';
import { lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import type { Place } from '../../shared/setup/set-up-folder.ts';
import type { OwnersAnswer } from '../../shared/setup/windows-verbs.ts';
import { type Environment, runToCompletion } from '../platform/processes.ts';
import { systemFolder } from '../prerequisites/registry.ts';
import { judgeLists } from './access-list.ts';
import { accountCertificateFileName } from './account-certificate.ts';

const askMilliseconds = 10_000;

/** Null where nobody could be asked. */
export type AskOwners = (paths: readonly string[], signal: AbortSignal) => Promise<OwnersAnswer | null>;

export interface WindowsPlaceOptions {
  readonly environment: Environment;
  readonly askOwners: AskOwners;
}

/** Throws only when `signal` fires. */
export async function judgeWindowsPlace(folder: string, options: WindowsPlaceOptions, signal: AbortSignal): Promise<Place> {
  const { environment, askOwners } = options;
  const work = await mkdtemp(join(tmpdir(), 'exchange-connector-'));
  try {
    const listOf = (path: string): Promise<Buffer | null> => savedList({ path, work, environment, signal });
    const file = win32.join(folder, accountCertificateFileName);
    const hasFile = await lstat(file).then(Boolean, () => false);
    const paths = { own: [folder, ...(hasFile ? [file] : [])], way: above(folder) };
    const own = await Promise.all(paths.own.map(listOf));
    const way = await Promise.all(paths.way.map(listOf));
    const told = await askOwners([...paths.own, ...paths.way], signal).catch(() => null);
    signal.throwIfAborted();
    const lists = { own, way, owners: told?.owners ?? [null], self: told?.self ?? null };
    // What a share itself allows is not in the lists of its folders.
    return judgeLists(folder.startsWith('\\\\') ? { ...lists, way: [...way, null] } : lists);
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
