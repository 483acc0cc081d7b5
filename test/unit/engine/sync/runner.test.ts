/** The order of calls, with stand-ins for the two ports; that real parts behave so is shown in test/contract/engine-full-sync.test.ts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure, toAppError } from '../../../../shared/errors.ts';
import type { SyncProgress } from '../../../../shared/sync-report.ts';
import { connectorRecord, mailbox, mailboxGuid } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;
const plain = { replaceConnector: false } as const;

beforeEach(() => {
  house = standInOrganization(6);
});

function full(request: { acceptPlan?: string; replaceConnector: boolean } = plain) {
  return house.newRunner().full(request, never, () => undefined);
}

function failOn(call: string, failure: Failure, times = 1) {
  let left = times;
  return (name: string): void => {
    if (name === call && left > 0) {
      left -= 1;
      throw failure;
    }
  };
}

describe('a full synchronization', () => {
  it('writes each mailbox once, allows the compliant and blocks the others, and then nothing more', async () => {
    const first = await full();
    const second = await full();

    expect(first).toMatchObject({
      outcome: 'ok',
      writes: 6,
      added: 6,
      removed: 0,
      devices: { total: 6, allowed: 3, blocked: 3, quarantined: 0 },
    });
    expect(house.exchange.writes.map(({ allowAdd, blockAdd }) => [...allowAdd, '|', ...blockAdd].join(' '))).toEqual([
      'Phone0 |',
      '| Phone1',
      'Phone2 |',
      '| Phone3',
      'Phone4 |',
      '| Phone5',
    ]);
    expect(second).toMatchObject({ outcome: 'ok', writes: 0 });
    expect(house.exchange.writes.length).toBe(6);
    expect(house.exchange.closed).toBe(2);
  });

  it.each(['readRules', 'readMailboxes', 'readDevices'])('writes nothing when %s fails', async (call) => {
    house.exchange.interfere.with = failOn(call, new Failure('exchange.command-failed'));

    expect(await full()).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'exchange.command-failed' } });
    expect(house.exchange.writes).toEqual([]);
    expect(house.exchange.closed).toBe(1);
  });

  it('writes nothing when the walk over Intune breaks off', async () => {
    house.directory.interfere.with = failOn('walkDevices', new Failure('intune.walk-incomplete'));

    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'intune.walk-incomplete' } });
    expect(house.exchange.writes).toEqual([]);
  });

  it('goes on when the record in Intune is refused, and says so', async () => {
    house.directory.interfere.with = failOn('reportConnector', new Failure('intune.permission-missing'));

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, cloudRecord: false });
  });

  it('changes nothing while another machine holds the connection, and takes over when told to (W7)', async () => {
    house.directory.record = connectorRecord({ connectorServer: 'THERE' });

    expect(await full()).toMatchObject({
      outcome: 'failed',
      writes: 0,
      error: { code: 'connector.exists', params: { connectorServer: 'THERE' } },
    });
    expect(await full({ replaceConnector: true })).toMatchObject({ outcome: 'ok', writes: 6, cloudRecord: true });
  });

  it('waits as long as Exchange asks, and sends the refused write again', async () => {
    house.exchange.interfere.with = failOn('before write', new Failure('exchange.throttled', { params: { seconds: 7 } }), 2);

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6 });
    expect(house.clock.slept).toEqual([7000, 7000]);
    expect(house.exchange.writes.length).toBe(6);
  });

  it('B9: asks for a list again that Exchange refused before it began, after the wait', async () => {
    house.exchange.interfere.with = failOn('readMailboxes', new Failure('exchange.throttled', { params: { seconds: 7 } }), 2);

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, devices: { total: 6 } });
    expect(house.clock.slept).toEqual([7000, 7000]);
  });

  it('B9: reads everything again, after the wait, when Exchange broke off a list', async () => {
    house.exchange.interfere.with = failOn('readDevices', new Failure('exchange.throttled', { params: { seconds: 7 } }), 2);

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, devices: { total: 6 } });
    expect(house.clock.slept).toEqual([7000, 7000]);
  });

  it('gives up a list that Exchange breaks off time and again, and writes nothing', async () => {
    house.exchange.interfere.with = failOn('readDevices', new Failure('exchange.throttled', { params: { seconds: 7 } }), 1000);

    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'exchange.throttled' } });
    expect(house.exchange.writes).toEqual([]);
  });

  it('gives up when Exchange does nothing but ask to wait', async () => {
    house.exchange.interfere.with = failOn('readRules', new Failure('exchange.throttled'), 1000);

    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'exchange.throttled' } });
    expect(house.clock.slept.length).toBe(8);
  });

  it('serves the other mailboxes when one is refused, and reports it', async () => {
    house.exchange.interfere.with = failOn('before write', new Failure('exchange.command-failed'));

    const report = await full();

    expect(report).toMatchObject({ outcome: 'failed', writes: 5, error: { code: 'exchange.command-failed' } });
    expect((await full()).writes).toBe(1);
  });

  it('reports a write that Exchange took but does not show', async () => {
    house.exchange.interfere.with = (name) => {
      const last = house.exchange.writes.at(-1);
      if (name === 'after write' && house.exchange.writes.length === 1 && last !== undefined)
        house.exchange.mailboxes.set(last.mailbox, mailbox(0));
    };

    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'sync.write-unconfirmed' } });
    // Another server may show it later: the next run looks first.
    expect(house.store.journal.unsettled()).toHaveLength(1);
    expect(await full()).toMatchObject({ outcome: 'ok', writes: 1 });
    expect(house.store.journal.unsettled()).toEqual([]);
  });
});

describe('after a crash (S5)', () => {
  it.each([
    ['before Exchange carried it out', 'before write', 6],
    ['after Exchange carried it out', 'after write', 6],
  ])('cut off %s, no write is sent twice and every entry is known as ours', async (_, call, total) => {
    house.exchange.interfere.with = (name) => {
      if (name === call && house.exchange.writes.length === (call === 'after write' ? 3 : 2)) throw new Failure('exchange.unreachable');
    };
    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'exchange.unreachable' } });
    house.exchange.interfere.with = () => undefined;

    const report = await full();

    expect(report.outcome).toBe('ok');
    expect(house.exchange.writes.length).toBe(total);
    expect(new Set(house.exchange.writes.map((change) => change.mailbox)).size).toBe(total);
    expect(house.store.journal.unsettled()).toEqual([]);
    for (let index = 0; index < 6; index += 1) expect(house.store.journal.ownEntries(mailboxGuid(index))).toHaveLength(1);
  });
});

/** A moment that can be waited for. */
function signalled() {
  const moment = new AbortController();
  const fired = new Promise<void>((resolve) => moment.signal.addEventListener('abort', () => resolve(), { once: true }));
  return { fired, fire: () => moment.abort() };
}

describe('the runner', () => {
  /** A run that stands still in its first write until it is let go or cancelled. */
  function standstill() {
    const gate = signalled();
    const reached = signalled();
    house.exchange.interfere.with = async (name, signal) => {
      if (name !== 'before write') return;
      reached.fire();
      await Promise.race([
        gate.fired,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
      ]);
    };
    return { reached: reached.fired, letGo: gate.fire };
  }

  it('lets a second request join the run under way', async () => {
    const { reached, letGo } = standstill();
    const runner = house.newRunner();
    const first = runner.full(plain, never, () => undefined);
    await reached;
    const seen: SyncProgress[] = [];
    const second = runner.full(plain, never, (progress) => void seen.push(progress));
    letGo();

    expect(await second).toEqual(await first);
    expect(house.exchange.writes.length).toBe(6);
    expect(seen[0]?.stage).toBe('write');
    expect(runner.isRunning()).toBe(false);
  });

  it('does not end a run that somebody else still wants', async () => {
    const { reached, letGo } = standstill();
    const runner = house.newRunner();
    const first = runner.full(plain, never, () => undefined);
    await reached;
    const leaving = new AbortController();
    const second = runner.full(plain, leaving.signal, () => undefined);
    leaving.abort();

    expect(toAppError(await second.catch((error: unknown) => error)).code).toBe('cancelled');
    letGo();
    expect((await first).outcome).toBe('ok');
  });

  it('ends a run that nobody wants any more, closes the session and begins no further write', async () => {
    const { reached } = standstill();
    const leaving = new AbortController();
    const run = house.newRunner().full(plain, leaving.signal, () => undefined);
    await reached;
    leaving.abort();

    expect(await run).toMatchObject({ outcome: 'cancelled', writes: 0 });
    expect(house.exchange.writes).toEqual([]);
    expect(house.exchange.closed).toBe(1);
  });

  it('refuses to take over a connection by joining a run that may not', async () => {
    const { reached, letGo } = standstill();
    const runner = house.newRunner();
    const first = runner.full(plain, never, () => undefined);
    await reached;

    await expect(runner.full({ replaceConnector: true }, never, () => undefined)).rejects.toMatchObject({
      error: { code: 'engine.busy' },
    });
    letGo();
    await first;
  });

  it('refuses to accept a plan while a run is under way', async () => {
    const { reached, letGo } = standstill();
    const runner = house.newRunner();
    const first = runner.full(plain, never, () => undefined);
    await reached;

    await expect(runner.full({ ...plain, acceptPlan: 'p' }, never, () => undefined)).rejects.toMatchObject({
      error: { code: 'engine.busy' },
    });
    letGo();
    await first;
  });

  it('stops politely: the run ends, its session is closed, no other begins', async () => {
    const { reached } = standstill();
    const runner = house.newRunner();
    const run = runner.full(plain, never, () => undefined);
    await reached;
    await runner.stop();

    expect((await run).outcome).toBe('cancelled');
    expect(house.exchange.closed).toBe(1);
    await expect(runner.full(plain, never, () => undefined)).rejects.toMatchObject({ error: { code: 'engine.busy' } });
  });
});
