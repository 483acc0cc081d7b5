/** Repeatable chance: the same seed gives the same draws on every machine. Not for secrets. */
import { hash } from 'node:crypto';

export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number, at least 0 and below `limit`. */
  below(limit: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** One of the values, each as likely as its weight. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T;
  /** `length` characters out of `alphabet`. */
  text(length: number, alphabet: string): string;
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T => at(list, below(list.length));
  return {
    next,
    below,
    pick,
    weighted: (choices) => at(choices, weightedIndex(choices, next()))[1],
    text: (length, alphabet) => {
      let drawn = '';
      for (let left = length; left > 0; left -= 1) drawn += alphabet.charAt(below(alphabet.length));
      return drawn;
    },
  };
}

/** The same identifier for the same seed and name, however many others were made before. */
export function stableGuid(seed: number, name: string): string {
  const hex = hash('sha256', `${seed}:${name}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The entry at `index`; an index outside the list is a fault of the caller. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`no entry ${index} in a list of ${list.length}`);
  return value;
}

function weightedIndex(choices: readonly (readonly [number, unknown])[], share: number): number {
  let rest = share * choices.reduce((sum, [weight]) => sum + weight, 0);
  const index = choices.findIndex(([weight]) => {
    rest -= weight;
    return rest < 0;
  });
  return index === -1 ? choices.length - 1 : index;
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
