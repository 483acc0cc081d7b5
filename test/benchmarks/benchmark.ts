/** A figure is a ratio against a baseline measured in the same run; it informs and never decides a test. */
export interface Figure {
  readonly name: string;
  readonly ratio: number;
  /** What we aim for, and below (or, for times, above) which something is wrong. */
  readonly aim: number;
  readonly floor: number;
  readonly detail: Readonly<Record<string, number | string>>;
}

export type Benchmark = () => Promise<Figure>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no values');
  return middle;
}

/** Seconds that the work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
