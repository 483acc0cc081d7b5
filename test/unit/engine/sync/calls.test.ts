import { describe, expect, it } from 'vitest';
import { call, patiently } from '../../../../engine/sync/calls.ts';
import { Failure, toAppError } from '../../../../shared/errors.ts';
import { SteppedClock } from '../../../builders/stand-ins.ts';

const never = new AbortController().signal;

/** Gives up as the adapters do: every signal that fires is "cancelled" to them. */
function silent(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Failure('cancelled', { retry: 'never' })), { once: true });
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'nothing thrown',
    (thrown: unknown) => toAppError(thrown).code,
  );
}

describe('a call to the outside', () => {
  it('that gets no answer in time is a time-out, not something that the administrator cancelled', async () => {
    expect(await codeOf(call(silent, 5, never))).toBe('timeout');
  });

  it('that the administrator leaves is cancelled', async () => {
    const leave = new AbortController();
    const work = call(silent, 60_000, leave.signal);
    leave.abort();

    expect(await codeOf(work)).toBe('cancelled');
  });

  it('is not begun when it is cancelled already', async () => {
    let isBegun = false;
    const work = call(
      async () => {
        isBegun = true;
      },
      60_000,
      AbortSignal.abort(),
    );

    expect(await codeOf(work)).toBe('cancelled');
    expect(isBegun).toBe(false);
  });

  it.each([
    ['exchange.throttled', { seconds: 3 }, 3_000],
    ['intune.throttled', { seconds: 90 }, 90_000],
    ['intune.throttled', {}, 5_000],
    ['exchange.throttled', { seconds: 86_400 }, 300_000],
  ] as const)('that is refused with %s %j is made again after %i milliseconds', async (code, params, slept) => {
    const clock = new SteppedClock();
    let calls = 0;
    const answer = await patiently(
      async () => {
        calls += 1;
        if (calls === 1) throw new Failure(code, { params });
        return 'answer';
      },
      clock,
      never,
    );

    expect({ answer, slept: clock.slept }).toEqual({ answer: 'answer', slept: [slept] });
  });
});
