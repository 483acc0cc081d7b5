/** B9 over the control channel and on the command line: how fast a running synchronization goes, how long it takes, what it uses of Exchange. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type SyncProgress, syncProgressSchema } from '../../shared/sync-report.ts';
import { type EngineStage, mailboxWrites, raiseEngineStage, until } from '../builders/engine-stage.ts';
import { faultSchema } from '../simulators/faults.ts';

let stage: EngineStage;

beforeEach(async () => {
  stage = await raiseEngineStage({ devices });
});

afterEach(() => stage.stop());

const devices = 30;
/** Exchange holds back each change of a mailbox, and says so. */
const delay = 200;

const lineSchema = z.looseObject({ event: z.literal('progress') });

function slowDown(): void {
  const effect = { kind: 'micro-delay', milliseconds: delay };
  stage.rehearsal.exchange.faults.add(faultSchema.parse({ side: 'exchange', match: 'Set-CASMailbox', count: null, effect }));
}

const of = (all: readonly SyncProgress[], name: SyncProgress['stage']) =>
  all.flatMap(({ stage: its, done, pace }) => (its === name && pace !== undefined ? [{ done, ...pace }] : []));

describe('the pace of a running synchronization (B9)', { timeout: 180_000 }, () => {
  it('is told with each progress, in the status and on the command line: rate, time left where it is known, and the share of what Exchange allows', async () => {
    slowDown();
    const { connection } = await stage.start();
    const told: SyncProgress[] = [];
    const first = connection.call('syncFull', {}, { onProgress: (progress) => void told.push(progress) });
    await until(() => mailboxWrites(stage).length >= 8, 'the eighth write');
    const during = await connection.call('status', {});
    const report = await first;
    stage.rehearsal.exchange.faults.clear();
    const asObjects = stage.spawn(['sync', 'full', '--json']);
    await asObjects.ended;
    const asLines = stage.spawn(['sync', 'full']);
    await asLines.ended;
    const after = await connection.call('status', {});

    const [writing, last] = [during.running, of(told, 'write').at(-1)];
    expect(writing?.stage).toBe('write');
    expect(writing?.pace).toMatchObject({
      expected: report.writes,
      isEstimate: false,
      exchange: { shells: { open: 1, lost: 0, allowed: 18 } },
    });
    expect(writing?.pace?.exchange.delayPerSecond).toBeGreaterThan(0);
    expect(writing?.pace?.perSecond).toBeGreaterThan(0);
    expect(writing?.pace?.perSecond).toBeLessThan(1000 / delay);
    expect(writing?.pace?.remainingSeconds).toBeGreaterThan(0);
    expect(last).toMatchObject({ done: report.writes, remainingSeconds: 0 });
    // Nobody knew how many devices there are; now there are as many as last time.
    expect(of(told, 'gather-exchange').at(-1)).toMatchObject({ done: devices, expected: null, remainingSeconds: null });
    const again = progressIn(asObjects.output());
    expect(of(again, 'gather-exchange').at(-1)).toMatchObject({ done: devices, expected: devices, isEstimate: true });
    expect(asLines.output()).toMatch(
      /^Reading devices from Exchange.*, Exchange counts 1 of 18 shells for us, 14 at most; sessions at once: 1;/m,
    );
    expect(after.running).toBeNull();
    expect(after.exchangeLoad?.shells.open).toBe(0);
  });
});

function progressIn(output: string): readonly SyncProgress[] {
  const objects: readonly unknown[] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return objects.flatMap((one) => {
    const line = lineSchema.safeParse(one);
    if (!line.success) return [];
    const { event: _, ...progress } = line.data;
    return [syncProgressSchema.parse(progress)];
  });
}
