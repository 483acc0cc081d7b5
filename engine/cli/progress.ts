/** The progress of a run in a terminal: one line with a bar that is written over; where nobody looks at a terminal, a line now and then. */
import type { Clock } from '../../shared/host/clock.ts';
import { fractionDone, type PaceWords, paceWords } from '../../shared/pace-words.ts';
import type { Pace, SyncProgress } from '../../shared/sync-report.ts';
import type { Terminal } from './terminal.ts';

export interface ProgressShower {
  told(progress: SyncProgress): void;
  /** Before anything else is written. */
  end(): void;
}

const barWidth = 12;
/** Between two lines about one stage, in milliseconds, where they stay. */
const apart = 10_000;

export function progressShower(terminal: Terminal, clock: Pick<Clock, 'elapsed'>): ProgressShower {
  if (terminal.json) return asObjects(terminal);
  return terminal.output.live === undefined ? asLines(terminal, clock) : asBar(terminal, terminal.output.live);
}

function asObjects({ output }: Terminal): ProgressShower {
  return { told: (progress) => output.line(JSON.stringify({ event: 'progress', ...progress })), end: () => undefined };
}

function asLines({ output, say }: Terminal, clock: Pick<Clock, 'elapsed'>): ProgressShower {
  let stage = '';
  let at = 0;
  const told = (progress: SyncProgress): void => {
    const now = clock.elapsed();
    if (progress.stage === stage && now - at < apart) return;
    [stage, at] = [progress.stage, now];
    output.line(sentence(paceWords(say, progress)));
  };
  return { told, end: () => undefined };
}

function asBar({ say }: Terminal, live: NonNullable<Terminal['output']['live']>): ProgressShower {
  const told = (progress: SyncProgress): void => {
    const { share, ...words } = paceWords(say, progress);
    const parts = [bar(fractionDone(progress)), sentence({ ...words, share: '' }), shells(progress.pace), share];
    live.show(parts.filter((part) => part !== '').join(' '));
  };
  return { told, end: () => live.clear() };
}

/** What matters most stands first: a narrow terminal cuts the rest off. */
function sentence({ count, rate, left, share }: PaceWords): string {
  return [count, rate, left, share].filter((part) => part !== '').join(', ');
}

function bar(fraction: number | null): string {
  if (fraction === null) return `[${'.'.repeat(barWidth)}]`;
  const full = Math.floor(fraction * barWidth);
  return `[${'#'.repeat(full)}${'-'.repeat(barWidth - full)}]`;
}

/** Of all the shells that Exchange allows: ours in use, those that it may still count, those left to us, and those left to others. */
function shells(pace: Pace | undefined): string {
  if (pace === undefined) return '';
  const { open, lost, most, allowed } = pace.exchange.shells;
  const ours = `${'#'.repeat(open)}${'x'.repeat(lost)}`;
  return `[${`${ours.padEnd(most, '.')}|`.padEnd(allowed + 1, ' ')}]`;
}
