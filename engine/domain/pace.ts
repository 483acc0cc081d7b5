/** How fast a stage of a run goes, and how long it will still take where that can be said honestly (B9). Pure. */
import type { SyncProgress, SyncStage } from '../../shared/sync-report.ts';

interface Sample {
  /** Milliseconds of a clock that never goes back. */
  readonly at: number;
  readonly done: number;
}

/** A stage as far as it was told of late; nothing is measured before the first of its things is done. */
export interface StageSoFar {
  readonly stage: SyncStage;
  readonly samples: readonly Sample[];
}

/** Milliseconds that a rate looks back, is at least measured over, and between two samples that are kept. */
const memory = 30_000;
const shortest = 1_000;
const apart = 250;

/** Another stage, or one that began anew, is measured anew. */
export function afterProgress(before: StageSoFar | null, { stage, done }: Pick<SyncProgress, 'stage' | 'done'>, at: number): StageSoFar {
  const last = before?.samples.at(-1);
  const isSame = before?.stage === stage && (last === undefined || done >= last.done);
  const kept = isSame ? before.samples : [];
  if (done === 0) return { stage, samples: [] };
  return {
    stage,
    samples: thinned(
      kept.filter((sample) => sample.at > at - memory),
      { at, done },
    ),
  };
}

/** Of samples close together only the first and the newest are of use. */
function thinned(samples: readonly Sample[], news: Sample): readonly Sample[] {
  const [before, last] = [samples.at(-2), samples.at(-1)];
  const isClose = before !== undefined && last !== undefined && last.at - before.at < apart;
  return [...(isClose ? samples.slice(0, -1) : samples), news];
}

/** For each second, by what is done `now`; null while it was not measured for long enough. */
export function rateOf({ samples }: StageSoFar, now: number): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || now - first.at < shortest) return null;
  return ((last.done - first.done) * 1000) / (now - first.at);
}

/** What is known of how many there will be. */
export interface Expected {
  readonly count: number;
  /** As many as in an earlier run; false: counted. */
  readonly isEstimate: boolean;
}

/** Null when nobody counted, and when there are more already than there were last time. */
export function expectedOf({ done, total }: Pick<SyncProgress, 'done' | 'total'>, lastTime: number | null): Expected | null {
  if (total > 0) return { count: total, isEstimate: false };
  return lastTime === null || lastTime === 0 || done > lastTime ? null : { count: lastTime, isEstimate: true };
}

/** In whole seconds, of this stage alone; null when the number or the rate is not known, or nothing moves. */
export function remainingSeconds(done: number, expected: Expected | null, rate: number | null): number | null {
  if (expected === null || rate === null || rate <= 0) return null;
  return Math.ceil((expected.count - done) / rate);
}
