import { describe, expect, it } from 'vitest';
import { runHostChecks } from '../../../../electron/prerequisites/host-checks.ts';
import type { HostFacts } from '../../../../electron/prerequisites/host-facts.ts';
import { gatherWindowsFacts } from '../../../../electron/prerequisites/windows-facts.ts';
import { type CheckResult, checkIds, checkResultSchema } from '../../../../shared/checks.ts';
import { factsSentence } from '../../../../shared/facts.ts';
import { translator } from '../../../../shared/i18n/translate.ts';
import { memoryVault } from '../../../builders/memory-vault.ts';
import { bare2016, controller2016, core2022, denied2022, renewed2012R2 } from './recorded/installations.ts';
import {
  allSigned2019,
  applocker2025,
  bothPolicies2019,
  constrained2022,
  noScripts2019,
  userAllSigned2022,
  userDenied2022,
  workgroup2019,
} from './recorded/policies.ts';
import { server2008 } from './recorded/server-2008.ts';
import { server2008R2 } from './recorded/server-2008-r2.ts';
import { server2012 } from './recorded/server-2012.ts';
import { server2012R2 } from './recorded/server-2012-r2.ts';
import { server2016 } from './recorded/server-2016.ts';
import { server2019 } from './recorded/server-2019.ts';
import { server2022 } from './recorded/server-2022.ts';
import { server2025 } from './recorded/server-2025.ts';
import { type RecordedSystem, registryOf } from './recorded/transcript.ts';
import { windows11 } from './recorded/windows-11.ts';

const gigabyte = 1024 ** 3;
const columns = [
  'operating-system',
  'hardware',
  'domain',
  'dotnet',
  'powershell',
  'powershell-language',
  'powershell-policy',
  'vault',
] as const;

/** Verdicts in the order of the columns. */
const table: readonly (readonly [RecordedSystem, string])[] = [
  [server2008, 'fail pass fail fail fail pass pass pass'],
  [server2008R2, 'fail pass pass fail fail pass pass pass'],
  [server2012, 'fail pass pass pass fail pass pass pass'],
  [server2012R2, 'fail pass pass pass fail pass pass pass'],
  [renewed2012R2, 'fail pass pass pass pass pass pass pass'],
  [server2016, 'pass pass pass pass pass pass pass pass'],
  [bare2016, 'pass pass pass fail fail pass pass pass'],
  [controller2016, 'pass pass warn pass pass pass pass pass'],
  [server2019, 'pass pass pass pass pass pass pass pass'],
  [workgroup2019, 'pass pass fail pass pass pass pass pass'],
  [allSigned2019, 'pass pass pass pass pass pass fail pass'],
  [noScripts2019, 'pass pass pass pass pass pass fail pass'],
  [bothPolicies2019, 'pass pass fail pass pass pass pass pass'],
  [server2022, 'pass pass pass pass pass pass pass pass'],
  [userAllSigned2022, 'pass pass pass pass pass pass fail pass'],
  [userDenied2022, 'pass pass pass pass pass pass unknown pass'],
  [core2022, 'fail pass pass pass pass pass pass pass'],
  [constrained2022, 'pass pass pass pass pass fail pass pass'],
  [denied2022, 'pass pass unknown unknown unknown unknown unknown pass'],
  [server2025, 'pass pass pass pass pass pass pass pass'],
  [applocker2025, 'pass pass pass pass pass warn pass pass'],
  [windows11, 'warn pass warn pass pass pass pass pass'],
];

async function factsOf(system: RecordedSystem): Promise<HostFacts> {
  return {
    platform: 'win32',
    release: system.kernel,
    systemName: 'Windows',
    hostName: 'CONNECTOR01',
    windows: await gatherWindowsFacts(registryOf(system)),
    processorMegahertz: 2_400,
    memoryBytes: 8 * gigabyte,
    freeDiskBytes: 60 * gigabyte,
    powershell: { path: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', source: 'windows' },
  };
}

async function check(system: RecordedSystem): Promise<readonly CheckResult[]> {
  const { signal } = new AbortController();
  return runHostChecks({ facts: await factsOf(system), vault: memoryVault(), onResult: () => undefined, signal });
}

async function found(system: RecordedSystem, id: CheckResult['id']): Promise<string> {
  const result = (await check(system)).find((one) => one.id === id);
  return factsSentence(translator('en'), result?.measured ?? []);
}

describe('Q1-Q4 recorded systems', () => {
  it('are judged as the table says', async () => {
    const rows = await Promise.all(
      table.map(async ([system]) => [system, (await check(system)).map((result) => result.verdict).join(' ')] as const),
    );

    process.stdout.write(`${printed(rows)}\n`);
    expect(rows.map(([system, verdicts]) => `${system.name}: ${verdicts}`)).toEqual(
      table.map(([system, verdicts]) => `${system.name}: ${verdicts}`),
    );
  });

  it('give results that pass the border, in the order of the list', async () => {
    for (const [system] of table) {
      const results = await check(system);
      expect(results.map((result) => result.id)).toEqual(columns);
      for (const result of results) expect(checkResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    }
    expect(checkIds.slice(0, columns.length)).toEqual(columns);
  });

  it('say what to do where something could not be found out', async () => {
    const unknown = (await check(denied2022)).filter((result) => result.verdict === 'unknown');

    expect(unknown.map((result) => result.cure)).toEqual(unknown.map(() => 'not-determined'));
  });

  it('are named', async () => {
    expect(await found(server2008, 'operating-system')).toBe('Windows Server (R) 2008 Standard (build 6002)');
    expect(await found(core2022, 'operating-system')).toBe('Windows Server 2022 Standard (build 20348), installed as Server Core');
    expect(await found(windows11, 'operating-system')).toBe('Windows 11 Pro (build 22631), installed as Client');
  });

  it('that are too old get the cure of a newer member server, Server Core its own', async () => {
    const cures = await Promise.all([server2008, server2012R2, core2022].map(async (system) => (await check(system))[0]?.cure));

    expect(cures).toEqual(['newer-server', 'newer-server', 'server-core']);
    expect(translator('en')('cure.newer-server')).toContain('The Exchange server itself may be older');
  });

  it.each([
    [server2008, 'not installed', 'Windows PowerShell 2.0'],
    [server2008R2, '.NET Framework 4.0', 'Windows PowerShell 2.0'],
    [server2012, '.NET Framework 4.5 (release 378389)', 'Windows PowerShell 3.0'],
    [server2012R2, '.NET Framework 4.5.1 (release 378675)', 'Windows PowerShell 4.0'],
    [bare2016, '.NET Framework 4.0', 'Windows PowerShell 5.0'],
    [server2016, '.NET Framework 4.6.2 (release 394802)', 'Windows PowerShell 5.1'],
    [renewed2012R2, '.NET Framework 4.8 (release 528049)', 'Windows PowerShell 5.1'],
    [server2025, '.NET Framework 4.8.1 (release 533325)', 'Windows PowerShell 5.1'],
  ])('tell .NET and PowerShell: $name', async (system, dotnet, powershell) => {
    expect(await found(system, 'dotnet')).toBe(dotnet);
    expect(await found(system, 'powershell')).toBe(powershell);
  });

  it('tell domain and policy', async () => {
    expect(await found(server2019, 'domain')).toBe('member of the domain contoso.com');
    expect(await found(controller2016, 'domain')).toBe('domain controller of contoso.com');
    expect(await found(allSigned2019, 'powershell-policy')).toBe('AllSigned, forced by Group Policy');
    expect(await found(noScripts2019, 'powershell-policy')).toBe('Restricted, forced by Group Policy');
    expect(await found(userAllSigned2022, 'powershell-policy')).toBe('AllSigned, forced on this account by Group Policy for users');
    expect(await found(bothPolicies2019, 'powershell-policy')).toBe('RemoteSigned, forced by Group Policy');
    expect(await found(server2022, 'powershell-policy')).toBe('not forced by Group Policy; the connector uses Bypass');
  });
});

function printed(rows: readonly (readonly [RecordedSystem, string])[]): string {
  const width = Math.max(...rows.map(([{ name }]) => name.length)) + 2;
  const line = (name: string, cells: readonly string[]): string =>
    name.padEnd(width) + cells.map((cell, index) => cell.padEnd((columns[index]?.length ?? 0) + 2)).join('');
  return [line('', columns), ...rows.map(([{ name }, verdicts]) => line(name, verdicts.split(' ')))].join('\n');
}
