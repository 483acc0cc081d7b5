import { describe, expect, it } from 'vitest';
import { progressShower } from '../../../../engine/cli/progress.ts';
import { translator } from '../../../../shared/i18n/translate.ts';
import type { Language } from '../../../../shared/setup/answers.ts';
import type { Pace, SyncProgress } from '../../../../shared/sync-report.ts';

const exchange = { shells: { open: 2, lost: 1, most: 14, allowed: 18 }, sessions: 2, delayPerSecond: 1250, isSlow: false } as const;
const pace: Pace = { perSecond: 12.5, expected: 1000, isEstimate: true, remainingSeconds: 60, exchange };
const reading: SyncProgress = { stage: 'gather-exchange', done: 250, total: 0, pace };

function stage({ language = 'en', json = false, isTerminal = false }: { language?: Language; json?: boolean; isTerminal?: boolean } = {}) {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const live = isTerminal ? { show: write, clear: () => write('cleared') } : undefined;
  const now = { at: 0 };
  const terminal = { output: { line: write, problem: write, live }, say: translator(language), json };
  return { written, now, shower: progressShower(terminal, { elapsed: () => now.at }) };
}

describe('the progress of a synchronization on the command line (B9)', () => {
  it('in a terminal is one line with a bar, the rate, the time left and a picture of the shells, and goes at the end', () => {
    const { written, shower } = stage({ isTerminal: true });
    shower.told(reading);
    shower.end();

    expect(written).toEqual([
      '[###---------] Reading devices from Exchange: 250 of about 1,000, as many as last time, 12.5 per second, about 1 min left in this step [##x...........|    ] Exchange counts 3 of 18 shells for us, 14 at most; sessions at once: 2; it delays us by 1,250 ms each second',
      'cleared',
    ]);
  });

  it('says that it does not know, where it does not', () => {
    const { written, shower } = stage({ isTerminal: true });
    shower.told({ ...reading, pace: { ...pace, perSecond: null, expected: null, isEstimate: false, remainingSeconds: null } });

    expect(written[0]).toContain('[............] Reading devices from Exchange: 250 so far, time left in this step not known [##x');
  });

  it('elsewhere is a line for each stage, and one every ten seconds, in Dutch too', () => {
    const { written, now, shower } = stage({ language: 'nl' });
    for (const at of [0, 9_999, 10_000]) {
      now.at = at;
      shower.told(reading);
    }
    shower.told({ stage: 'guard', done: 0, total: 1, pace: { ...pace, expected: 1, isEstimate: false } });

    expect(written).toHaveLength(3);
    expect(written[0]).toMatch(/^Apparaten .*: 250 van ongeveer 1\.000, zoveel als de vorige keer, 12,5 per seconde, nog ongeveer 1 min/);
    expect(written[2]).not.toContain('voor deze stap');
  });

  it('with --json is the progress itself', () => {
    const { written, shower } = stage({ json: true, isTerminal: true });
    shower.told(reading);

    expect(written.map((line) => JSON.parse(line))).toEqual([{ event: 'progress', ...reading }]);
  });
});
