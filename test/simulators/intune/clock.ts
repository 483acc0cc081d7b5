/** The time of the simulated services: the machine's, unless a test or a person moves it. Sign-in, tokens, windows and dates all go by it. */
export class SimulatedClock {
  #aheadMilliseconds = 0;

  now(): number {
    return Date.now() + this.#aheadMilliseconds;
  }

  /** From now on so much ahead of this machine (negative: behind). */
  set(aheadMilliseconds: number): void {
    this.#aheadMilliseconds = aheadMilliseconds;
  }

  advance(milliseconds: number): void {
    this.#aheadMilliseconds += milliseconds;
  }
}
