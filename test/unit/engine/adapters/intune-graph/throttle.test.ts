import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphThrottle } from '../../../../../engine/adapters/intune-graph/throttle.ts';
import { SteppedClock } from '../../../../builders/stand-ins.ts';

const signal = new AbortController().signal;
const get = (path: string) => ({ method: 'GET', url: new URL(path, 'https://graph.test') });
const patch = (path: string) => ({ method: 'PATCH', url: new URL(path, 'https://graph.test') });

const devices = '/v1.0/deviceManagement/managedDevices?$top=1000';
const connectors = '/beta/deviceManagement/exchangeConnectors';
const members = '/v1.0/groups/a/transitiveMembers/microsoft.graph.user?$select=id&$top=999';

/** Sends `count` requests as fast as it is let; the moments at which they went out. */
async function sendAll(request: Parameters<GraphThrottle['admit']>[0][number], count: number, pauses: readonly number[] = []) {
  const clock = new SteppedClock();
  const throttle = new GraphThrottle(clock);
  const moments: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await throttle.admit([request], signal);
    moments.push(clock.elapsed());
    const pause = pauses[index % pauses.length] ?? 0;
    if (pause > 0) await clock.sleep(pause);
  }
  return { moments, slept: clock.slept };
}

function mostWithin(moments: readonly number[], milliseconds: number): number {
  let [start, most] = [0, 0];
  for (const [end, moment] of moments.entries()) {
    while (moment - (moments[start] ?? 0) >= milliseconds) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

describe('the limits of Graph', () => {
  it.each([
    ['devices, any request', get(devices), 2000, 20_000, 1],
    ['devices of one person, any request', get('/v1.0/users/a/managedDevices'), 2000, 20_000, 1],
    ['configuration, any request', get(connectors), 1000, 20_000, 1],
    ['configuration, writes', patch(connectors), 100, 20_000, 1],
    ['directory, in units', get('/v1.0/organization'), 3500, 10_000, 1],
    ['directory, transitive members cost four units when selected', get(members), 3500, 10_000, 4],
    ['directory, people cost two units', get('/v1.0/users'), 3500, 10_000, 2],
  ] as const)('%s: never above in any stretch of time, and not far below', async (_, request, limit, milliseconds, units) => {
    const { moments } = await sendAll(request, Math.ceil((3 * limit) / units));

    const most = mostWithin(moments, milliseconds) * units;
    expect(most).toBeLessThanOrEqual(limit);
    expect(most).toBeGreaterThan(limit * 0.9);
  });

  it('never above, however the requests come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 20 }), async (pauses) => {
        const { moments } = await sendAll(patch(connectors), 400, pauses);
        expect(mostWithin(moments, 20_000)).toBeLessThanOrEqual(100);
      }),
      { numRuns: 30 },
    );
  });

  it('a walk of 200,000 devices is not slowed', async () => {
    expect((await sendAll(get(devices), 200)).slept).toEqual([]);
  });

  it('one class does not use up another', async () => {
    const clock = new SteppedClock();
    const throttle = new GraphThrottle(clock);
    for (let index = 0; index < 50; index += 1) await throttle.admit([patch(connectors)], signal);

    await throttle.admit([get(devices)], signal);

    expect(clock.slept).toEqual([]);
  });
});
