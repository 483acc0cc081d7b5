import { describe, expect, it } from 'vitest';
import { standardRoles } from '../../simulators/exchange/cmdlets/catalog.ts';
import { isGranted } from '../../simulators/exchange/grants.ts';
import { grantedByRoles } from '../../simulators/exchange/roles.ts';
import { exchangeWith } from './exchange-place.ts';

function office() {
  const place = exchangeWith(5);
  const grants = () => grantedByRoles(place.exchange.roles(), standardRoles('2016'), 'CONTOSO\\svc-connector');
  return { ...place, grants };
}

describe('management roles', () => {
  it('give an account what a role of the least rights leaves, by group or by itself', () => {
    const { run, grants } = office();
    expect(grants().size).toBe(0);

    run('New-ManagementRole', { Name: 'Phones', Parent: 'Mail Recipients' });
    run('Remove-ManagementRoleEntry', { Identity: 'Phones\\Clear-MobileDevice' });
    run('Set-ManagementRoleEntry', { Identity: 'Phones\\Set-CASMailbox', Parameters: ['Identity', 'ActiveSyncAllowedDeviceIDs'] });
    run('New-RoleGroup', { Name: 'Connector', Roles: ['Phones'] });
    run('Add-RoleGroupMember', { Identity: 'Connector', Member: 'svc-connector@contoso.test' });
    run('New-ManagementRoleAssignment', { Role: 'View-Only Configuration', User: 'svc-connector' });

    expect(isGranted(grants(), 'Get-MobileDevice')).toBe(true);
    expect(isGranted(grants(), 'Clear-MobileDevice')).toBe(false);
    expect(isGranted(grants(), 'Set-CASMailbox', 'ActiveSyncAllowedDeviceIDs')).toBe(true);
    expect(isGranted(grants(), 'Set-CASMailbox', 'ActiveSyncEnabled')).toBe(false);
    expect(isGranted(grants(), 'Get-ExchangeServer', 'Identity')).toBe(true);
  });

  it('never get more than their parent has, and those that came with Exchange stay as they are', () => {
    const { run, errorId } = office();
    run('New-ManagementRole', { Name: 'Phones', Parent: 'View-Only Recipients' });

    expect(errorId('Add-ManagementRoleEntry', { Identity: 'Phones\\Set-CASMailbox' })).toBe('RoleEntryNotInParentException');
    expect(errorId('Set-ManagementRoleEntry', { Identity: 'Phones\\Get-CASMailbox', Parameters: ['Nonsense'] })).toBe(
      'RoleEntryNotInParentException',
    );
    expect(errorId('Remove-ManagementRoleEntry', { Identity: 'Mail Recipients\\Set-CASMailbox' })).toBe('InvalidOperationException');
    expect(errorId('New-ManagementRole', { Name: 'phones', Parent: 'Mail Recipients' })).toBe('ADObjectAlreadyExistsException');
    expect(errorId('New-ManagementRole', { Name: 'Other', Parent: 'No such role' })).toBe('ManagementObjectNotFoundException');
  });

  it('are found by the cmdlet and the parameters that they give', () => {
    const { objects } = office();
    const rolesWith = (parameters: Record<string, string | string[]>) => objects('Get-ManagementRole', parameters).map(({ Name }) => Name);

    expect(rolesWith({ Cmdlet: 'Set-CASMailbox', CmdletParameters: ['ActiveSyncAllowedDeviceIDs'] })).toEqual([
      'Mail Recipients',
      'Organization Client Access',
    ]);
    expect(rolesWith({ Cmdlet: 'New-RoleGroup' })).toEqual(['Role Management']);
    expect(objects('Get-ManagementRoleEntry', { Identity: 'Recipient Policies\\*-MobileDevice*' }).map(({ Name }) => Name)).toHaveLength(4);
  });

  it('entries can be added back, and parameters one by one', () => {
    const { run, grants, objects } = office();
    run('New-ManagementRole', { Name: 'Phones', Parent: 'Mail Recipients' });
    run('Remove-ManagementRoleEntry', { Identity: 'Phones\\Set-CASMailbox' });
    run('Add-ManagementRoleEntry', { Identity: 'Phones\\Set-CASMailbox', Parameters: ['Identity'] });
    run('Set-ManagementRoleEntry', { Identity: 'Phones\\Set-CASMailbox', Parameters: ['ActiveSyncBlockedDeviceIDs'], AddParameter: true });
    run('New-RoleGroup', { Name: 'Connector', Roles: ['Phones'], Members: ['svc-connector'] });

    expect([...(grants().get('set-casmailbox') ?? [])]).toEqual(['identity', 'activesyncblockeddeviceids']);
    run('Remove-RoleGroup', { Identity: 'Connector' });
    expect(grants().size).toBe(0);
    expect(objects('Get-ManagementRoleAssignment')).toEqual([]);
  });
});
