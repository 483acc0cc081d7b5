/** The only reader of the clock in electron and engine; tests pass their own. */
import { setTimeout as wait } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Milliseconds since an arbitrary start; never goes back. */
  elapsed(): number;
  /** Rejects with an AbortError when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, signal === undefined ? {} : { signal }),
};

/** A signal that fires after `milliseconds`, or when the outer one does: every outside call gets one. */
export function deadline(milliseconds: number, outer?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  return outer === undefined ? timeout : AbortSignal.any([timeout, outer]);
}
