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

/** Milliseconds between two progresses of one stage: more often nobody can read them, and each is a message to every listener. */
const apart = 250;

export class ProgressMeter {
  readonly #parts: MeterParts;
  readonly #before: SyncReport | null;
  #stage: StageSoFar | null = null;
  #toldAt = 0;

  constructor(parts: MeterParts) {
    this.#parts = parts;
    this.#before = parts.state.lastReport();
  }

  /** Whether listeners are to hear of it: of each stage the beginning, the end, and now and then. Asked once for each progress, before it is measured. */
  isDue({ stage, done, total }: SyncProgress): boolean {
    const now = this.#parts.clock.elapsed();
    const isEdge = stage !== this.#stage?.stage || (total > 0 && done >= total);
    if (!isEdge && now - this.#toldAt < apart) return false;
    this.#toldAt = now;
    return true;
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
