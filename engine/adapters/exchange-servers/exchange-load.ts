/** What we ask of Exchange and what it says to that: sessions at once, delays that it put in, hours to go slower in. For the life of the engine. */
import type { Clock } from '../../../shared/host/clock.ts';
import { afterCalm, afterComplaint, narrow, type Width } from '../../domain/parallel-width.ts';
import { isSlow, slowHoursOf } from '../../domain/slow-hours.ts';

/** As configured and known now. */
export interface LoadChoices {
  readonly isParallel: boolean;
  /** Of the last synchronization. */
  readonly devices: number;
  /** `08:00-18:00`, or empty. */
  readonly slowHours: string;
}

/** Below so many devices one session is enough, unless it is configured otherwise. */
const parallelFrom = 5_000;
/** Milliseconds over which Exchange's delays are averaged. */
const memory = 60_000;
/** Before each change in slow hours: what Microsoft advises per mailbox for a delayed script (peers.md 4b). */
const slowPause = 500;

interface Delay {
  readonly at: number;
  readonly milliseconds: number;
}

export class ExchangeLoad {
  readonly #clock: Clock;
  readonly #choices: () => LoadChoices;
  #width: Width = narrow;
  #delays: readonly Delay[] = [];

  constructor(clock: Clock, choices: () => LoadChoices) {
    this.#clock = clock;
    this.#choices = choices;
  }

  /** How many sessions there may be now. */
  width(): number {
    const { isParallel, devices } = this.#choices();
    if (this.isSlow() || (!isParallel && devices < parallelFrom)) return 1;
    return this.#width.now;
  }

  isSlow(): boolean {
    return isSlow(slowHoursOf(this.#choices().slowHours), this.#clock.now());
  }

  /** Milliseconds to wait before each change. */
  pause(): number {
    return this.isSlow() ? slowPause : 0;
  }

  calm(): void {
    this.#width = afterCalm(this.#width);
  }

  throttled(): void {
    this.#width = afterComplaint(this.#width);
  }

  /** Exchange held a call back for so long, and said so. */
  delayed(milliseconds: number): void {
    this.#delays = [...this.#recent(), { at: this.#clock.elapsed(), milliseconds }];
    this.throttled();
  }

  /** Milliseconds of delay for each second, of late. */
  delayPerSecond(): number {
    const sum = this.#recent().reduce((total, { milliseconds }) => total + milliseconds, 0);
    return Math.round((sum * 1000) / memory);
  }

  #recent(): readonly Delay[] {
    const since = this.#clock.elapsed() - memory;
    return this.#delays.filter(({ at }) => at > since);
  }
}
