/** What a run does when its session is lost, and with several at once, with stand-ins for the two ports; for real in test/contract/exchange-servers.test.ts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../shared/errors.ts';
import { device, mailboxGuid } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;

beforeEach(() => {
  house = standInOrganization(6);
});

function full() {
  return house.newRunner().full({ replaceConnector: false }, never, () => undefined);
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

describe('a session that is lost in the middle (X4)', () => {
  const lost = new Failure('exchange.session-lost');

  it.each(['readRules', 'readMailboxes', 'readDevices'])('reads Exchange anew from the beginning when it is lost in %s', async (call) => {
    const ghost = device('Ghost', { mailbox: mailboxGuid(0) });
    house.exchange.phones.unshift(ghost);
    let left = 1;
    house.exchange.interfere.with = (name) => {
      left -= name === call ? 1 : 0;
      if (name !== call || left < 0) return;
      house.exchange.phones.splice(house.exchange.phones.indexOf(ghost), 1);
      throw lost;
    };

    // What was gone by the second reading is not planned, though the first one had shown it.
    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, devices: { total: 6 } });
  });

  it('gives up when it is lost again and again, and writes nothing', async () => {
    house.exchange.interfere.with = failOn('readDevices', lost, 3);

    expect(await full()).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'exchange.session-lost' } });
    expect(house.exchange.writes).toEqual([]);
  });

  it('counts a write in doubt as done when Exchange shows it, and never sends it again', async () => {
    house.exchange.interfere.with = failOn('after write', lost);

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, added: 6 });
    expect(house.exchange.writes).toHaveLength(6);
    expect(house.store.journal.ownEntries(mailboxGuid(0))).toHaveLength(1);
  });

  it('leaves a write that did not arrive to the next run, and says so', async () => {
    house.exchange.interfere.with = failOn('before write', lost);

    expect(await full()).toMatchObject({ outcome: 'failed', writes: 5, error: { code: 'sync.write-unconfirmed' } });
    expect(house.exchange.writes).toHaveLength(5);
    expect(await full()).toMatchObject({ outcome: 'ok', writes: 1 });
  });
});

describe('several calls at once (X5)', () => {
  it('has as many changes under way as there may be, each mailbox once', async () => {
    house.width.now = 3;
    let under = 0;
    let most = 0;
    house.exchange.interfere.with = async (name) => {
      under += name === 'before write' ? 1 : 0;
      most = Math.max(most, under);
      await Promise.resolve();
      under -= name === 'after write' ? 1 : 0;
    };

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6 });
    expect(most).toBe(3);
    expect(new Set(house.exchange.writes.map(({ mailbox: guid }) => guid)).size).toBe(6);
  });

  it('begins nothing more after a failure, and waits for what is under way', async () => {
    house.width.now = 2;
    house.exchange.interfere.with = failOn('before write', new Failure('exchange.unreachable'));

    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'exchange.unreachable' } });
    expect(house.exchange.writes).toHaveLength(1);
    expect(house.exchange.closed).toBe(1);
  });

  it('waits before each change in the hours in which it goes slower (B9)', async () => {
    house.width.pause = 500;
    await full();

    expect(house.clock.slept).toEqual([500, 500, 500, 500, 500, 500]);
  });
});
