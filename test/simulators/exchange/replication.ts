/** What other servers have not been told yet: a change made through one server is seen through another one later. */

interface Version<T> {
  readonly value: T;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  readonly through: string | null;
}

const longestMemory = 16;

export class ReplicatedValues<T> {
  readonly #versions = new Map<number, readonly Version<T>[]>();

  write(index: number, change: { readonly before: T; readonly after: T; readonly through: string | null }): void {
    const known = this.#versions.get(index) ?? [{ value: change.before, writtenAt: 0, through: null }];
    const written = { value: change.after, writtenAt: Date.now(), through: change.through };
    this.#versions.set(index, [...known, written].slice(-longestMemory));
  }

  /** As `server` sees it when news from others takes so long. Null: as it is. */
  seenBy(index: number, server: string, lagMilliseconds: number): T | null {
    if (lagMilliseconds === 0) return null;
    const known = this.#versions.get(index) ?? [];
    const oldNews = Date.now() - lagMilliseconds;
    const seen = known.findLast(({ writtenAt, through }) => through === server || writtenAt <= oldNews);
    return (seen ?? known[0])?.value ?? null;
  }
}
