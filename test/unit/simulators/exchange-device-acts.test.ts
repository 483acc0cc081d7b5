import { describe, expect, it } from 'vitest';
import { at } from '../../simulators/world/random.ts';
import { exchangeWith } from './exchange-place.ts';

const unlimited = { ResultSize: 'Unlimited' } as const;

function place(devices = 20) {
  const exchange = exchangeWith(devices);
  const phone = exchange.organization.phone(0);
  const statistics = () => at(exchange.objects('Get-MobileDeviceStatistics', { Identity: phone.partnershipGuid }), 0);
  return { ...exchange, phone, statistics };
}

describe('wiping a phone', () => {
  it('is asked for, goes out at its next contact, and is acknowledged at the one after', () => {
    const { run, organization, statistics, phone } = place();
    expect(statistics()).toMatchObject({ Status: 'DeviceOk', DeviceWipeRequestTime: null });

    run('Clear-MobileDevice', { Identity: phone.partnershipGuid });
    expect(statistics()).toMatchObject({
      Status: 'DeviceWipePending',
      DeviceWipeSentTime: null,
      LastDeviceWipeRequestor: 'CONTOSO\\administrator',
    });
    expect(statistics()['DeviceWipeRequestTime']).not.toBeNull();

    organization.contact(0);
    expect(statistics()).toMatchObject({ Status: 'DeviceWipePending', DeviceWipeSentTime: expect.any(String), DeviceWipeAckTime: null });

    organization.contact(0);
    expect(statistics()).toMatchObject({ Status: 'DeviceWipeSucceeded', DeviceWipeAckTime: expect.any(String) });
  });

  it('can be taken back until the phone was told', () => {
    const { run, errorId, organization, statistics, phone } = place();
    run('Clear-ActiveSyncDevice', { Identity: phone.partnershipGuid });
    run('Clear-ActiveSyncDevice', { Identity: phone.partnershipGuid, Cancel: true });
    expect(statistics()['Status']).toBe('DeviceOk');

    run('Clear-ActiveSyncDevice', { Identity: phone.partnershipGuid });
    organization.contact(0);

    expect(errorId('Clear-ActiveSyncDevice', { Identity: phone.partnershipGuid, Cancel: true })).toBe('InvalidOperationException');
    expect(statistics()['Status']).toBe('DeviceWipePending');
  });

  it('of the account only is told apart, and refused for a phone that cannot do it', () => {
    const { run, errorId, organization, statistics, phone } = place(80);
    const computer = organization.phones().find(({ operatingSystem }) => operatingSystem === 'Windows');

    run('Clear-MobileDevice', { Identity: phone.partnershipGuid, AccountOnly: true });

    expect(statistics()).toMatchObject({ AccountOnlyDeviceWipeRequestTime: expect.any(String), DeviceWipeRequestTime: null });
    expect(errorId('Clear-MobileDevice', { Identity: computer?.partnershipGuid ?? '', AccountOnly: true })).toBe('DataValidationException');
  });

  it('or removing never falls into the trap: what is not there is an error, and nothing happens to the others', () => {
    const { errorId, objects } = place();

    for (const cmdlet of ['Clear-ActiveSyncDevice', 'Clear-MobileDevice', 'Remove-ActiveSyncDevice', 'Remove-MobileDevice']) {
      expect(errorId(cmdlet, { Identity: '11111111-2222-4333-a444-555555555555' })).toBe('ManagementObjectNotFoundException');
      expect(errorId(cmdlet, { Identity: '' })).toBe('ParameterArgumentValidationErrorEmptyStringNotAllowed');
    }
    expect(objects('Get-MobileDevice', unlimited)).toHaveLength(20);
  });
});

describe('removing a partnership', () => {
  it('takes it out of every list, until the phone comes again as a new one', () => {
    const { run, objects, errorId, organization, phone } = place();
    const owner = organization.ownerOf(phone).mailboxGuid;
    run('Remove-MobileDevice', { Identity: phone.partnershipGuid });

    expect(objects('Get-MobileDevice', unlimited)).toHaveLength(19);
    expect(objects('Get-MobileDevice', { Mailbox: owner }).map(({ Guid }) => Guid)).not.toContain(phone.partnershipGuid);
    expect(errorId('Get-MobileDeviceStatistics', { Identity: phone.partnershipGuid })).toBe('ManagementObjectNotFoundException');

    organization.contact(0);
    const again = objects('Get-MobileDevice', { Mailbox: owner }).find(({ DeviceId }) => DeviceId === phone.easDeviceId);
    expect(again?.['Guid']).not.toBe(phone.partnershipGuid);
    expect(Date.parse(String(again?.['FirstSyncTime']))).toBeGreaterThan(Date.parse(phone.firstSync));
  });

  it('of the last phone of a mailbox changes HasActiveSyncDevicePartnership', () => {
    const { run, objects, organization } = place();
    const person = organization.people().find(({ index }) => organization.phonesOf(index).length === 1);
    const [only] = organization.phonesOf(person?.index ?? -1);
    run('Remove-ActiveSyncDevice', { Identity: only?.partnershipGuid ?? '' });

    expect(objects('Get-CASMailbox', { Identity: person?.mailboxGuid ?? '' })).toMatchObject([{ HasActiveSyncDevicePartnership: false }]);
    expect(objects('Get-Recipient', { Identity: person?.mailboxGuid ?? '' })).toMatchObject([{ HasActiveSyncDevicePartnership: false }]);
  });
});

describe('statistics', () => {
  it('are of one device or of one mailbox, with names of their own for what devices have too', () => {
    const { objects, organization, phone, directory } = place();
    const byMailbox = objects('Get-ActiveSyncDeviceStatistics', { Mailbox: organization.ownerOf(phone).primarySmtpAddress });
    const byName = objects('Get-ActiveSyncDeviceStatistics', { Identity: directory.deviceIdentity(phone) });

    expect(byMailbox).toEqual(expect.arrayContaining([...byName]));
    expect(byName).toMatchObject([
      { DeviceID: phone.easDeviceId, DeviceFriendlyName: phone.friendlyName, DevicePhoneNumber: '', Guid: phone.partnershipGuid },
    ]);
  });

  it('tell of phones that came lately and of some that have not come for a month, never before their first time', () => {
    const { objects, organization } = place(200);
    const ages = organization.phones().map(({ partnershipGuid }) => {
      const [one] = objects('Get-MobileDeviceStatistics', { Identity: partnershipGuid });
      expect(Date.parse(String(one?.['LastSyncAttemptTime']))).toBeGreaterThanOrEqual(Date.parse(String(one?.['FirstSyncTime'])));
      return (Date.UTC(2026, 10, 1) - Date.parse(String(one?.['LastSyncAttemptTime']))) / 86_400_000;
    });

    expect(ages.filter((age) => age > 30).length).toBeGreaterThan(10);
    expect(ages.filter((age) => age < 7).length).toBeGreaterThan(40);
  });
});

describe('device classes', () => {
  it('are the distinct types and models, all of them', () => {
    const { objects, organization } = place(200);
    const classes = objects('Get-ActiveSyncDeviceClass');
    const models = new Set(organization.phones().map(({ deviceType, model }) => `${deviceType}\u00A7${model}`));

    expect(new Set(classes.map(({ Name }) => Name))).toEqual(models);
    expect(
      objects('Get-ActiveSyncDeviceClass', { Filter: "DeviceType -eq 'iPhone'" }).every(({ DeviceType }) => DeviceType === 'iPhone'),
    ).toBe(true);
  });
});
