/** Runs that observe (B4). That nothing reaches a real Exchange is shown in test/contract/engine-observe.test.ts. */

import { beforeEach, describe, expect, it } from 'vitest';
import { mailboxPatience } from '../../../../engine/domain/own-entry.ts';
import { Failure } from '../../../../shared/errors.ts';
import type { SyncProgress } from '../../../../shared/sync-report.ts';
import { mailbox, mailboxGuid } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;

beforeEach(() => {
  house = standInOrganization(6);
  house.mode.now = 'observe';
});

function full(onProgress: (progress: SyncProgress) => void = () => undefined) {
  return house.newRunner().full({ replaceConnector: false }, never, onProgress);
}

describe('a run that observes (B4)', () => {
  it('writes nothing, tells what it would do, and shows the decisions', async () => {
    const report = await full();

    expect(report).toMatchObject({
      mode: 'observe',
      outcome: 'ok',
      writes: 0,
      planned: { writes: 6, newBlocks: 3 },
      devices: { total: 6, allowed: 6, blocked: 0, quarantined: 0 },
    });
    expect(report.guard).toBeUndefined();
    expect(house.exchange.writes).toEqual([]);
    expect(house.store.state.devices(0, 10).devices.map(({ wanted }) => wanted)).toEqual([
      'allow',
      'block',
      'allow',
      'block',
      'allow',
      'block',
    ]);
  });

  it('neither guards nor writes nor verifies, whatever the limit', async () => {
    house.limit.percent = 0;
    const stages: string[] = [];

    expect(await full(({ stage }) => void stages.push(stage))).toMatchObject({ outcome: 'ok', planned: { newBlocks: 3 } });
    expect([...new Set(stages)]).toEqual(['connect', 'gather-exchange', 'gather-intune', 'plan', 'report']);
  });

  it('is followed by one that writes exactly what was planned', async () => {
    const observed = await full();
    house.mode.now = 'enforce';
    const enforced = await full();

    expect(enforced).toMatchObject({ mode: 'enforce', outcome: 'ok', writes: observed.planned?.writes });
    expect(enforced.planned).toBeUndefined();
  });

  it('leaves what is known of own entries alone, though somebody took one off and another mailbox is gone', async () => {
    house.mode.now = 'enforce';
    await full();
    house.mode.now = 'observe';
    house.exchange.mailboxes.set(mailboxGuid(0), mailbox(0));
    house.exchange.mailboxes.delete(mailboxGuid(1));
    const run = async () => {
      await house.clock.sleep(mailboxPatience + 1);
      return await full();
    };

    expect(await run()).toMatchObject({ outcome: 'ok', planned: { writes: 1 }, devices: { total: 5 } });
    await run();
    expect(house.store.journal.ownMailboxes()).toHaveLength(6);

    house.mode.now = 'enforce';
    await run();
    await run();
    expect(house.store.journal.ownMailboxes()).toHaveLength(5);
  });

  it('settles what a run that wrote left open', async () => {
    house.mode.now = 'enforce';
    house.exchange.interfere.with = (name) => {
      if (name === 'after write' && house.exchange.writes.length === 3) throw new Failure('exchange.unreachable');
    };
    await full();
    house.exchange.interfere.with = () => undefined;
    house.mode.now = 'observe';

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 0, planned: { writes: 3 } });
    expect(house.store.journal.unsettled()).toEqual([]);
    expect(house.exchange.writes).toHaveLength(3);
  });

  it('tells Intune that it is connected, and no other time than that of the last run that wrote', async () => {
    await full();
    await house.clock.sleep(60_000);
    house.mode.now = 'enforce';
    await full();
    const written = house.directory.reports.at(-1)?.lastSync;
    await house.clock.sleep(60_000);
    house.mode.now = 'observe';
    await full();

    expect(house.directory.reports.map(({ status }) => status)).toEqual(['connected', 'connected', 'connected']);
    expect(house.directory.reports.map(({ lastSync }) => lastSync)).toEqual([null, written, written]);
    expect(written).not.toBeNull();
  });

  it('does not make the guard forget how many enrolments there were when it last wrote', async () => {
    house.mode.now = 'enforce';
    await full();
    house.directory.enrolments.length = 0;
    house.mode.now = 'observe';
    await full();
    house.mode.now = 'enforce';

    expect(await full()).toMatchObject({ outcome: 'held', guard: { fall: { before: 3, now: 0 } } });
  });

  it('gives the guard of the first run that writes something to compare with', async () => {
    await full();
    house.directory.enrolments.length = 0;
    house.mode.now = 'enforce';

    expect(await full()).toMatchObject({ outcome: 'held', guard: { fall: { before: 3, now: 0 } } });
  });

  it('keeps the mode it began with, whatever is configured meanwhile', async () => {
    house.exchange.interfere.with = (name) => {
      if (name === 'readDevices') house.mode.now = 'enforce';
    };

    expect(await full()).toMatchObject({ mode: 'observe', writes: 0 });
    expect(house.exchange.writes).toEqual([]);
  });
});
