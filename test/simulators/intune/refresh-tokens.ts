/** Refresh tokens as Entra gives them to people: good for 90 days, and a new one with each use; the old one goes on to count. */
import { randomBytes } from 'node:crypto';
import type { Refused } from './authorization-codes.ts';
import type { SimulatedClock } from './clock.ts';

const lifetimeMilliseconds = 90 * 24 * 60 * 60_000;

export class RefreshTokens {
  readonly #clock: SimulatedClock;
  /** When each ends. */
  readonly #given = new Map<string, number>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  give(): string {
    const token = randomBytes(48).toString('base64url');
    this.#given.set(token, this.#clock.now() + lifetimeMilliseconds);
    return token;
  }

  /** Null when the token is good. */
  refuse(token: string): Refused | null {
    const ends = this.#given.get(token);
    if (ends === undefined) return { error: 'invalid_grant', number: 9002313, text: 'Invalid request. The refresh token is not known.' };
    if (this.#clock.now() < ends) return null;
    return { error: 'invalid_grant', number: 700082, text: 'The refresh token has expired due to inactivity.' };
  }
}
