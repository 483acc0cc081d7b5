/** Taking back what was written (B7). The same against a real engine is shown in test/contract/engine-take-back.test.ts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure, toAppError } from '../../../../shared/errors.ts';
import { mailbox, mailboxGuid } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;

beforeEach(async () => {
  house = standInOrganization(6);
  const theirs = mailbox(2, { allowedDeviceIds: ['Tablet'], blockedDeviceIds: ['Old1'] });
  house.exchange.mailboxes.set(mailboxGuid(2), theirs);
  house.exchange.mailboxes.set(mailboxGuid(3), mailbox(3, { allowedDeviceIds: ['PHONE3'] }));
});

function full() {
  return house.newRunner().full({ replaceConnector: false }, never, () => undefined);
}

function takeBack(signal = never) {
  return house.newRunner().takeBack(signal, () => undefined);
}

function lists() {
  return [...house.exchange.mailboxes.values()].map(({ guid, allowedDeviceIds, blockedDeviceIds }) => ({
    guid,
    allowed: [...allowedDeviceIds],
    blocked: [...blockedDeviceIds],
  }));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'nothing thrown',
    (thrown: unknown) => toAppError(thrown).code,
  );
}

/** A moment that can be waited for. */
function moment() {
  const abort = new AbortController();
  const fired = new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve(), { once: true }));
  return { fired, fire: () => abort.abort() };
}

/** Lets work go on until it has reached the first write, and then waits until it is let go. */
function standstill() {
  const gate = moment();
  const reached = moment();
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

describe('taking back (B7)', () => {
  it('leaves every list as it was before the first run, one call a mailbox, and others in peace', async () => {
    const before = lists();
    await full();
    const written = house.exchange.writes.length;
    expect(lists()).not.toEqual(before);

    expect(await takeBack()).toEqual({ mailboxes: 5, entries: 5 });
    expect(lists()).toEqual(before);
    expect(house.exchange.writes.length).toBe(written + 5);
    expect(house.store.journal.ownMailboxes()).toEqual([]);
    expect(house.store.journal.unsettled()).toEqual([]);
  });

  it('a second time finds nothing to do', async () => {
    await full();
    await takeBack();

    expect(await takeBack()).toEqual({ mailboxes: 0, entries: 0 });
  });

  it('does not touch what somebody else took off meanwhile, nor a mailbox that is gone', async () => {
    await full();
    house.exchange.mailboxes.set(mailboxGuid(0), mailbox(0));
    house.exchange.mailboxes.delete(mailboxGuid(1));

    expect(await takeBack()).toEqual({ mailboxes: 3, entries: 3 });
  });

  it('looks a second time for a mailbox that is said not to be there', async () => {
    await full();
    let left = 1;
    house.exchange.interfere.with = (name) => {
      if (name === 'readMailbox' && left-- > 0) throw new Failure('exchange.not-found');
    };

    expect(await takeBack()).toEqual({ mailboxes: 5, entries: 5 });
    expect(house.store.journal.ownMailboxes()).toEqual([]);
  });

  it('asks nothing of Intune', async () => {
    await full();
    house.directory.interfere.with = () => {
      throw new Failure('intune.unreachable');
    };

    expect(await takeBack()).toEqual({ mailboxes: 5, entries: 5 });
  });

  it.each(['before write', 'after write'])('cut off %s, it finishes the next time without sending a removal twice', async (when) => {
    const before = lists();
    await full();
    const written = house.exchange.writes.length;
    house.exchange.interfere.with = (name) => {
      if (name === when && house.exchange.writes.length === written + 2) throw new Failure('exchange.unreachable');
    };
    expect(await codeOf(takeBack())).toBe('exchange.unreachable');
    house.exchange.interfere.with = () => undefined;

    expect(await takeBack()).toEqual({ mailboxes: 3, entries: 3 });
    expect(lists()).toEqual(before);
    expect(house.exchange.writes.length).toBe(written + 5);
    expect(house.store.journal.unsettled()).toEqual([]);
  });

  it('serves the other mailboxes when one is refused, and then says so', async () => {
    await full();
    let left = 1;
    house.exchange.interfere.with = (name) => {
      left -= name === 'before write' ? 1 : 0;
      if (name === 'before write' && left === 0) throw new Failure('exchange.command-failed');
    };

    expect(await codeOf(takeBack())).toBe('exchange.command-failed');
    expect(house.store.journal.ownMailboxes()).toEqual([mailboxGuid(0)]);
  });

  it('runs alone: neither beside a synchronization nor beside itself', async () => {
    await full();
    const { reached, letGo } = standstill();
    const runner = house.newRunner();
    const back = runner.takeBack(never, () => undefined);
    await reached;

    expect(runner.isRunning()).toBe(true);
    expect(await codeOf(runner.full({ replaceConnector: false }, never, () => undefined))).toBe('engine.busy');
    expect(await codeOf(runner.takeBack(never, () => undefined))).toBe('engine.busy');
    letGo();
    expect((await back).mailboxes).toBe(5);
    expect(runner.isRunning()).toBe(false);
  });

  it('does not begin while a synchronization runs', async () => {
    const { reached, letGo } = standstill();
    const runner = house.newRunner();
    const run = runner.full({ replaceConnector: false }, never, () => undefined);
    await reached;

    expect(await codeOf(runner.takeBack(never, () => undefined))).toBe('engine.busy');
    letGo();
    expect((await run).outcome).toBe('ok');
  });

  it('ends when its asker cancels, and when the engine stops, with the session closed', async () => {
    await full();
    const { reached } = standstill();
    const leaving = new AbortController();
    const cancelled = takeBack(leaving.signal);
    await reached;
    leaving.abort();
    expect(await codeOf(cancelled)).toBe('cancelled');

    const again = standstill();
    const runner = house.newRunner();
    const stopped = runner.takeBack(never, () => undefined);
    const seen = codeOf(stopped);
    await again.reached;
    await runner.stop();
    expect(await seen).toBe('cancelled');
    expect(house.exchange.closed).toBe(3);
    expect(await codeOf(runner.takeBack(never, () => undefined))).toBe('engine.busy');
  });

  it('leaves the last report as it was', async () => {
    const report = await full();
    await takeBack();

    expect(house.store.state.lastReport()).toEqual(report);
  });

  it('of a connector that then synchronizes again writes anew: nothing is hidden from it', async () => {
    const { writes } = await full();
    await takeBack();

    expect((await full()).writes).toBe(writes);
  });
});
