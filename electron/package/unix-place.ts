/** Who can get at a folder by owners and mode bits, from the root of the file system down to its files. */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Place } from '../../shared/setup/set-up-folder.ts';

/** What judging needs to know of one folder or file. */
export interface Owned {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface OwnedPlace {
  /** The folders above, from the root down. */
  readonly way: readonly Owned[];
  readonly folder: Owned;
  /** What lies in it, one level deep: the account certificate does. */
  readonly inside: readonly Owned[];
}

const bits = { read: 4, write: 2, enter: 1, sticky: 0o1000 } as const;
const most = 50;

/** Throws what the file system says of a folder that cannot be read. */
export async function judgeUnixPlace(folder: string): Promise<Place> {
  const real = await realpath(folder);
  const names = await readdir(real);
  const [way, own, inside] = await Promise.all([
    Promise.all(above(real).map((path) => lstat(path))),
    lstat(real),
    Promise.all(names.map((name) => lstat(join(real, name)))),
  ]);
  return judgeModes({ way, folder: own, inside }, process.getuid?.() ?? 0);
}

function above(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [] : [...above(parent), parent];
}

/**
 * Pure. Root, its group and the account that runs set-up count as administrators. Nobody gets at a folder who may not enter all those
 * above it; who may write one of them can put another folder in its place, unless that one is sticky.
 */
export function judgeModes(place: OwnedPlace, ownUser: number): Place {
  const closed = place.way.findIndex((one) => whoMay(one, bits.enter, ownUser).length === 0);
  const open = closed === -1 ? place.way : place.way.slice(0, closed);
  const onTheWay = open.flatMap((one) => whoMay(one, (one.mode & bits.sticky) === 0 ? bits.write : 0, ownUser));
  const isEntered = closed === -1 && whoMay(place.folder, bits.enter, ownUser).length > 0;
  const reached = closed === -1 ? [place.folder, ...(isEntered ? place.inside : [])] : [];
  const who = new Set([...onTheWay, ...reached.flatMap((one) => whoMay(one, bits.read | bits.write, ownUser))]);
  return who.size === 0 ? { kind: 'safe' } : { kind: 'unsafe', who: [...who].slice(0, most) };
}

/** Whoever has one of the wanted bits. An owner can give himself every bit. */
function whoMay(one: Owned, wanted: number, ownUser: number): readonly string[] {
  const owner = one.uid === 0 || one.uid === ownUser ? [] : [`user ${one.uid}`];
  const group = one.gid !== 0 && ((one.mode >> 3) & wanted) !== 0 ? [`group ${one.gid}`] : [];
  return [...owner, ...group, ...((one.mode & wanted) === 0 ? [] : ['everyone'])];
}
