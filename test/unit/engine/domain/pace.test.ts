import { describe, expect, it } from 'vitest';
import { afterProgress, expectedOf, rateOf, remainingSeconds, type StageSoFar } from '../../../../engine/domain/pace.ts';
import type { SyncStage } from '../../../../shared/sync-report.ts';

/** Told at these milliseconds, in one stage. */
function told(stage: SyncStage, ...samples: readonly (readonly [at: number, done: number])[]): StageSoFar {
  const start: StageSoFar = { stage: 'connect', samples: [] };
  return samples.reduce<StageSoFar>((before, [at, done]) => afterProgress(before, { stage, done }, at), start);
}

describe('the pace of a stage (B9)', () => {
  it('is what was done since the first of its things was, so that waiting for the first does not count', () => {
    expect(rateOf(told('gather-exchange', [0, 0], [60_000, 200], [62_000, 400], [64_000, 600]), 64_000)).toBe(100);
  });

  it('is not known before a second has gone by, nor before anything is done', () => {
    expect(rateOf(told('write', [0, 1], [900, 500]), 900)).toBeNull();
    expect(rateOf(told('write', [0, 0], [5_000, 0]), 5_000)).toBeNull();
  });

  it('falls while nothing more is told, and forgets what was long ago', () => {
    const fast = told('write', [0, 1], [2_000, 201]);
    expect([rateOf(fast, 2_000), rateOf(fast, 20_000)]).toEqual([100, 10]);
    const slower = told('write', [0, 1], [10_000, 1_001], [35_000, 1_026], [60_000, 1_051]);
    expect(rateOf(slower, 60_000)).toBe(1);
  });

  it('is measured anew in another stage, and when a stage begins anew', () => {
    const began = told('gather-exchange', [0, 100], [2_000, 900], [3_000, 50], [5_000, 70]);
    expect(rateOf(began, 5_000)).toBe(10);
    expect(rateOf(afterProgress(began, { stage: 'write', done: 1 }, 6_000), 6_000)).toBeNull();
  });

  it('keeps few samples, however often it is told, and its rate stays exact', () => {
    const often = Array.from({ length: 20_000 }, (_, index): readonly [number, number] => [index, index + 1]);
    const stage = told('write', ...often);
    expect(stage.samples.length).toBeLessThan(100);
    expect(rateOf(stage, 19_999)).toBeCloseTo(1000, 0);
  });
});

describe('how many there will be, and how long it takes (B9)', () => {
  it.each([
    ['counted', { done: 3, total: 10 }, 99, { count: 10, isEstimate: false }],
    ['as many as last time', { done: 3, total: 0 }, 99, { count: 99, isEstimate: true }],
    ['unknown the first time', { done: 3, total: 0 }, null, null],
    ['unknown when there was nothing last time', { done: 0, total: 0 }, 0, null],
    ['unknown once there are more than last time', { done: 100, total: 0 }, 99, null],
  ] as const)('%s', (_, progress, lastTime, expected) => {
    expect(expectedOf(progress, lastTime)).toEqual(expected);
  });

  it.each([
    [40, { count: 100, isEstimate: false }, 7, 9],
    [100, { count: 100, isEstimate: true }, 7, 0],
    [40, null, 7, null],
    [40, { count: 100, isEstimate: false }, null, null],
    [40, { count: 100, isEstimate: false }, 0, null],
  ] as const)('%i done of %o at %s a second: %s s', (done, expected, rate, seconds) => {
    expect(remainingSeconds(done, expected, rate)).toBe(seconds);
  });
});
