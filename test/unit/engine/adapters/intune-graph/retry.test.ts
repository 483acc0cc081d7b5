import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempt, retryAfter, withRetries } from '../../../../../engine/adapters/intune-graph/retry.ts';
import { Failure } from '../../../../../shared/errors.ts';
import type { Clock } from '../../../../../shared/host/clock.ts';

const now = new Date('2026-11-20T10:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['whole seconds', '7', 7000],
    ['decimal seconds', '2.128', 2128],
    ['a date to come', 'Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['a date that has passed', 'Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['nothing', undefined, null],
    ['no number and no date', 'soon', null],
    ['a negative number', '-5', null],
    ['an empty text', '', null],
  ])('%s', (_, header, milliseconds) => {
    expect(retryAfter(header, now)).toBe(milliseconds);
  });

  it('a date is by the clock of the service, which need not be ours', () => {
    expect(retryAfter('Fri, 20 Nov 2026 13:00:30 GMT', now, 'Fri, 20 Nov 2026 13:00:00 GMT')).toBe(30_000);
    expect(retryAfter('Fri, 20 Nov 2026 07:00:30 GMT', now, 'Fri, 20 Nov 2026 07:00:00 GMT')).toBe(30_000);
  });

  it('never gives a negative wait or NaN, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfter(header, now);
        expect(wait === null || wait >= 0).toBe(true);
      }),
    );
  });
});

function recording(waits: number[]): Clock {
  return { now: () => now, elapsed: () => 0, sleep: async (milliseconds) => void waits.push(milliseconds) };
}

async function run(outcomes: readonly Attempt<string>[]) {
  const waits: number[] = [];
  let turn = 0;
  const attempt = async (): Promise<Attempt<string>> => {
    turn += 1;
    return outcomes[Math.min(turn, outcomes.length) - 1] ?? { value: '' };
  };
  const result = await withRetries(attempt, recording(waits), new AbortController().signal).catch((thrown: unknown) => thrown);
  return { result, waits, attempts: turn };
}

const failure = new Failure('intune.throttled');

describe('asking again', () => {
  it('stops at the first value', async () => {
    expect(await run([{ failure, wait: 10 }, { value: 'yes' }])).toEqual({ result: 'yes', waits: [10], attempts: 2 });
  });

  it('gives up after four attempts with the last failure', async () => {
    expect(await run([{ failure, wait: 5 }])).toEqual({ result: failure, waits: [5, 5, 5], attempts: 4 });
  });

  it('does not ask again when that makes no sense, or when the wait is longer than a minute', async () => {
    expect(await run([{ failure, wait: undefined }])).toMatchObject({ result: failure, attempts: 1 });
    expect(await run([{ failure, wait: 60_001 }])).toMatchObject({ result: failure, attempts: 1, waits: [] });
  });

  it('waits longer each time when the service does not say how long', async () => {
    const { waits } = await run([{ failure, wait: null }]);

    expect(waits).toHaveLength(3);
    waits.forEach((wait, turn) => {
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** turn);
      expect(wait).toBeLessThanOrEqual(500 * 2 ** turn);
    });
  });
});
