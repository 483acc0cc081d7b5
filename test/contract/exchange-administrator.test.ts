/** What an administrator does by hand and with shared scripts at the rehearsal Exchange, in a real PowerShell. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Attachment, attachToExchange, type StatementShell, startStatements } from '../rehearsal/exchange-attachment.ts';
import { repository } from '../rehearsal/stage.ts';
import { administratorAccount, type Rehearsal, startRehearsal } from '../simulators/rehearsal.ts';
import { opener, powershells } from './exchange-fixture.ts';

const password = randomBytes(12).toString('base64url');
const script = (name: string) => join(repository, 'test', 'simulators', 'administrator-scripts', name);
const devices = 30;
const day = 24 * 60 * 60_000;

describe.each(powershells())('an administrator at the rehearsal Exchange, on $name', ({ path }) => {
  let rehearsal: Rehearsal;
  let attachment: Attachment;
  let shell: StatementShell;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ec-administrator-'));
    const denied = ['Set-CASMailbox -ActiveSyncEnabled'];
    rehearsal = await startRehearsal({
      ...{ devices, seed: 5, folder: null, exchangePassword: password, administratorPassword: password },
      exchange: { culture: 'nl-NL', denied },
    });
    attachment = await attachToExchange({ url: rehearsal.exchange.url, server: 'cas1', user: administratorAccount, password });
    shell = startStatements(path, attachment);
    for (let index = 0; index < devices; index += 3) rehearsal.organization.contact(index);
  });

  afterAll(async () => {
    await shell?.end();
    await attachment?.detach();
    await rehearsal?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function answer(line: string): Promise<readonly string[]> {
    const lines: string[] = [];
    await shell.run(line, (text) => lines.push(text));
    return lines;
  }

  const lastSync = (index: number) => Date.parse(rehearsal.exchange.state.lastSync(index));

  it('asks by hand, with positions, pipelines and variables that live on', async () => {
    const [person] = rehearsal.organization.people();
    await answer(`$box = Get-Mailbox ${person?.samAccountName}`);

    expect(await answer('$box.PrimarySmtpAddress')).toEqual([person?.primarySmtpAddress]);
    expect(await answer('($box | Get-CASMailbox).ActiveSyncMailboxPolicy')).toEqual(['Default']);
    expect(await answer(`(Get-User '${person?.userPrincipalName}').Sid`)).toEqual([person?.securityIdentifier]);
    const dates =
      'Get-MobileDevice -ResultSize 3 -WarningAction SilentlyContinue | Get-MobileDeviceStatistics | % { $_.LastSuccessSync.GetType().Name }';
    expect(await answer(dates)).toEqual(['DateTime', 'DateTime', 'DateTime']);
    expect((await answer('Get-MobileDevice -ResultSize 2')).join('\n')).toContain('WARNING: Er zijn meer resultaten');
    expect((await answer("Get-Mailbox 'niemand'")).join('\n')).toContain('ManagementObjectNotFoundException');
  });

  it('gets an error, not a hang, from a cmdlet that asks where nobody can answer, and nothing happens', async () => {
    const text = (
      await answer('try { Get-MobileDevice -ResultSize 1 -WarningAction SilentlyContinue | Remove-MobileDevice } catch { $_ }')
    ).join('\n');

    expect(text).toContain('ERROR');
    expect(await answer('Get-MobileDevice -ResultSize 1 -WarningAction SilentlyContinue | Remove-MobileDevice -WhatIf')).toBeDefined();
    expect(rehearsal.exchange.state.partnership(0).isPresent).toBe(true);
  });

  it('runs the device report by mailbox and statistics', async () => {
    const file = join(folder, 'report.csv');
    const said = await answer(`& '${script('Export-PhoneReport.ps1')}' -Path '${file}'`);
    const [head, ...rows] = readFileSync(file, 'utf8').split(/\r?\n"/);

    expect(said).toEqual([expect.stringMatching(/^30 phones on \d+ mailboxes$/)]);
    expect(head).toBe('"Mailbox","Name","Server","DeviceId","Model","System","State","Reason","LastSync","DaysAgo"');
    for (const { easDeviceId } of rehearsal.organization.phones())
      expect(rows.filter((row) => row.includes(`"${easDeviceId}"`)).length).toBeGreaterThan(0);
  });

  it('runs the script that allows every phone seen in the last 30 days', async () => {
    expect(await answer(`& '${script('Grant-RecentPhones.ps1')}'`)).toEqual([]);

    const recent = rehearsal.organization.phones().filter(({ index }) => lastSync(index) > Date.now() - 30 * day);
    expect(recent.length).toBeGreaterThanOrEqual(devices / 3);
    for (const { owner, easDeviceId } of recent) expect(rehearsal.exchange.state.mailbox(owner).allowed).toContain(easDeviceId);
  });

  it('runs the purge of stale partnerships', async () => {
    const stale = rehearsal.organization.phones().filter(({ index }) => lastSync(index) < Date.now() - 60 * day);
    const fresh = rehearsal.organization.phones().filter((phone) => !stale.includes(phone));
    expect(stale.length).toBeGreaterThan(0);

    expect(await answer(`& '${script('Remove-StalePhones.ps1')}'`)).toEqual([`${stale.length} removed`]);

    expect(stale.filter(({ index }) => rehearsal.exchange.state.partnership(index).isPresent)).toEqual([]);
    expect(fresh.filter(({ index }) => !rehearsal.exchange.state.partnership(index).isPresent)).toEqual([]);
  });

  it('makes a role that cures what the connector account lacks, at its next session', async () => {
    const parameters = async () => {
      const seen = await attachToExchange({ url: rehearsal.exchange.url, server: 'cas1', user: 'CONTOSO\\svc-connector', password });
      const module = await (
        await fetch(`${rehearsal.exchange.url}/sessions/${seen.environment['EXCHANGE_CONNECTOR_REHEARSAL_TICKET']}/commands`)
      ).text();
      await seen.detach();
      return /function Set-CASMailbox .*?process/.exec(module)?.[0] ?? '';
    };
    expect(await parameters()).not.toContain('ActiveSyncEnabled');

    const lines = [
      "New-ManagementRole -Name 'Phones' -Parent 'Mail Recipients' | Out-Null",
      "Get-ManagementRoleEntry 'Phones\\*' | Where-Object { $_.Name -ne 'Set-CASMailbox' } | Remove-ManagementRoleEntry -Confirm:$false",
      "Set-ManagementRoleEntry 'Phones\\Set-CASMailbox' -Parameters Identity, ActiveSyncEnabled",
      "New-RoleGroup -Name 'Connector' -Roles 'Phones' -Members 'svc-connector' | Out-Null",
    ];
    for (const line of lines) expect(await answer(line)).toEqual([]);

    expect(await parameters()).toContain('ActiveSyncEnabled');
    expect(await answer("(Get-ManagementRoleEntry 'Phones\\*').Name")).toEqual(['Set-CASMailbox']);
  });

  it('loses a remote session on the server: this call fails and so does every later one, until it opens another', async () => {
    const { faults, url } = rehearsal.exchange;
    faults.add({ side: 'exchange', match: 'Get-MobileDevice @', skip: 0, count: 1, effect: { kind: 'session-death', after: 2 } });
    await answer(`$word = [System.Security.SecureString]::new(); '${password}'.ToCharArray() | ForEach-Object { $word.AppendChar($_) }`);
    await answer(`$env:EXCHANGE_CONNECTOR_REHEARSAL_URL = '${url}'; $who = [pscredential]::new('CONTOSO\\svc-connector', $word)`);
    await answer(`$session = @(& '${opener}' -Server 'cas1' -Type 'on-premises' -Credential $who)[-1]`);
    const ask =
      'try { Invoke-Command -Session $session { Get-MobileDevice -ResultSize 9 } -ErrorAction Stop | Out-Null } catch { $_.FullyQualifiedErrorId }';

    expect(await answer(ask)).toEqual(['SessionLost,Get-MobileDevice']);
    expect(await answer(ask)).toEqual(['SessionLost,Get-MobileDevice']);
    await answer('Remove-PSSession $session');
    await answer(`$session = @(& '${opener}' -Server 'cas1' -Type 'on-premises' -Credential $who)[-1]`);
    expect((await answer(ask)).filter((line) => !line.startsWith('WARNING'))).toEqual([]);
    await answer('Remove-PSSession $session');
  });
});
