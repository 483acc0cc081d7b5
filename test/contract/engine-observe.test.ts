import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineConnection } from '../../shared/host/control-client.ts';
import { type EngineStage, mailboxWrites, personalLists, raiseEngineStage } from '../builders/engine-stage.ts';
import { expectedEntries } from '../simulators/exchange/expectation.ts';

let stage: EngineStage;

beforeEach(async () => {
  stage = await raiseEngineStage();
});

afterEach(() => stage.stop());

async function decisions(connection: EngineConnection) {
  const { devices } = await connection.call('devices', {});
  return new Map(
    devices.map(({ mailbox, deviceId, wanted, reason, intended }) => [`${mailbox} ${deviceId}`, { wanted, reason, intended }]),
  );
}

describe('an engine that observes (B4)', { timeout: 180_000 }, () => {
  it('writes nothing and decides as one that enforces, which it becomes by a reload', async () => {
    stage.configure(0, 'observe');
    const { connection } = await stage.start();
    const untouched = personalLists(stage);

    const observed = await connection.call('syncFull', {});
    const decided = await decisions(connection);
    const writesWhenObserving = mailboxWrites(stage).length;
    const listsWhenObserving = personalLists(stage);
    const status = await connection.call('status', {});
    stage.configure(100, 'enforce');
    const reloaded = await connection.call('reload', {});
    const enforced = await connection.call('syncFull', {});

    expect(observed).toMatchObject({ mode: 'observe', outcome: 'ok', writes: 0, added: 0, removed: 0, devices: { total: 60 } });
    expect(writesWhenObserving).toBe(0);
    expect(listsWhenObserving).toEqual(untouched);
    expect([status.mode, reloaded.mode]).toEqual(['observe', 'enforce']);
    expect(observed.planned?.newBlocks).toBeGreaterThan(0);
    expect(enforced).toMatchObject({ mode: 'enforce', outcome: 'ok', writes: observed.planned?.writes });
    expect(mailboxWrites(stage).length).toBe(enforced.writes);
    expect(personalLists(stage)).toEqual(expectedEntries(stage.rehearsal.organization, stage.rehearsal.exchange.state.foreignEntries));
    expect(await decisions(connection)).toEqual(decided);
  });

  it('tells Intune that it is connected and of no synchronization', async () => {
    stage.configure(100, 'observe');
    const { connection } = await stage.start();
    await connection.call('syncFull', {});

    const records = stage.rehearsal.requestLog
      .entries()
      .flatMap((entry) =>
        entry.side === 'intune' && entry.method !== 'GET' && entry.url.includes('/exchangeConnectors') ? [entry.body] : [],
      );
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).toContain('connected');
    expect(JSON.stringify(records)).not.toContain('lastSyncDateTime');
  });

  it.each([
    ['en', 'Observing: nothing was written. Mailboxes it would change: ', 'Mode: observing, nothing is written to Exchange'],
    ['nl', 'Alleen waarnemen: er is niets geschreven. Postvakken die zouden wijzigen: ', 'Modus: alleen waarnemen'],
  ] as const)('says so on the command line (%s)', async (language, summary, mode) => {
    stage.configure(100, 'observe', language);
    await stage.start();
    const sync = stage.spawn(['sync', 'full']);
    const exit = await sync.ended;
    const status = stage.spawn(['status']);
    await status.ended;

    expect(exit).toBe(0);
    expect(sync.output()).toContain(summary);
    expect(status.output()).toContain(mode);
    expect(status.output()).toContain(summary);
  });
});
