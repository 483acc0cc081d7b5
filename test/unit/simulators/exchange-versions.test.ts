import { describe, expect, it } from 'vitest';
import { grantsNamed, moduleOf } from '../../simulators/exchange/cmdlets/catalog.ts';
import { without } from '../../simulators/exchange/grants.ts';
import type { ExchangeProfile } from '../../simulators/exchange/versions.ts';
import { at } from '../../simulators/world/random.ts';
import { exchangeWith } from './exchange-place.ts';

const unlimited = { ResultSize: 'Unlimited' } as const;
const profiles: readonly ExchangeProfile[] = ['2010-sp3', '2013', '2016', '2019', 'se'];

describe('a version of Exchange', () => {
  it.each(profiles)('%s tells its servers apart by AdminDisplayVersion', (profile) => {
    const expected = { '2010-sp3': '14.3', '2013': '15.0', '2016': '15.1', '2019': '15.2 (Build 1544', se: '15.2 (Build 2562', mixed: '' };
    const servers = exchangeWith(1, { profile }).objects('Get-ExchangeServer');

    expect(servers).toHaveLength(2);
    for (const server of servers) expect(server['AdminDisplayVersion']).toContain(`Version ${expected[profile]}`);
  });

  it('has the MobileDevice names from 2013 on, and the ActiveSync names always', () => {
    const commandsOf = (profile: ExchangeProfile) =>
      exchangeWith(1, { profile })
        .objects('Get-Command')
        .map(({ Name }) => String(Name));
    const renamed = [
      ...['Get-MobileDevice', 'Clear-MobileDevice', 'Remove-MobileDevice', 'Get-MobileDeviceStatistics'],
      ...['Get', 'New', 'Set', 'Remove'].map((verb) => `${verb}-MobileDeviceMailboxPolicy`),
    ];
    const documented = [
      ...['Get-ActiveSyncOrganizationSettings', 'Set-ActiveSyncOrganizationSettings', 'Get-CASMailbox', 'Set-CASMailbox', 'Get-Command'],
      ...['Get', 'New', 'Set', 'Remove'].flatMap((verb) => [`${verb}-ActiveSyncMailboxPolicy`, `${verb}-ActiveSyncDeviceAccessRule`]),
      ...['Get-ActiveSyncDeviceStatistics', 'Get-ActiveSyncDevice', 'Get-ExchangeServer', 'Get-ActiveSyncDeviceClass', 'Get-Recipient'],
      ...['Clear-ActiveSyncDevice', 'Remove-ActiveSyncDevice', 'Set-ADServerSettings'],
    ];

    expect(documented).toHaveLength(21);
    expect(commandsOf('2010-sp3')).toEqual(expect.arrayContaining(documented));
    expect(commandsOf('2010-sp3').filter((name) => name.includes('Mobile'))).toEqual([]);
    for (const profile of profiles.slice(1)) expect(commandsOf(profile)).toEqual(expect.arrayContaining([...documented, ...renamed]));
  });

  it('has a parameter only where Exchange has it', () => {
    const rows = [
      ['Clear-MobileDevice', 'AccountOnly', ['2016', '2019', 'se']],
      ['Set-CASMailbox', 'HasActiveSyncDevicePartnership', ['2010-sp3']],
      ['Set-CASMailbox', 'ResetAutoBlockedDevices', ['2013', '2016', '2019', 'se']],
      ['Set-ActiveSyncMailboxPolicy', 'IsDefaultPolicy', ['2010-sp3']],
      ['Set-ActiveSyncMailboxPolicy', 'IsDefault', ['2013', '2016', '2019', 'se']],
      ['Get-MobileDevice', 'RestApi', ['2016', '2019', 'se']],
    ] as const;
    const hasParameter = (profile: ExchangeProfile, cmdlet: string, parameter: string) => {
      const declaration = moduleOf(exchangeWith(1, { profile }).place)
        .module.split('\n')
        .find((line) => line.startsWith(`function ${cmdlet} `));
      return declaration?.includes(`$${parameter},`) ?? false;
    };

    for (const [cmdlet, parameter, having] of rows) {
      expect([cmdlet, parameter, profiles.filter((profile) => hasParameter(profile, cmdlet, parameter))]).toEqual([
        cmdlet,
        parameter,
        having,
      ]);
    }
  });

  it('of 2010 in a mixed organization shows only devices of its own mailboxes, a later one shows all', () => {
    const { organization, place, objects } = exchangeWith(60, { profile: 'mixed' });
    const later = exchangeWith(60, { profile: 'mixed', server: at(place.servers, 2) });
    const own = organization.phones().filter(({ owner }) => owner % 3 === 0);

    expect(place.server.version).toBe('2010-sp3');
    expect(objects('Get-ActiveSyncDevice', unlimited)).toHaveLength(own.length);
    expect(later.objects('Get-MobileDevice', unlimited)).toHaveLength(60);
  });
});

describe('the same seed', () => {
  it('gives the same answer of every reading cmdlet, byte for byte', () => {
    const answers = () => {
      const { objects, organization } = exchangeWith(120, { profile: 'se' });
      const reading = objects('Get-Command')
        .map(({ Name }) => String(Name))
        .filter((name) => /^Get-(?!ManagementRoleEntry|RoleGroupMember)/.test(name));
      const needsMailbox = { Mailbox: at(organization.people(), 0).mailboxGuid };
      return reading.map((name) => [name, objects(name, name.endsWith('Statistics') ? needsMailbox : {})]);
    };

    expect(answers().length).toBeGreaterThan(15);
    expect(JSON.stringify(answers())).toBe(JSON.stringify(answers()));
  });
});

describe('role-based access control', () => {
  it('makes a cmdlet or a parameter that is denied simply absent', () => {
    const grants = without(grantsNamed(['Get-CASMailbox', 'Set-CASMailbox']), ['Get-CASMailbox', 'set-casmailbox -ActiveSyncEnabled']);
    const { errorId, place } = exchangeWith(5, { grants });

    expect(moduleOf(place).commands).toEqual(['Set-CASMailbox']);
    expect(moduleOf(place).module).not.toContain('ActiveSyncEnabled');
    expect(errorId('Get-CASMailbox', {})).toBe('CommandNotFoundException');
    expect(errorId('Set-CASMailbox', { Identity: 'x', ActiveSyncEnabled: true })).toBe('NamedParameterNotFound,Set-CASMailbox');
  });
});

describe('parameters', () => {
  it('of two sets do not go together, and mandatory ones must be there', () => {
    const { errorId } = exchangeWith(5);

    expect(errorId('Get-MobileDevice', { Identity: 'x', Mailbox: 'y' })).toBe('AmbiguousParameterSet');
    expect(errorId('Get-MobileDeviceStatistics', {})).toBe('MissingMandatoryParameter');
    expect(errorId('Remove-MobileDevice', {})).toBe('MissingMandatoryParameter');
    expect(errorId('New-ActiveSyncDeviceAccessRule', { AccessLevel: 'Block', Characteristic: 'DeviceModel' })).toBe(
      'MissingMandatoryParameter',
    );
  });
});

describe('a culture', () => {
  const english = exchangeWith(30, { culture: 'en-US' });
  const dutch = exchangeWith(30, { culture: 'nl-NL' });
  const filter = (text: string) => ({ Filter: `WhenChangedUTC -ge '${text}'`, ...unlimited });

  it('decides how a date in a filter is read: the second of November, or the eleventh of February', () => {
    const { mailboxGuid } = at(dutch.organization.people(), 3);
    for (const place of [english, dutch])
      place.run('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Add: ['A1'] } });

    expect(english.objects('Get-CASMailbox', filter('11/2/2026 2:00:00 PM'))).toHaveLength(1);
    expect(dutch.objects('Get-CASMailbox', filter('2-11-2026 14:00:00'))).toHaveLength(1);
    expect(dutch.objects('Get-CASMailbox', filter('11-2-2026'))).toHaveLength(dutch.organization.people().length);
    expect(dutch.errorId('Get-CASMailbox', filter('11/2/2026'))).toBe('ParsingException');
    expect(english.errorId('Get-CASMailbox', filter('13/40/2026'))).toBe('ParsingException');
  });

  it('decides the words of warnings and errors, not their ids', () => {
    const { mailboxGuid } = at(dutch.organization.people(), 0);

    expect(dutch.warnings('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Remove: ['A1'] } }).join()).toContain(
      'voltooid',
    );
    expect(dutch.errorId('Set-CASMailbox', { Identity: 'niemand', ActiveSyncEnabled: true })).toBe('ManagementObjectNotFoundException');
  });
});

describe('a filter', () => {
  it('may name only what Exchange documents for that cmdlet; WhenChangedUTC of devices on some versions only', () => {
    const changed = { Filter: "WhenChangedUTC -gt '1/1/2020'", ...unlimited };

    expect(exchangeWith(10, { profile: '2010-sp3' }).errorId('Get-ActiveSyncDevice', changed)).toBe('ParsingException');
    expect(exchangeWith(10, { profile: '2013' }).errorId('Get-MobileDevice', changed)).toBe('ParsingException');
    expect(exchangeWith(10, { profile: 'se' }).objects('Get-MobileDevice', changed)).toHaveLength(10);
    expect(exchangeWith(10).errorId('Get-MobileDevice', { Filter: "Identity -eq 'x'" })).toBe('ParsingException');
    expect(exchangeWith(10).errorId('Get-CASMailbox', { Filter: "ServerName -eq 'cas1'" })).toBe('ParsingException');
  });

  it('compares texts, states, booleans and dates, and joins them with -and, -or and -not', () => {
    const { objects, organization } = exchangeWith(80);
    const count = (Filter: string) => objects('Get-MobileDevice', { ActiveSync: true, Filter, ...unlimited }).length;
    const apple = organization.phones().filter(({ deviceType }) => deviceType === 'iPhone').length;

    expect(count("DeviceType -eq 'iphone'")).toBe(apple);
    expect(count("-not (DeviceType -eq 'iPhone')")).toBe(80 - apple);
    expect(count("DeviceAccessState -eq 'Allowed' -or DeviceAccessState -ne 'Allowed'")).toBe(80);
    expect(count("FirstSyncTime -lt '1/1/2026' -and FirstSyncTime -ge '1/1/2026'")).toBe(0);
    expect(count("FirstSyncTime -lt '1/1/2026' -or FirstSyncTime -ge '1/1/2026'")).toBe(80);
    expect(count('ProvisioningFlags -le 0')).toBe(80);
  });
});

describe('-SortBy', () => {
  it('orders before the result is cut, and refuses a property that is not there', () => {
    const { objects, errorId } = exchangeWith(40);
    const names = objects('Get-CASMailbox', unlimited).map(({ DisplayName }) => String(DisplayName));
    const [first] = names.toSorted((one, other) => one.localeCompare(other, 'en-US'));

    expect(objects('Get-CASMailbox', { SortBy: 'displayname', ResultSize: 1 })).toMatchObject([{ DisplayName: first }]);
    expect(errorId('Get-CASMailbox', { SortBy: 'Colour' })).toBe('PropertyNotFound');
  });
});
