/** How the synchronization calls out: each call with its deadline, and waiting as long as the other side asks, within bounds. */
import { Failure, toAppError } from '../../shared/errors.ts';
import { type Clock, deadline } from '../../shared/host/clock.ts';

/**
 * In milliseconds. `connect` is for one server, `search` until ten silent ones have had their turn: each has a bound of its own
 * (server-choice.ts). A gather streams a whole organization, so it has hours, and its batches minutes of their own in the adapters.
 */
export const patience = { connect: 180_000, search: 900_000, single: 120_000, gather: 6 * 3_600_000 } as const;
/** A wait that the other side asks for is kept to, up to this long and this often for one call. */
const throttle = { defaultMilliseconds: 5_000, longestMilliseconds: 300_000, times: 8 } as const;

/** Runs one call under a deadline. A deadline that passes becomes `timeout`, the outer signal `cancelled`. */
export async function call<T>(work: (signal: AbortSignal) => Promise<T>, milliseconds: number, outer: AbortSignal): Promise<T> {
  if (outer.aborted) throw new Failure('cancelled', { retry: 'never' });
  const signal = deadline(milliseconds, outer);
  try {
    return await work(signal);
  } catch (thrown) {
    if (outer.aborted) throw new Failure('cancelled', { retry: 'never' });
    if (signal.aborted) throw new Failure('timeout', { retry: 'later', detail: toAppError(thrown).detail ?? '' });
    throw thrown;
  }
}

export interface Patience {
  /** Of one attempt. */
  readonly milliseconds?: number;
  /** Whether the work, refused, can simply be done again. */
  readonly mayRepeat?: () => boolean;
}

/** Like {@link call}, and again after the asked wait when the call was refused by throttling: what is refused was not carried out. */
export async function patiently<T>(
  work: (signal: AbortSignal) => Promise<T>,
  clock: Clock,
  outer: AbortSignal,
  { milliseconds = patience.single, mayRepeat = () => true }: Patience = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(work, milliseconds, outer);
    } catch (thrown) {
      if (attempt > throttle.times || !mayRepeat() || !(await waitedOut(thrown, clock, outer))) throw thrown;
    }
  }
}

/** Waits as long as a refusal asks for. False, at once, for a failure of another kind. Throws `cancelled`. */
export async function waitedOut(thrown: unknown, clock: Clock, outer: AbortSignal): Promise<boolean> {
  const wait = waitAsked(thrown);
  if (wait === null) return false;
  await call((signal) => clock.sleep(wait, signal), throttle.longestMilliseconds * 2, outer);
  return true;
}

function waitAsked(thrown: unknown): number | null {
  const error = toAppError(thrown);
  if (error.code !== 'exchange.throttled' && error.code !== 'intune.throttled') return null;
  const seconds = Number(error.params['seconds'] ?? Number.NaN);
  const asked = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : throttle.defaultMilliseconds;
  return Math.min(asked, throttle.longestMilliseconds);
}
