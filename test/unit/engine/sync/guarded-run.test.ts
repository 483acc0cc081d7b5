/** Runs that the guard holds, and what lets them go on. What it holds is shown in test/unit/engine/domain/guard.test.ts. */

import { beforeEach, describe, expect, it } from 'vitest';
import { replicationPatience } from '../../../../engine/domain/own-entry.ts';
import { mailbox, mailboxGuid } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;

beforeEach(() => {
  house = standInOrganization(6);
});

function full(request: { acceptPlan?: string; replaceConnector: boolean } = { replaceConnector: false }) {
  return house.newRunner().full(request, never, () => undefined);
}

describe('the guard (B3)', () => {
  it('holds the run, writes nothing, and lets exactly the shown plan go on', async () => {
    house.limit.percent = 10;

    const held = await full();
    const wrong = await full({ acceptPlan: 'another', replaceConnector: false });
    const accepted = await full({ acceptPlan: held.guard?.plan ?? '', replaceConnector: false });

    expect(held).toMatchObject({
      outcome: 'held',
      writes: 0,
      guard: { newBlocks: 3, devices: 6, limitPercent: 10 },
      devices: { allowed: 6 },
    });
    expect(wrong).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'sync.plan-changed' } });
    expect(accepted).toMatchObject({ outcome: 'ok', writes: 6 });
  });

  it('holds when Intune suddenly lists no device at all, whatever the limit, until the administrator accepts (S2)', async () => {
    house.limit.percent = 100;
    await full();
    house.directory.enrolments.length = 0;

    const held = await full();
    const again = await full();
    const accepted = await full({ acceptPlan: held.guard?.plan ?? '', replaceConnector: false });

    expect(held).toMatchObject({ outcome: 'held', writes: 0, guard: { newBlocks: 3, fall: { before: 3, now: 0 } } });
    expect(again.outcome).toBe('held');
    expect(accepted).toMatchObject({ outcome: 'ok', writes: 3, enrolments: 0 });
    expect((await full()).outcome).toBe('ok');
  });

  it('holds when Exchange suddenly lists no device at all: our allow entries would all go', async () => {
    house.limit.percent = 50;
    await full();
    house.exchange.phones.length = 0;

    expect(await full()).toMatchObject({ outcome: 'held', writes: 0, guard: { newBlocks: 3, devices: 3 } });
    expect([...house.exchange.mailboxes.values()].flatMap((box) => box.allowedDeviceIds)).toHaveLength(3);
  });

  it('even when it holds, it gives up what somebody else took off: put back by him, the entry is his', async () => {
    await full();
    await house.clock.sleep(replicationPatience + 1);
    house.exchange.mailboxes.set(mailboxGuid(1), mailbox(1));
    house.limit.percent = 0;

    expect((await full()).outcome).toBe('held');
    expect(house.store.journal.ownEntries(mailboxGuid(1))).toEqual([]);
  });

  it('does not take an accepted plan for another one that came of it meanwhile', async () => {
    house.limit.percent = 10;
    const held = await full();
    house.directory.enrolments.length = 0;

    expect(await full({ acceptPlan: held.guard?.plan ?? '', replaceConnector: false })).toMatchObject({
      outcome: 'failed',
      error: { code: 'sync.plan-changed' },
    });
    expect(house.exchange.writes).toEqual([]);
  });
});
