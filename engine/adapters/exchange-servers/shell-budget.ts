/**
 * How many shells we may have Exchange count. It allows one user 18, and counts one that was not removed politely for a quarter of an
 * hour more (exchange.md 2.5): were every crash followed by a new one, the account would be locked out.
 */
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { ExchangeMemory } from '../../ports/exchange-memory.ts';

/** `most`: ours together; the rest of `allowed` is for administrators who work with the same account. */
export const shellLimits = { allowed: 18, most: 14, lostCountMilliseconds: 15 * 60_000 } as const;

export interface ShellUse {
  readonly open: number;
  /** Not removed, so that Exchange may still count them. */
  readonly lost: number;
}

export class ShellBudget {
  readonly #memory: ExchangeMemory;
  readonly #clock: Clock;

  /** One for the life of the engine: what an earlier process left open is lost. */
  constructor(memory: ExchangeMemory, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
    memory.adoptShells(clock.now());
  }

  /** Throws `exchange.throttled`, with the seconds until the next lost one counts no more, when there is no room. */
  take(server: string): number {
    const { open, lost } = this.#counted();
    if (open + lost.length < shellLimits.most) return this.#memory.openShell(this.#clock.now());
    const [first = this.#clock.now()] = lost;
    const wait = first.getTime() + shellLimits.lostCountMilliseconds - this.#clock.now().getTime();
    throw new Failure('exchange.throttled', {
      params: { server, seconds: Math.max(1, Math.ceil(wait / 1000)) },
      retry: 'later',
      detail: `Our own limit: ${open} shells are open, and ${lost.length} were lost in the last 15 minutes.`,
    });
  }

  give(id: number): void {
    this.#memory.closeShell(id);
  }

  lose(id: number): void {
    this.#memory.loseShell(id, this.#clock.now());
  }

  use(): ShellUse {
    const { open, lost } = this.#counted();
    return { open, lost: lost.length };
  }

  #counted(): ReturnType<ExchangeMemory['shells']> {
    return this.#memory.shells(new Date(this.#clock.now().getTime() - shellLimits.lostCountMilliseconds));
  }
}
