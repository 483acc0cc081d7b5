/** When to ask again: bounded in attempts and in waiting, and as long as the service says (graph.md section 8). */
import type { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';

export interface Retried {
  readonly failure: Failure;
  /** Milliseconds that the service asked for, null when it did not say; undefined: asking again makes no sense. */
  readonly wait: number | null | undefined;
}

export type Attempt<T> = { readonly value: T } | Retried;

const attempts = 4;
const firstPause = 500;
/** Milliseconds. A longer wait is for the caller to plan, not to sit out. */
const longestPause = 60_000;

/** Runs `attempt` until it has a value; throws its last Failure when there is no use in going on. */
export async function withRetries<T>(attempt: () => Promise<Attempt<T>>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    const outcome = await attempt();
    if ('value' in outcome) return outcome.value;
    const pause = pauseAfter(outcome, turn);
    if (pause === undefined) throw outcome.failure;
    await clock.sleep(pause, signal);
  }
}

/** Milliseconds until it is asked again; undefined when it is not. `turn` counts from 0. */
export function pauseAfter({ wait }: Retried, turn: number): number | undefined {
  const pause = wait === null ? backOff(turn) : wait;
  return pause === undefined || pause > longestPause || turn + 1 >= attempts ? undefined : pause;
}

/** Doubling, up to half of it by chance, so that several connectors do not come back together. */
function backOff(turn: number): number {
  const pause = firstPause * 2 ** turn;
  return Math.round(pause / 2 + (Math.random() * pause) / 2);
}

/**
 * Milliseconds of a Retry-After header: seconds, also with decimals, or an HTTP date, which is by the clock of the service, as its
 * `date` says it. Null when it is absent or makes no sense.
 */
export function retryAfter(header: string | undefined, now: Date, date = ''): number | null {
  if (header === undefined) return null;
  const value = header.trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const at = /[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  const theirs = Date.parse(date);
  return Number.isNaN(at) ? null : Math.max(0, at - (Number.isNaN(theirs) ? now.getTime() : theirs));
}
