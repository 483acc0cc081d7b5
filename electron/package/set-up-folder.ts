/** Compares the folder that set-up was started from with what was delivered (P2). Pure: who calls it has read and hashed the files. */
import type { FolderFault } from '../../shared/setup/set-up-folder.ts';

export interface FolderFile {
  /** Below the folder, with forward slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** What is wrong with the folder, by path; nothing when it is just as delivered. Names count to the letter, whatever the file system says. */
export function folderFaults(delivered: readonly FolderFile[], found: readonly FolderFile[]): readonly FolderFault[] {
  const here = new Map(found.map((file) => [file.path, file]));
  const known = new Set(delivered.map((file) => file.path));
  const strangers = found.filter((file) => !known.has(file.path));
  const gone = delivered.filter((file) => !here.has(file.path));
  const moved = movedFiles(gone, strangers);
  const altered = delivered.filter((file) => isAltered(file, here.get(file.path)));
  const faults: readonly FolderFault[] = [
    ...altered.map(({ path }) => ({ kind: 'altered', path }) as const),
    ...gone.filter(({ path }) => !moved.has(path)).map(({ path }) => ({ kind: 'missing', path }) as const),
    ...strangers.map(({ path }) => strangerFault(path, moved)),
  ];
  return faults.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function isAltered(delivered: FolderFile, found: FolderFile | undefined): boolean {
  return found !== undefined && !isSameContent(delivered, found);
}

function isSameContent(one: FolderFile, other: FolderFile): boolean {
  return one.size === other.size && one.sha256 === other.sha256;
}

/** Where each file went that is not at its place; one stranger stands for one file. */
function movedFiles(gone: readonly FolderFile[], strangers: readonly FolderFile[]): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  const taken = new Set<string>();
  for (const file of gone) {
    const stranger = strangers.find((candidate) => !taken.has(candidate.path) && isSameContent(file, candidate));
    if (stranger === undefined) continue;
    taken.add(stranger.path);
    moved.set(file.path, stranger.path);
  }
  return moved;
}

function strangerFault(path: string, moved: ReadonlyMap<string, string>): FolderFault {
  for (const [from, to] of moved) if (to === path) return { kind: 'moved', path, from };
  return { kind: 'added', path };
}
