/** Which phone an order is for, and when it is refused. That Exchange carries it out is shown in test/contract/exchange-versions.test.ts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { orderDevice } from '../../../../engine/sync/device-orders.ts';
import type { DeviceOrder } from '../../../../shared/control/device-orders.ts';
import { device, mailbox, mailboxGuid } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;
let opened = 0;

beforeEach(async () => {
  opened = 0;
  house = standInOrganization(3);
  const [phone] = house.exchange.phones;
  if (phone !== undefined) house.exchange.phones.push({ ...phone, mailbox: mailboxGuid(1) });
  await house.newRunner().full({ replaceConnector: false }, never, () => undefined);
});

function order(change: Partial<DeviceOrder>) {
  const openExchange = async () => {
    opened += 1;
    const credentials = { user: 'u', password: '' };
    return { exchange: house.exchange, credentials, width: () => 1, pause: () => 0, close: () => house.exchange.close() };
  };
  const parts = {
    ...house.store,
    clock: house.clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    openExchange,
  };
  return orderDevice(parts, { act: 'forget', device: 'Phone2', confirm: 'Phone2', ...change }, never);
}

describe('an order for one phone (X6, B19)', () => {
  it('is not confirmed by nothing, though the phone has no name', async () => {
    house.exchange.phones.splice(2, 1, device('Phone2', { mailbox: mailboxGuid(2), friendlyName: '' }));
    await house.newRunner().full({ replaceConnector: false }, never, () => undefined);

    await expect(order({ confirm: '' })).rejects.toThrow('device.unconfirmed');
    expect(opened).toBe(0);
  });

  it.each([
    ['one that nobody knows', { device: 'Nobody', confirm: 'Nobody' }, 'device.unknown'],
    ['a part of an id', { device: 'hone2', confirm: 'hone2' }, 'device.unknown'],
    ['the address of its owner', { device: mailbox(2).address, confirm: mailbox(2).address }, 'device.unknown'],
    ['one that is on two mailboxes', { device: 'Phone0', confirm: 'Phone0' }, 'device.ambiguous'],
    ['a confirmation in other letters', { confirm: 'PHONE2' }, 'device.unconfirmed'],
    ['an empty confirmation', { confirm: '' }, 'device.unconfirmed'],
    ['one on a mailbox that has it not', { address: 'other@contoso.test' }, 'device.unknown'],
  ] as const)('is refused for %s, before Exchange is asked', async (_, change, code) => {
    await expect(order(change)).rejects.toThrow(code);
    expect(opened).toBe(0);
  });

  it('is for one of several when its mailbox is named', async () => {
    await expect(order({ device: 'Phone0', confirm: 'Phone0', address: mailbox(1).address })).rejects.toThrow('not for a stand-in');
    expect(opened).toBe(1);
  });
});
