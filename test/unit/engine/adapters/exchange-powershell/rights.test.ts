import { describe, expect, it } from 'vitest';
import { allCmdlets, cmdlets } from '../../../../../engine/adapters/exchange-powershell/cmdlets.ts';
import { Rights } from '../../../../../engine/adapters/exchange-powershell/rights.ts';
import { roleScript } from '../../../../../engine/adapters/exchange-powershell/role-script.ts';

const older = allCmdlets.map(({ names, parameters }) => ({ Name: names.at(-1) ?? '', Parameters: parameters }));
const account = 'CONTOSO\\connector';

describe('rights of the connector account (Q8)', () => {
  it('knows the 20 cmdlets of the documentation beside Get-Command', () => {
    expect(allCmdlets.map(({ names }) => names.at(-1)).toSorted()).toEqual([
      'Clear-ActiveSyncDevice',
      'Get-ActiveSyncDevice',
      'Get-ActiveSyncDeviceAccessRule',
      'Get-ActiveSyncDeviceClass',
      'Get-ActiveSyncDeviceStatistics',
      'Get-ActiveSyncMailboxPolicy',
      'Get-ActiveSyncOrganizationSettings',
      'Get-CASMailbox',
      'Get-ExchangeServer',
      'Get-Recipient',
      'New-ActiveSyncDeviceAccessRule',
      'New-ActiveSyncMailboxPolicy',
      'Remove-ActiveSyncDevice',
      'Remove-ActiveSyncDeviceAccessRule',
      'Remove-ActiveSyncMailboxPolicy',
      'Set-ADServerSettings',
      'Set-ActiveSyncDeviceAccessRule',
      'Set-ActiveSyncMailboxPolicy',
      'Set-ActiveSyncOrganizationSettings',
      'Set-CASMailbox',
    ]);
  });

  it('misses nothing with the older names alone', () => {
    const rights = new Rights(older);

    expect(rights.missing()).toEqual([]);
    expect(rights.missingNeeded()).toEqual([]);
    expect(rights.nameOf(cmdlets.devices, 'cas1')).toBe('Get-ActiveSyncDevice');
  });

  it('takes the newer name where both are granted', () => {
    const rights = new Rights([...older, { Name: 'get-mobiledevice', Parameters: cmdlets.devices.parameters }]);

    expect(rights.nameOf(cmdlets.devices, 'cas1')).toBe('Get-MobileDevice');
  });

  it('names a parameter that is not granted, and a cmdlet without its parameters', () => {
    const poor = older
      .filter(({ Name: name }) => name !== 'Clear-ActiveSyncDevice')
      .map((right) =>
        right.Name === 'Set-CASMailbox'
          ? { ...right, Parameters: ['Identity', 'ActiveSyncAllowedDeviceIDs', 'ActiveSyncMailboxPolicy'] }
          : right,
      );
    const rights = new Rights(poor);

    expect(rights.missing()).toEqual([
      { cmdlet: 'Set-CASMailbox', parameters: ['ActiveSyncBlockedDeviceIDs'] },
      { cmdlet: 'Clear-ActiveSyncDevice', parameters: [] },
    ]);
    expect(rights.missingNeeded()).toEqual(['Set-CASMailbox -ActiveSyncBlockedDeviceIDs']);
    expect(() => rights.nameOf(cmdlets.wipe, 'cas1')).toThrow('exchange.command-missing');
  });
});

describe('the script that gives what is missing', () => {
  it('is none when nothing is missing', () => {
    expect(roleScript({ account, missing: [], version: '15.1.1.1' })).toBeNull();
  });

  it('makes one role for each built-in one, with the missing entries alone and of a dangerous writer only our parameters', () => {
    const missing = [
      { cmdlet: 'Set-CASMailbox', parameters: [] },
      { cmdlet: 'Get-ActiveSyncDeviceClass', parameters: [] },
    ];
    const script = roleScript({ account, missing, version: '15.2.2562.17' }) ?? '';

    expect(script.match(/New-ManagementRole -Name .* -Parent '[^']+'/g)).toEqual([
      "New-ManagementRole -Name 'Exchange Connector - Mail Recipients' -Parent 'Mail Recipients'",
      "New-ManagementRole -Name 'Exchange Connector - Organization Client Access' -Parent 'Organization Client Access'",
    ]);
    expect(script).toContain(
      "-Parameters 'Identity', 'ActiveSyncAllowedDeviceIDs', 'ActiveSyncBlockedDeviceIDs', 'ActiveSyncMailboxPolicy' -Overwrite",
    );
    expect(script).toMatch(/^[\n -~]*$/);
  });

  it('names the cmdlets as the version has them', () => {
    const missing = [{ cmdlet: 'Clear-ActiveSyncDevice', parameters: [] }];

    expect(roleScript({ account, missing, version: '14.3.123.4' })).toContain('Clear-ActiveSyncDevice');
    expect(roleScript({ account, missing, version: '15.0.1.1' })).toContain('Clear-MobileDevice');
    expect(roleScript({ account, missing, version: '15.0.1.1' })).not.toContain('Clear-ActiveSyncDevice');
  });

  it('lets an account name end no text', () => {
    const missing = [{ cmdlet: 'Get-Recipient', parameters: [] }];
    const script = roleScript({ account: "CONTOSO\\o'neil\u2019; calc", missing, version: '15.0' });

    expect(script).toContain("-User 'CONTOSO\\o''neil\u2019\u2019; calc'");
  });
});
