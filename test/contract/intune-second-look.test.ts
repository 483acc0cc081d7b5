/** A whole synchronization of the engine's core over the real directory and the simulated Intune; Exchange is a stand-in that counts writes. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mailboxGuidSchema } from '../../shared/ids.ts';
import { device, mailbox } from '../builders/domain.ts';
import { standInOrganization } from '../builders/stand-ins.ts';
import { type IntuneFixture, signal, startIntune, walk } from './intune-fixture.ts';

let intune: IntuneFixture;
let house: ReturnType<typeof standInOrganization>;

beforeEach(async () => {
  intune = await startIntune();
  house = standInOrganization(0);
  for (const person of intune.organization.people()) {
    const guid = mailboxGuidSchema.parse(person.mailboxGuid);
    house.exchange.mailboxes.set(guid, mailbox(1, { guid, address: person.primarySmtpAddress }));
  }
  for (const phone of intune.organization.phones()) {
    const owner = mailboxGuidSchema.parse(intune.organization.ownerOf(phone).mailboxGuid);
    house.exchange.phones.push(device(phone.easDeviceId, { mailbox: owner, type: phone.deviceType, model: phone.model }));
  }
});

afterEach(async () => {
  await intune.stop();
});

const full = () => house.newRunner(intune.directory).full({ replaceConnector: false }, signal(), () => undefined);

it('row renamed between pages: the list skips it, the second look finds it, and its owner keeps access (S5)', async () => {
  const enrolled = (await walk(intune.directory)).length;
  expect(await full()).toMatchObject({ outcome: 'ok' });
  intune.fault({ kind: 'rename', outcome: 'skipped' });
  expect(await walk(intune.directory)).toHaveLength(enrolled - 1);
  intune.fault({ kind: 'rename', outcome: 'skipped' });

  expect(await full()).toMatchObject({ outcome: 'ok', writes: 0 });
  expect(house.store.cloud.walkedDevices()).toBe(enrolled);
});

it('a walk that fails leaves the last one, its cursor and every access as they were', async () => {
  await full();
  const kept = house.store.cloud.gathered();
  const writes = house.exchange.writes.length;
  intune.fault({ kind: 'damage', how: 'repeated-link' }, { skip: 2 });

  expect(await full()).toMatchObject({ outcome: 'failed', writes: 0 });
  expect(house.store.cloud.gathered()).toEqual(kept);
  expect(house.exchange.writes).toHaveLength(writes);
  if (kept?.cursor === null || kept === null) throw new Error('no cursor was kept');
  expect(await intune.directory.changes(kept.cursor, signal())).toMatchObject({ kind: 'changes' });
});
