/** What Exchange's default throttling policy lets one user do (exchange.md 2.5), adjustable so that a test need not wait. */
import { CmdletError } from './cmdlet-error.ts';
import { words } from './words.ts';

export interface ExchangeLimits {
  /** Sessions of one user at a time. */
  readonly shells: number;
  /** After so long without a call a session is gone, also one that nobody closed. */
  readonly abandonedAfterMilliseconds: number;
  /** Cmdlets of one user in any period; null: no limit, which is Exchange's default. */
  readonly load: { readonly requests: number; readonly seconds: number } | null;
}

export const standardLimits: ExchangeLimits = { shells: 18, abandonedAfterMilliseconds: 15 * 60_000, load: null };

/** Counts the cmdlets of each user. */
export class LoadBudget {
  readonly #load: ExchangeLimits['load'];
  readonly #recent = new Map<string, number[]>();

  constructor(load: ExchangeLimits['load']) {
    this.#load = load;
  }

  /** Counts one more. Throws a CmdletError that says how long to wait, and does not count then. */
  spend(user: string): void {
    if (this.#load === null) return;
    const { requests, seconds } = this.#load;
    const now = Date.now();
    const recent = (this.#recent.get(user) ?? []).filter((moment) => moment > now - seconds * 1000);
    const [first = now] = recent;
    if (recent.length >= requests) throw overBudget(requests, seconds, first + seconds * 1000 - now);
    this.#recent.set(user, [...recent, now]);
  }
}

/** As a fault, the quota is that of a common throttling policy. */
export function overBudget(requests: number, seconds: number, milliseconds: number): CmdletError {
  return new CmdletError('OverBudgetException', 'QuotaExceeded', words.overBudget(requests, seconds, milliseconds));
}

export const commonQuota = { requests: 400, seconds: 60 } as const;
