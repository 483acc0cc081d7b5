/** The progress of a run in words (B9), for window and terminal alike. What cannot be said honestly is said to be unknown. */
import type { Translate } from './i18n/translate.ts';
import type { Pace, SyncProgress, SyncStage } from './sync-report.ts';

export interface PaceWords {
  /** The stage, and how much of it is done. */
  readonly count: string;
  /** Empty while it is not known. */
  readonly rate: string;
  /** How long the stage will still take; empty for a stage that is done at one go. */
  readonly left: string;
  /** How much of what Exchange allows is used; empty where nobody measures. */
  readonly share: string;
  readonly isSlow: boolean;
}

/** Stages of many like things, one after another. */
const counted: ReadonlySet<SyncStage> = new Set(['gather-exchange', 'gather-intune', 'plan', 'write', 'verify']);

export function paceWords(t: Translate, progress: SyncProgress): PaceWords {
  const { pace } = progress;
  return {
    count: countOf(t, progress),
    rate: pace === undefined || pace.perSecond === null ? '' : t('pace.rate', { rate: pace.perSecond }),
    left: pace !== undefined && counted.has(progress.stage) ? leftOf(t, pace) : '',
    share: pace === undefined ? '' : shareOf(t, pace),
    isSlow: pace?.exchange.isSlow ?? false,
  };
}

function countOf(t: Translate, { stage, done, total, pace }: SyncProgress): string {
  const name = t(`stage.${stage}`);
  const expected = pace?.expected ?? (total === 0 ? null : total);
  if (!counted.has(stage)) return name;
  if (expected === null) return done === 0 ? name : t('pace.uncounted', { stage: name, done });
  return t(pace?.isEstimate === true ? 'pace.estimated' : 'pace.counted', { stage: name, done, expected });
}

function leftOf(t: Translate, { remainingSeconds }: Pace): string {
  return remainingSeconds === null ? t('pace.leftUnknown') : t('pace.left', { time: timeIn(t, remainingSeconds) });
}

function timeIn(t: Translate, seconds: number): string {
  if (seconds < 60) return t('pace.seconds', { seconds });
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? t('pace.minutes', { minutes }) : t('pace.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

function shareOf(t: Translate, { exchange: { shells, sessions, delayPerSecond: delay } }: Pace): string {
  return t('pace.share', { used: shells.open + shells.lost, allowed: shells.allowed, most: shells.most, sessions, delay });
}

/** Between 0 and 1; null where nobody knows how much there is. */
export function fractionDone({ done, total, pace }: SyncProgress): number | null {
  const expected = pace?.expected ?? total;
  return expected === 0 ? null : Math.min(1, done / expected);
}
