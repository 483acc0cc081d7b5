/** Whether a server that failed is worth another try: each failure in a row doubles the rest it gets. Pure; times in milliseconds of one clock. */
export interface Circuit {
  readonly failures: number;
  /** Not tried before. */
  readonly restsUntil: number;
}

export const closedCircuit: Circuit = { failures: 0, restsUntil: Number.NEGATIVE_INFINITY };

const rest = { firstMilliseconds: 30_000, longestMilliseconds: 15 * 60_000 } as const;

export function afterFailure({ failures }: Circuit, now: number): Circuit {
  const pause = Math.min(rest.firstMilliseconds * 2 ** failures, rest.longestMilliseconds);
  return { failures: failures + 1, restsUntil: now + pause };
}

export function mayTry({ restsUntil }: Circuit, now: number): boolean {
  return now >= restsUntil;
}
