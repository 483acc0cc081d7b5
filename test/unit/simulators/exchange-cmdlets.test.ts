import { describe, expect, it } from 'vitest';
import type { ExchangeProfile } from '../../simulators/exchange/versions.ts';
import { hostileTexts } from '../../simulators/world/hostile-texts.ts';
import { at } from '../../simulators/world/random.ts';
import { exchangeWith } from './exchange-place.ts';

const unlimited = { ResultSize: 'Unlimited' } as const;

describe('Set-CASMailbox', () => {
  it('adds and removes with a hash, without case and without repeats, and leaves what is there', () => {
    const { run, exchange, organization } = exchangeWith(10);
    const { index, mailboxGuid } = at(organization.people(), 4);
    const before = exchange.mailbox(index);

    run('Set-CASMailbox', {
      Identity: mailboxGuid,
      ActiveSyncAllowedDeviceIDs: { Add: ['A1', 'B2'] },
      ActiveSyncBlockedDeviceIDs: { add: 'C3' },
    });
    run('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Add: ['b2', 'D4'], Remove: ['a1', 'not there'] } });

    expect(exchange.mailbox(index).allowed).toEqual([...before.allowed, 'B2', 'D4']);
    expect(exchange.mailbox(index).blocked).toEqual([...before.blocked, 'C3']);
  });

  it('overwrites with a list or one text, and $null clears', () => {
    const { run, exchange, organization } = exchangeWith(10);
    const { index, primarySmtpAddress } = at(organization.people(), 2);
    expect(exchange.mailbox(index).allowed).not.toEqual([]);

    run('Set-CASMailbox', { Identity: primarySmtpAddress, ActiveSyncAllowedDeviceIDs: ['X1', 'X2', 'x1'] });
    expect(exchange.mailbox(index).allowed).toEqual(['X1', 'X2']);

    run('Set-CASMailbox', { Identity: primarySmtpAddress, ActiveSyncAllowedDeviceIDs: 'X3', ActiveSyncBlockedDeviceIDs: 12345 });
    expect(exchange.mailbox(index)).toMatchObject({ allowed: ['X3'], blocked: ['12345'] });

    run('Set-CASMailbox', { Identity: primarySmtpAddress, ActiveSyncAllowedDeviceIDs: null });
    expect(exchange.mailbox(index).allowed).toEqual([]);
  });

  it('refuses an unknown identity, an empty one, an unknown parameter and a hash with other keys, and changes nothing', () => {
    const { errorId, exchange, organization } = exchangeWith(10);
    const { index, mailboxGuid } = at(organization.people(), 0);
    const before = exchange.mailbox(index);

    expect(errorId('Set-CASMailbox', { Identity: 'nobody', ActiveSyncEnabled: false })).toBe('ManagementObjectNotFoundException');
    expect(errorId('Set-CASMailbox', { Identity: '', ActiveSyncEnabled: false })).toBe(
      'ParameterArgumentValidationErrorEmptyStringNotAllowed',
    );
    expect(errorId('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowed: 'A1' })).toBe('NamedParameterNotFound,Set-CASMailbox');
    expect(errorId('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Append: ['A1'] } })).toBe(
      'ParameterArgumentTransformationError',
    );
    expect(exchange.mailbox(index)).toEqual(before);
  });

  it('warns when nothing is modified', () => {
    const { warnings, organization } = exchangeWith(10);
    const { mailboxGuid } = at(organization.people(), 0);

    expect(warnings('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Remove: ['A1'] } }).join()).toContain(
      'no settings of',
    );
  });
});

describe('Get-CASMailbox', () => {
  it('finds one mailbox by Guid, address, alias, account, name and distinguished name', () => {
    const { objects, organization, directory } = exchangeWith(10);
    const person = at(organization.people(), 5);
    const alias = at(person.primarySmtpAddress.split('@'), 0);
    const identities = [
      person.mailboxGuid,
      person.primarySmtpAddress.toUpperCase(),
      alias,
      person.samAccountName,
      directory.distinguishedName(person),
    ];

    expect(identities.map((Identity) => objects('Get-CASMailbox', { Identity }).map(({ Guid }) => Guid))).toEqual(
      identities.map(() => [person.mailboxGuid]),
    );
  });

  it('gives every mailbox for an identity that is empty or does not exist (the trap of exchange.md 1.1)', () => {
    const { objects, organization } = exchangeWith(30);

    for (const Identity of ['', null, 'nobody@contoso.test']) {
      expect(objects('Get-CASMailbox', { Identity })).toHaveLength(organization.people().length);
    }
  });

  it('gives the first 1000 and a warning unless more is asked for', () => {
    const { objects, warnings, organization } = exchangeWith(1500);

    expect(objects('Get-CASMailbox')).toHaveLength(1000);
    expect(warnings('Get-CASMailbox').join()).toContain('only the first 1000 items');
    expect(objects('Get-CASMailbox', unlimited)).toHaveLength(organization.people().length);
    expect(warnings('Get-CASMailbox', unlimited)).toEqual([]);
    expect(objects('Get-CASMailbox', { ResultSize: 3 })).toHaveLength(3);
  });

  it('reads the filters that Exchange documents, and refuses what it does not understand', () => {
    const { objects, errorId, run, organization } = exchangeWith(30);
    const person = at(organization.people(), 3);
    run('Set-CASMailbox', { Identity: person.mailboxGuid, ActiveSyncAllowedDeviceIDs: { Add: ['A1'] } });
    const found = (Filter: string) => objects('Get-CASMailbox', { Filter, ...unlimited }).map(({ Guid }) => Guid);

    expect(found("HasActiveSyncDevicePartnership -eq $true -and -not DisplayName -like 'CAS_{*'")).toHaveLength(
      organization.people().length,
    );
    expect(found("WhenChangedUTC -gt '11/2/2026 2:00:00 PM'")).toEqual([person.mailboxGuid]);
    expect(found(`(PrimarySmtpAddress -eq '${person.primarySmtpAddress}') -or (Name -like 'no such*')`)).toEqual([person.mailboxGuid]);
    expect(found("ActiveSyncAllowedDeviceIDs -eq 'a1'")).toEqual([person.mailboxGuid]);
    expect(errorId('Get-CASMailbox', { Filter: 'Name -eq' })).toBe('ParsingException');
    expect(errorId('Get-CASMailbox', { Filter: "NoSuchProperty -eq 'x'" })).toBe('ParsingException');
  });
});

describe('Get-ActiveSyncDevice and Get-MobileDevice', () => {
  it('give the same partnerships with hostile texts unchanged', () => {
    const { objects, organization } = exchangeWith(200);
    const devices = objects('Get-ActiveSyncDevice', unlimited);
    const chosen = new Set(
      devices.flatMap((device) => [device['FriendlyName'], device['DeviceModel'], device['DeviceImei'], device['DeviceUserAgent']]),
    );

    expect(devices).toEqual(objects('Get-MobileDevice', { ActiveSync: true, ...unlimited }));
    expect(devices.map(({ Guid }) => Guid)).toEqual(organization.phones().map(({ partnershipGuid }) => partnershipGuid));
    expect(hostileTexts.filter((text) => !chosen.has(text)).length).toBeLessThan(hostileTexts.length / 3);
  });

  it('show clients that do not speak ActiveSync with Get-MobileDevice only, from 2016 on, and by switch', () => {
    const count = (profile: ExchangeProfile, switches: Readonly<Record<string, true>> = {}) =>
      exchangeWith(200, { profile }).objects('Get-MobileDevice', { ...switches, ...unlimited }).length;

    expect([count('2013'), count('2019'), count('2019', { ActiveSync: true })]).toEqual([200, 202, 200]);
    expect([count('2019', { UniversalOutlook: true }), count('2019', { RestApi: true }), count('2019', { OWAforDevices: true })]).toEqual([
      1, 1, 0,
    ]);
  });

  it('name a device by mailbox, type and id with U+00A7 between, below its mailbox in the directory', () => {
    const { objects, organization } = exchangeWith(10);
    const phone = organization.phone(0);
    const [mailbox] = objects('Get-CASMailbox', { Identity: organization.ownerOf(phone).mailboxGuid });
    const [device] = objects('Get-MobileDevice', { Identity: phone.partnershipGuid });

    expect(device?.['Identity']).toBe(`${mailbox?.['Identity']}\\ExchangeActiveSyncDevices\\${phone.deviceType}\u00A7${phone.easDeviceId}`);
    expect(device?.['DistinguishedName']).toBe(
      `CN=${phone.deviceType}\u00A7${phone.easDeviceId},CN=ExchangeActiveSyncDevices,${mailbox?.['DistinguishedName']}`,
    );
    expect(objects('Get-ActiveSyncDevice', { Identity: String(device?.['Identity']) })).toEqual([device]);
  });

  it('escape what a hostile device type would do to its distinguished name', () => {
    const { objects, organization, exchange } = exchangeWith(10);
    organization.addPhone({ owner: 0, deviceType: 'a,CN=b+"\n', easDeviceId: 'Z9' });
    exchange.stop();

    const last = objects('Get-MobileDevice', unlimited).at(-1);

    expect(last?.['DistinguishedName']).toMatch(/^CN=a\\,CN\\=b\\\+\\"\\0A\u00A7Z9,CN=ExchangeActiveSyncDevices,CN=/);
  });

  it('fall into the trap where the documentation says so, and nowhere else', () => {
    const { objects, errorId } = exchangeWith(30);

    expect(objects('Get-ActiveSyncDevice', { Identity: 'gone' })).toHaveLength(30);
    expect(errorId('Get-MobileDevice', { Identity: 'gone' })).toBe('ManagementObjectNotFoundException');
    expect(errorId('Get-ActiveSyncDevice', { Mailbox: 'nobody' })).toBe('ManagementObjectNotFoundException');
    expect(errorId('Get-MobileDevice', { Mailbox: 'nobody' })).toBe('ManagementObjectNotFoundException');
  });

  it('give the devices of one mailbox', () => {
    const { objects, organization } = exchangeWith(30);
    const owner = organization.phone(29).owner;
    const Mailbox = at(organization.people(), owner).primarySmtpAddress;

    expect(objects('Get-MobileDevice', { Mailbox, ...unlimited }).map(({ Guid }) => Guid)).toEqual(
      organization.phonesOf(owner).map(({ partnershipGuid }) => partnershipGuid),
    );
  });
});

describe('the organization as a whole', () => {
  it('has two Client Access Servers below the organization in the directory', () => {
    const { objects } = exchangeWith(1);
    const servers = objects('Get-ExchangeServer');

    expect(servers.map(({ Fqdn }) => Fqdn)).toEqual(['cas1.contoso.test', 'cas2.contoso.test']);
    expect(servers.every((server) => String(server['DistinguishedName']).includes(',CN=Contoso,CN=Microsoft Exchange,CN=Services,'))).toBe(
      true,
    );
    expect(objects('Get-ExchangeServer', { Identity: 'CAS2' })).toHaveLength(1);
  });

  it('changes its settings and refuses a level or a text that Exchange would refuse', () => {
    const { objects, run, errorId } = exchangeWith(1);
    run('Set-ActiveSyncOrganizationSettings', {
      DefaultAccessLevel: 'block',
      UserMailInsert: 'x'.repeat(256),
      AdminMailRecipients: ['a@contoso.test'],
    });

    expect(objects('Get-ActiveSyncOrganizationSettings')).toMatchObject([
      { DefaultAccessLevel: 'Block', AdminMailRecipients: ['a@contoso.test'] },
    ]);
    expect(errorId('Set-ActiveSyncOrganizationSettings', { DefaultAccessLevel: 'Deny' })).toBe('ParameterArgumentTransformationError');
    expect(errorId('Set-ActiveSyncOrganizationSettings', { UserMailInsert: 'x'.repeat(257) })).toBe('DataValidationException');
  });

  it('names its access rules after what they ask', () => {
    const { objects } = exchangeWith(1);

    expect(objects('Get-ActiveSyncDeviceAccessRule').map(({ Name }) => Name)).toContain('Android 12(DeviceOS)');
  });

  it('does not know a cmdlet that is not there', () => {
    expect(exchangeWith(1).errorId('Remove-Mailbox', { Identity: '*' })).toBe('CommandNotFoundException');
  });
});
