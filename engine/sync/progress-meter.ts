/** Adds to the progress of one run how fast it goes, how long its stage will still take, and what of Exchange's budget it uses (B9). */
import type { ExchangeShare } from '../../shared/control/exchange-load.ts';
import type { Clock } from '../../shared/host/clock.ts';
import type { SyncProgress, SyncReport } from '../../shared/sync-report.ts';
import { afterProgress, expectedOf, rateOf, remainingSeconds, type StageSoFar } from '../domain/pace.ts';

export interface MeterParts {
  readonly clock: Clock;
  readonly state: { lastReport(): SyncReport | null };
  /** What Exchange counts of ours now. */
  exchangeShare(): ExchangeShare;
}

export class ProgressMeter {
  readonly #parts: MeterParts;
  readonly #before: SyncReport | null;
  #stage: StageSoFar | null = null;

  constructor(parts: MeterParts) {
    this.#parts = parts;
    this.#before = parts.state.lastReport();
  }

  /** A progress that was just told. */
  measured(progress: SyncProgress): SyncProgress {
    const now = this.#parts.clock.elapsed();
    this.#stage = afterProgress(this.#stage, progress, now);
    return this.at(progress);
  }

  /** The same one, as its pace is by now. */
  at(progress: SyncProgress): SyncProgress {
    const rate = this.#stage === null ? null : rateOf(this.#stage, this.#parts.clock.elapsed());
    const expected = expectedOf(progress, this.#lastTime(progress));
    const pace = {
      perSecond: rate === null ? null : Math.round(rate * 10) / 10,
      expected: expected?.count ?? null,
      isEstimate: expected?.isEstimate ?? false,
      remainingSeconds: remainingSeconds(progress.done, expected, rate),
      exchange: this.#parts.exchangeShare(),
    };
    return { ...progress, pace };
  }

  /** How many there were, for the two stages that only read to an end. */
  #lastTime({ stage }: SyncProgress): number | null {
    if (stage === 'gather-exchange') return this.#before?.devices.total ?? null;
    return stage === 'gather-intune' ? (this.#before?.enrolments ?? null) : null;
  }
}
