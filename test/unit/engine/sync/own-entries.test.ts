/** For how long an entry that we wrote and no longer see is still taken for ours. */
import { beforeEach, describe, expect, it } from 'vitest';
import { mailboxPatience, replicationPatience } from '../../../../engine/domain/own-entry.ts';
import { Failure } from '../../../../shared/errors.ts';
import { enrolment, mailbox, mailboxGuid, userId } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;

beforeEach(() => {
  house = standInOrganization(6);
});

function full() {
  return house.newRunner().full({ replaceConnector: false }, never, () => undefined);
}

/** Of the first phone, which was compliant. */
function breakCompliance(): void {
  house.directory.enrolments[0] = enrolment('PHONE0', { id: 'm0', userId: userId(0), complianceState: 'noncompliant' });
}

describe('entries of ours (X3)', () => {
  it('go with their mailbox, once it has been gone for longer than Exchange keeps one', async () => {
    await full();
    house.exchange.mailboxes.delete(mailboxGuid(1));

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 0, devices: { total: 5 } });
    expect(house.store.journal.ownEntries(mailboxGuid(1))).toHaveLength(1);
    await house.clock.sleep(mailboxPatience + 1);
    await full();
    expect(house.store.journal.ownEntries(mailboxGuid(1))).toEqual([]);
  });

  it('are taken off again also when their read-back was told that there is no such mailbox', async () => {
    let left = 1;
    house.exchange.interfere.with = (name) => {
      if (name === 'readMailbox' && left-- > 0) throw new Failure('exchange.not-found');
    };
    expect(await full()).toMatchObject({ outcome: 'failed', writes: 6, error: { code: 'sync.write-unconfirmed' } });
    breakCompliance();

    expect(await full()).toMatchObject({ outcome: 'ok', overruled: 0 });
    expect(house.exchange.mailboxes.get(mailboxGuid(0))).toMatchObject({ allowedDeviceIds: [], blockedDeviceIds: ['Phone0'] });
  });

  it('are none, and the run says so, when each write was told that there is no such mailbox though there is', async () => {
    house.exchange.interfere.with = (name) => {
      if (name === 'before write') throw new Failure('exchange.not-found');
    };

    expect(await full()).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'sync.write-unconfirmed' } });
    expect(house.store.journal.ownMailboxes()).toEqual([]);
  });

  it('are taken off again also when a server that had not been told of them was asked when compliance broke', async () => {
    await full();
    house.exchange.mailboxes.set(mailboxGuid(0), mailbox(0));
    breakCompliance();
    await full();
    house.exchange.mailboxes.set(mailboxGuid(0), mailbox(0, { allowedDeviceIds: ['Phone0'], blockedDeviceIds: ['Phone0'] }));

    expect(await full()).toMatchObject({ outcome: 'ok', overruled: 0 });
    expect(house.exchange.mailboxes.get(mailboxGuid(0))).toMatchObject({ allowedDeviceIds: [], blockedDeviceIds: ['Phone0'] });
  });

  it("are somebody else's when they went after every server must have been told of them, and came back", async () => {
    await full();
    await house.clock.sleep(replicationPatience + 1);
    house.exchange.mailboxes.set(mailboxGuid(0), mailbox(0));
    breakCompliance();
    await full();
    house.exchange.mailboxes.set(mailboxGuid(0), mailbox(0, { allowedDeviceIds: ['Phone0'] }));

    expect(await full()).toMatchObject({ outcome: 'ok', overruled: 1 });
    expect(house.exchange.mailboxes.get(mailboxGuid(0))).toMatchObject({ allowedDeviceIds: ['Phone0'], blockedDeviceIds: [] });
  });
});
