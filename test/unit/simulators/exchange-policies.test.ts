import { describe, expect, it } from 'vitest';
import { at } from '../../simulators/world/random.ts';
import { exchangeWith } from './exchange-place.ts';

describe('device access rules', () => {
  it('are named after what they ask, decide at the next contact, and are gone when removed', () => {
    const { run, objects, organization, exchange } = exchangeWith(20);
    const phone = organization.phones().find(({ index }) => exchange.access(index).reason === 'Global') ?? organization.phone(0);
    const rule = { AccessLevel: 'Block', Characteristic: 'DeviceModel', QueryString: phone.model };

    expect(run('New-ActiveSyncDeviceAccessRule', rule)).toMatchObject([
      { object: { properties: { Name: `${phone.model}(DeviceModel)` } } },
    ]);
    organization.contact(phone.index);
    expect(exchange.access(phone.index)).toMatchObject({ state: 'Blocked', reason: 'DeviceRule', rule: `${phone.model}(DeviceModel)` });

    run('Set-ActiveSyncDeviceAccessRule', { Identity: `${phone.model}(DeviceModel)`, AccessLevel: 'Allow' });
    organization.contact(phone.index);
    expect(exchange.access(phone.index).state).toBe('Allowed');

    run('Remove-ActiveSyncDeviceAccessRule', { Identity: `${phone.model}(DeviceModel)` });
    expect(objects('Get-ActiveSyncDeviceAccessRule').map(({ QueryString }) => QueryString)).not.toContain(phone.model);
  });

  it('refuse a second one of the same question, an unknown characteristic and level, and one that is not there', () => {
    const { errorId, exchange } = exchangeWith(5);
    const rule = { AccessLevel: 'Allow', Characteristic: 'DeviceOS', QueryString: 'android 12' };
    const before = exchange.rules;

    expect(errorId('New-ActiveSyncDeviceAccessRule', rule)).toBe('ADObjectAlreadyExistsException');
    expect(errorId('New-ActiveSyncDeviceAccessRule', { ...rule, Characteristic: 'Colour' })).toBe('ParameterArgumentTransformationError');
    expect(errorId('New-ActiveSyncDeviceAccessRule', { ...rule, AccessLevel: 'Deny' })).toBe('ParameterArgumentTransformationError');
    expect(errorId('Remove-ActiveSyncDeviceAccessRule', { Identity: 'none(DeviceOS)' })).toBe('ManagementObjectNotFoundException');
    expect(exchange.rules).toEqual(before);
  });
});

describe('mailbox policies', () => {
  it('are one thing under two names, each with its own words for it', () => {
    const { run, objects } = exchangeWith(5);
    run('New-ActiveSyncMailboxPolicy', { Name: 'Sales', DevicePasswordEnabled: true, MinDevicePasswordLength: '6' });

    expect(objects('Get-ActiveSyncMailboxPolicy', { Identity: 'sales' })).toMatchObject([
      { DevicePasswordEnabled: true, MinDevicePasswordLength: 6 },
    ]);
    expect(objects('Get-MobileDeviceMailboxPolicy', { Identity: 'Sales' })).toMatchObject([
      { PasswordEnabled: true, MinPasswordLength: 6, IsDefault: false },
    ]);
    expect(exchangeWith(5, { profile: '2010-sp3' }).objects('Get-ActiveSyncMailboxPolicy')[0]).toHaveProperty('IsDefaultPolicy', true);
  });

  it('refuse values out of range', () => {
    const { errorId } = exchangeWith(5);
    const set = (change: Record<string, string>) => errorId('Set-MobileDeviceMailboxPolicy', { Identity: 'Default', ...change });

    expect(set({ MinPasswordLength: '17' })).toBe('DataValidationException');
    expect(set({ MaxPasswordFailedAttempts: '3' })).toBe('DataValidationException');
    expect(set({ MaxInactivityTimeLock: '00:00:10' })).toBe('DataValidationException');
    expect(set({ MaxInactivityTimeLock: '00:15:00', MaxPasswordFailedAttempts: 'Unlimited' })).toBe('no error');
  });

  it('have one default, and cannot be removed while it is that or is assigned', () => {
    const { run, objects, errorId, organization } = exchangeWith(5);
    const { mailboxGuid } = at(organization.people(), 0);
    run('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncMailboxPolicy: 'executives' });

    expect(errorId('Remove-MobileDeviceMailboxPolicy', { Identity: 'Executives' })).toBe('CannotDeleteAssociatedMailboxPolicyException');
    expect(errorId('Remove-MobileDeviceMailboxPolicy', { Identity: 'Default' })).toBe('CannotDeleteAssociatedMailboxPolicyException');
    expect(errorId('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncMailboxPolicy: 'none' })).toBe('ManagementObjectNotFoundException');

    run('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncMailboxPolicy: null });
    run('Set-MobileDeviceMailboxPolicy', { Identity: 'Executives', IsDefault: true });
    expect(objects('Get-CASMailbox', { Identity: mailboxGuid })).toMatchObject([
      { ActiveSyncMailboxPolicy: 'Executives', ActiveSyncMailboxPolicyIsDefaulted: true },
    ]);
    run('Remove-MobileDeviceMailboxPolicy', { Identity: 'Default' });
    expect(objects('Get-MobileDeviceMailboxPolicy').map(({ Name }) => Name)).toEqual(['Executives']);
  });
});

describe('recipients', () => {
  it('are found by identity, by the beginning of a name, and by kind', () => {
    const { objects, errorId, organization } = exchangeWith(40);
    const person = at(organization.people(), 7);
    const guidsOf = (parameters: Record<string, string | string[]>) => objects('Get-Recipient', parameters).map(({ Guid }) => Guid);

    expect(guidsOf({ Identity: person.samAccountName })).toEqual([person.mailboxGuid]);
    expect(guidsOf({ Anr: person.displayName })).toContain(person.mailboxGuid);
    expect(guidsOf({ RecipientTypeDetails: ['UserMailbox'] })).toEqual(organization.people().map(({ mailboxGuid }) => mailboxGuid));
    expect(guidsOf({ RecipientTypeDetails: ['UserMailbox', 'SharedMailbox'] })).toHaveLength(organization.people().length + 1);
    expect(guidsOf({ Identity: 'nobody' }).length).toBeGreaterThan(organization.people().length);
    expect(errorId('Get-Mailbox', { Identity: 'nobody' })).toBe('ManagementObjectNotFoundException');
    expect(objects('Get-User', { Identity: `contoso\\${person.samAccountName}` })).toMatchObject([
      { UserPrincipalName: person.userPrincipalName },
    ]);
  });

  it('are people and others: shared, room and linked mailboxes with Get-Mailbox too, groups and contacts with Get-Recipient only', () => {
    const { objects, errorId } = exchangeWith(10);
    const kinds = (cmdlet: string) => new Set(objects(cmdlet).map(({ RecipientTypeDetails }) => RecipientTypeDetails));

    const mailboxes = ['UserMailbox', 'SharedMailbox', 'RoomMailbox', 'EquipmentMailbox', 'LinkedMailbox'];
    expect([...kinds('Get-Mailbox')]).toEqual(mailboxes);
    expect([...kinds('Get-Recipient')]).toEqual(expect.arrayContaining([...mailboxes, 'MailUniversalDistributionGroup', 'MailContact']));
    expect(objects('Get-Mailbox', { Identity: 'room1@contoso.test' })).toMatchObject([{ Name: 'Meeting room 1', Database: 'DB01' }]);
    expect(errorId('Get-Mailbox', { Identity: 'all-staff' })).toBe('ManagementObjectNotFoundException');
  });

  it('are asked for by organizational unit, in any of its names, as are mailboxes and phones', () => {
    const { objects, errorId, organization } = exchangeWith(10);
    const count = (cmdlet: string, OrganizationalUnit: string) => objects(cmdlet, { OrganizationalUnit }).length;

    for (const unit of ['Users', 'contoso.test/users', 'OU=Users,DC=contoso,DC=test']) {
      expect(count('Get-Recipient', unit)).toBe(organization.people().length);
      expect(count('Get-CASMailbox', unit)).toBe(organization.people().length);
      expect(count('Get-MobileDevice', unit)).toBe(organization.phones().length);
    }
    expect(count('Get-CASMailbox', 'Resources')).toBe(0);
    expect(count('Get-Recipient', 'Resources')).toBeGreaterThan(5);
    expect(count('Get-Recipient', 'contoso.test')).toBe(objects('Get-Recipient').length);
    expect(errorId('Get-CASMailbox', { OrganizationalUnit: 'Nowhere' })).toBe('ManagementObjectNotFoundException');
  });
});
