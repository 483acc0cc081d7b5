/** The time of a campaign: what only waits is over at once, what keeps watch over a process takes as long as it takes. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../shared/host/clock.ts';

/** Milliseconds that a wait really lasts at most: as long as the load quota of a run. */
const longestWait = 250;

/** For the synchronization: most of a wait is leapt over, and time has passed by it all the same. */
export function leapingClock(): Clock {
  let leapt = 0;
  return {
    now: () => new Date(Date.now() + leapt),
    elapsed: () => performance.now() + leapt,
    sleep: async (milliseconds, signal) => {
      const real = Math.min(milliseconds, longestWait);
      await wait(real, undefined, signal === undefined ? {} : { signal });
      leapt += milliseconds - real;
    },
  };
}

/** Deadlines of requests are at least so long; waiting for the end of a process is shorter. */
const shortestDeadline = 20_000;

/** For PowerShell: real time, whose deadlines can be made to pass while a server is silent. */
export class DeadlineClock implements Clock {
  readonly #running = new Set<AbortController>();

  now(): Date {
    return new Date();
  }

  elapsed(): number {
    return performance.now();
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const passed = new AbortController();
    const both = signal === undefined ? passed.signal : AbortSignal.any([signal, passed.signal]);
    if (milliseconds >= shortestDeadline) this.#running.add(passed);
    try {
      await wait(milliseconds, undefined, { signal: both });
    } catch (thrown) {
      if (!passed.signal.aborted || signal?.aborted === true) throw thrown;
    } finally {
      this.#running.delete(passed);
    }
  }

  /** Every request that is under way now has taken too long. */
  passDeadlines(): void {
    for (const passed of this.#running) passed.abort();
  }
}
