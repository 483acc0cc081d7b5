/** S4: who may enter again is noticed within a minute, by a question about the blocked only. */
import { beforeEach, describe, expect, it } from 'vitest';
import { UnblockWatch } from '../../../../engine/sync/unblock-watch.ts';
import { Failure } from '../../../../shared/errors.ts';
import type { SyncReport } from '../../../../shared/sync-report.ts';
import { enrolment, mailboxGuid, userId } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
let synchronized: SyncReport[];
let opened: number;
let warned: string[];
const never = new AbortController().signal;

function full() {
  return house.newRunner().full({ replaceConnector: false }, never, () => undefined);
}

function newWatch(isBusy = false): UnblockWatch {
  return new UnblockWatch({
    state: house.store.state,
    clock: house.clock,
    log: { info: () => undefined, warn: (_, data) => void warned.push(String(data?.['code'])), error: () => undefined },
    mode: () => house.mode.now,
    isBusy: () => isBusy,
    openDirectory: async () => {
      opened += 1;
      return { directory: house.directory, close: async () => undefined };
    },
    synchronize: async () => void synchronized.push(await full()),
  });
}

/** The person of an odd number enrols the phone, which is compliant from the start. */
function enrol(index: number): void {
  house.directory.enrolments.push(enrolment(`phone${index}`, { id: `m${index}`, userId: userId(index) }));
}

beforeEach(async () => {
  house = standInOrganization(6);
  synchronized = [];
  opened = 0;
  warned = [];
  await full();
});

describe('the watch over blocked devices (S4)', () => {
  it('asks for a synchronization as soon as one may enter, which lets it in', async () => {
    const watch = newWatch();
    expect(await watch.look(never)).toBe(false);
    enrol(1);

    expect(await watch.look(never)).toBe(true);
    expect(synchronized).toMatchObject([{ outcome: 'ok', writes: 1 }]);
    expect(house.exchange.mailboxes.get(mailboxGuid(1))).toMatchObject({ allowedDeviceIds: ['Phone1'], blockedDeviceIds: [] });
    expect(await watch.look(never)).toBe(false);
  });

  it.each([
    ['not compliant', { complianceState: 'noncompliant' }],
    ['not activated', { easActivated: false }],
    ['enrolled by another', { userId: userId(2) }],
    ['about to be retired', { managementState: 'retirePending' }],
  ])('does not stir for a device that is %s', async (_, change) => {
    house.directory.enrolments.push(enrolment('phone1', { id: 'm1', userId: userId(1), ...change }));

    expect(await newWatch().look(never)).toBe(false);
    expect(synchronized).toEqual([]);
  });

  it('asks Intune about nobody while observing, during a synchronization, and when nobody is blocked', async () => {
    enrol(1);
    house.mode.now = 'observe';
    await newWatch().look(never);
    house.mode.now = 'enforce';
    await newWatch(true).look(never);
    for (const index of [1, 3, 5]) enrol(index);
    await full();
    await newWatch().look(never);

    expect(opened).toBe(0);
  });

  it('does not ask again and again for a device whose synchronization was held or failed', async () => {
    const watch = newWatch();
    enrol(1);
    house.exchange.interfere.with = (name) => {
      if (name === 'readRules') throw new Failure('exchange.session-lost');
    };

    expect(await watch.look(never)).toBe(true);
    expect(await watch.look(never)).toBe(false);
    await house.clock.sleep(31 * 60_000);
    expect(await watch.look(never)).toBe(true);
    expect(synchronized).toHaveLength(2);
  });

  it('keeps one sign-in for many looks and gives it up after a failure, of which it tells once', async () => {
    let looks = 0;
    const end = new AbortController();
    const watch = newWatch();
    house.directory.interfere.with = (name) => {
      if (name !== 'devicesOfUsers') return;
      looks += 1;
      if (looks === 6) end.abort();
      if (looks > 3) throw new Failure('intune.unreachable', { retry: 'later' });
    };

    await watch.run(end.signal);

    expect(looks).toBe(6);
    expect(opened).toBe(3);
    expect(warned[0]).toBe('intune.unreachable');
    expect(warned.filter((code) => code === 'intune.unreachable')).toHaveLength(1);
    expect(house.clock.slept.every((milliseconds) => milliseconds === 60_000)).toBe(true);
  });
});
