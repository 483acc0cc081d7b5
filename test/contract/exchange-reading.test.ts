/** Reads larger than what PowerShell holds (2,000 objects): a consumer that is slow, or gives up, must not bring the read to a standstill. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FrameParser } from '../../engine/adapters/exchange-powershell/frames.ts';
import type { ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import { faultSchema } from '../simulators/faults.ts';
import { collect, powershells, type Stage, setStage } from './exchange-fixture.ts';

const patience = AbortSignal.timeout(600_000);
const devices = 6000;
/** One batch that is worked on, and the one that was asked for meanwhile. */
const heldAtMost = 2 * 500;

describe.each(powershells())('a read of 6,000 partnerships on $name', { timeout: 180_000 }, ({ path }) => {
  let stage: Stage;
  let gateway: ExchangeGateway;

  beforeAll(async () => {
    stage = await setStage(devices);
    gateway = stage.gateway(path);
    await gateway.connect(stage.credentials, patience);
    await collect(gateway.readMailboxes(patience));
  });

  afterAll(async () => {
    await gateway.close();
    await stage.simulator.stop();
  });

  it('comes whole to a consumer slower than Exchange, none twice', async () => {
    const seen: string[] = [];
    for await (const batch of gateway.readDevices(patience)) {
      if (seen.length === 0) await setTimeout(3000);
      seen.push(...batch.map((device) => device.guid));
    }

    expect(seen).toHaveLength(devices);
    expect(new Set(seen).size).toBe(devices);
  });

  it(`is never pushed on Node, which holds ${heldAtMost} objects at most while its consumer stands still`, async () => {
    const taken = watchRecords();
    let [consumed, held] = [0, 0];
    for await (const batch of gateway.readDevices(patience)) {
      if (consumed < 2 * heldAtMost) await setTimeout(1500);
      held = Math.max(held, taken.records() - consumed);
      consumed += batch.length;
    }
    taken.end();

    expect([consumed, taken.records()]).toEqual([devices, devices]);
    expect(held).toBeLessThanOrEqual(heldAtMost);
    expect(held).toBeGreaterThan(500);
  });

  it('can be given up while Exchange waits for room; the next question is answered', async () => {
    for await (const batch of gateway.readDevices(patience)) {
      await setTimeout(3000);
      expect(batch.length).toBeLessThan(devices);
      break;
    }

    expect(await gateway.readRules(patience)).toMatchObject({ defaultLevel: 'quarantine' });
    expect(stage.simulator.sessions()).toBe(1);
  });

  it('X2 is no whole when Exchange warns that there is more, and the session can be used further', async () => {
    const effect = { kind: 'truncated', after: 3000, isWarned: true };
    stage.simulator.faults.add(faultSchema.parse({ side: 'exchange', match: 'Get-MobileDevice', effect }));

    await expect(collect(gateway.readDevices(patience))).rejects.toMatchObject({
      error: { code: 'exchange.reply-invalid', retry: 'later' },
    });
    expect(await collect(gateway.readDevices(patience))).toHaveLength(devices);
  });
});

/** Counts the records of whole replies as they come from PowerShell. */
function watchRecords(): { records(): number; end(): void } {
  let count = 0;
  const push = FrameParser.prototype.push;
  const watch = vi.spyOn(FrameParser.prototype, 'push').mockImplementation(function (this: FrameParser, text) {
    const replies = push.call(this, text);
    count += replies.reduce((sum, { records }) => sum + records.length, 0);
    return replies;
  });
  return { records: () => count, end: () => watch.mockRestore() };
}
