/** Work on many items, several at a time. */

export interface ParallelWork<T> {
  readonly items: readonly T[];
  /** How many may be under way; asked before each item, at least 1. */
  width(): number;
  work(item: T): Promise<void>;
}

/** Begun in order. After a failure nothing new is begun; what is under way ends, then the first failure is thrown. */
export async function inParallel<T>({ items, width, work }: ParallelWork<T>): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (const item of items) {
    while (running.size >= width()) await Promise.race(running);
    if (failures.length > 0) break;
    const one = work(item)
      .catch((thrown: unknown) => void failures.push(thrown))
      .finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
