import { describe, expect, it } from 'vitest';
import type { HostCheck } from '../../../../electron/prerequisites/host-check.ts';
import { requireNoFailure, runHostChecks, systemChecks } from '../../../../electron/prerequisites/host-checks.ts';
import type { HostFacts } from '../../../../electron/prerequisites/host-facts.ts';
import type { WindowsFacts } from '../../../../electron/prerequisites/windows-facts.ts';
import type { CheckId, CheckResult } from '../../../../shared/checks.ts';
import { Failure } from '../../../../shared/errors.ts';
import { factsSentence } from '../../../../shared/facts.ts';
import type { CredentialVault } from '../../../../shared/host/vault.ts';
import { translator } from '../../../../shared/i18n/translate.ts';
import { memoryVault } from '../../../builders/memory-vault.ts';

const gigabyte = 1024 ** 3;
const windows: WindowsFacts = {
  productName: 'Windows Server 2022 Standard',
  build: 20_348,
  installationType: 'Server',
  dotnet: 528_449,
  powershell: { major: 5, minor: 1 },
  languageLimit: 'none',
  machinePolicy: { forced: null },
  userPolicy: { forced: null },
  role: { kind: 'member', domain: 'contoso.com' },
};
const server2022: HostFacts = {
  platform: 'win32',
  release: '10.0.20348',
  systemName: 'Windows Server 2022 Standard',
  hostName: 'CONNECTOR01',
  windows,
  processorMegahertz: 2_400,
  memoryBytes: 8 * gigabyte,
  freeDiskBytes: 60 * gigabyte,
  powershell: { path: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', source: 'windows' },
};
const linux: HostFacts = {
  ...server2022,
  platform: 'linux',
  release: '6.1.0',
  windows: null,
  powershell: { path: '/opt/pwsh', source: 'path' },
};
const english = translator('en');

async function checked(facts: HostFacts, vault: CredentialVault = memoryVault()): Promise<readonly CheckResult[]> {
  return runHostChecks({
    facts,
    vault,
    onResult: () => undefined,
    signal: new AbortController().signal,
    deadlineMilliseconds: 40,
  });
}

async function one(id: CheckId, facts: HostFacts): Promise<CheckResult | undefined> {
  return (await checked(facts)).find((result) => result.id === id);
}

function on(changes: Partial<WindowsFacts>): HostFacts {
  return { ...server2022, windows: { ...windows, ...changes } };
}

describe('Q1 operating system', () => {
  it.each([
    ['an old Windows 10', { build: 10_240, installationType: 'Client' }, 'fail'],
    ['Nano Server', { installationType: 'Nano Server' }, 'fail'],
    ['a Windows whose registry does not tell', { installationType: null }, 'unknown'],
    ['a kind nobody knows', { installationType: 'Something New' }, 'unknown'],
  ])('judges %s', async (_name, changes, verdict) => {
    expect((await one('operating-system', on(changes)))?.verdict).toBe(verdict);
  });

  it('takes the build of the kernel where the registry has none', async () => {
    const old = { ...on({ build: null, productName: null }), release: '6.3.9600' };
    const nobodyKnows = { ...on({ build: null }), release: 'eleven' };

    expect(await one('operating-system', old)).toMatchObject({
      verdict: 'fail',
      measured: [{ params: { name: 'Windows Server 2012 R2', build: 9_600 } }],
    });
    expect((await one('operating-system', nobodyKnows))?.verdict).toBe('unknown');
  });

  it('does not show a name that came through a foreign code page', async () => {
    const result = await one('operating-system', on({ productName: 'Windows Server\uFFFD 2008', build: 6_002 }));

    expect(result?.measured).toEqual([{ key: 'windows', params: { name: 'Windows Server 2008', build: 6_002 } }]);
  });

  it('names Linux and macOS a development host and warns', async () => {
    const result = await one('operating-system', linux);

    expect(result).toMatchObject({ verdict: 'warn', cure: 'development-host' });
    expect(factsSentence(english, result?.measured ?? [])).toBe('development host: linux 6.1.0');
    expect(factsSentence(translator('nl'), result?.measured ?? [])).toBe('ontwikkelcomputer: linux 6.1.0');
  });
});

describe('Q2 hardware', () => {
  it.each([
    ['enough of everything', {}, 'pass'],
    ['1.596 GHz, as a 1.6 GHz processor reports', { processorMegahertz: 1_596 }, 'pass'],
    ['a slow processor', { processorMegahertz: 1_200 }, 'fail'],
    ['2 GB less what the firmware keeps', { memoryBytes: 1.95 * gigabyte }, 'pass'],
    ['1 GB of memory', { memoryBytes: gigabyte }, 'fail'],
    ['a full disk', { freeDiskBytes: 9.96 * gigabyte }, 'fail'],
    ['an unknown speed', { processorMegahertz: null }, 'unknown'],
    ['an unknown disk', { freeDiskBytes: null }, 'unknown'],
    ['too little of one and another unknown', { memoryBytes: gigabyte, freeDiskBytes: null }, 'fail'],
    ['a development host with a full disk', { windows: null, freeDiskBytes: gigabyte }, 'warn'],
  ])('judges %s', async (_name, facts, verdict) => {
    expect((await one('hardware', { ...server2022, ...facts }))?.verdict).toBe(verdict);
  });

  it('shows what was measured with units, as each language writes numbers, and never more than there is', async () => {
    const result = await one('hardware', { ...server2022, processorMegahertz: 1_596, freeDiskBytes: 9.96 * gigabyte });

    expect(factsSentence(english, result?.measured ?? [])).toBe('1.6 GHz, 8.0 GB memory, 9.9 GB free disk space');
    expect(factsSentence(translator('nl'), result?.measured ?? [])).toBe('1,6 GHz, 8,0 GB geheugen, 9,9 GB vrije schijfruimte');
    expect(factsSentence(english, result?.required ?? [])).toBe('1.6 GHz, 2.0 GB memory, 10.0 GB free disk space');
  });

  it('says what could not be measured', async () => {
    const result = await one('hardware', { ...server2022, processorMegahertz: null, freeDiskBytes: null });

    expect(factsSentence(english, result?.measured ?? [])).toBe('processor speed unknown, 8.0 GB memory, free disk space unknown');
  });
});

describe('Q3 .NET Framework', () => {
  it.each([
    [378_389, '4.5', 'pass'],
    [378_675, '4.5.1', 'pass'],
    [378_758, '4.5.1', 'pass'],
    [379_893, '4.5.2', 'pass'],
    [393_297, '4.6', 'pass'],
    [394_271, '4.6.1', 'pass'],
    [394_802, '4.6.2', 'pass'],
    [460_805, '4.7', 'pass'],
    [461_310, '4.7.1', 'pass'],
    [461_814, '4.7.2', 'pass'],
    [528_040, '4.8', 'pass'],
    [533_320, '4.8.1', 'pass'],
    [600_000, '4.8.1', 'pass'],
    [378_388, '4.0', 'fail'],
  ])('release %i is %s', async (dotnet, version, verdict) => {
    expect(await one('dotnet', on({ dotnet }))).toMatchObject({ verdict, measured: [{ params: { version, release: dotnet } }] });
  });
});

describe('Q3 PowerShell', () => {
  it('takes any PowerShell on a development host, and tells its path', async () => {
    expect(await one('powershell', linux)).toMatchObject({ verdict: 'pass', measured: [{ key: 'text', params: { text: '/opt/pwsh' } }] });
  });

  it.each([
    ['on Windows', server2022],
    ['elsewhere', linux],
  ])('fails with its own code when there is none %s', async (_name, facts) => {
    const result = await one('powershell', { ...facts, powershell: null });

    expect(result).toMatchObject({ verdict: 'fail', error: { code: 'powershell.missing' } });
  });

  it('does not trust a program whose version the registry does not tell', async () => {
    expect((await one('powershell', on({ powershell: null })))?.verdict).toBe('unknown');
    expect((await one('powershell', on({ powershell: { major: 6, minor: 0 } })))?.verdict).toBe('pass');
  });

  it.each([
    ['RemoteSigned', 'pass'],
    ['unrestricted', 'pass'],
    ['Bypass', 'pass'],
    ['AllSigned', 'fail'],
    ['Restricted', 'fail'],
    ['Etwas', 'unknown'],
  ])('judges the policy %s of Group Policy: %s', async (forced, verdict) => {
    expect((await one('powershell-policy', on({ machinePolicy: { forced }, userPolicy: null })))?.verdict).toBe(verdict);
  });
});

describe('a list of checks', () => {
  it('leaves out what does not exist on a development host', async () => {
    expect((await checked(linux)).map((result) => result.id)).toEqual(['operating-system', 'hardware', 'powershell', 'vault']);
  });

  it('never passes what could not be found out', async () => {
    const nothing: WindowsFacts = {
      productName: null,
      build: null,
      installationType: null,
      dotnet: null,
      powershell: null,
      languageLimit: null,
      machinePolicy: null,
      userPolicy: { forced: 'RemoteSigned' },
      role: null,
    };
    const blank: HostFacts = { ...server2022, release: '', windows: nothing, processorMegahertz: null, freeDiskBytes: null };

    const verdicts = (await checked(blank)).filter((result) => result.id !== 'vault').map((result) => result.verdict);
    expect(verdicts).toEqual(systemChecks.map((_check: HostCheck) => 'unknown'));
  });

  it('waits for no check longer than its deadline, and tells the others meanwhile', async () => {
    const silent: CredentialVault = { ...memoryVault(), write: () => new Promise(() => undefined) };
    const told: string[] = [];
    const { signal } = new AbortController();

    const results = await runHostChecks({
      facts: server2022,
      vault: silent,
      onResult: (result) => told.push(result.id),
      signal,
      deadlineMilliseconds: 40,
    });

    expect(results.at(-1)).toMatchObject({ id: 'vault', verdict: 'unknown', error: { code: 'timeout' } });
    expect(told).toHaveLength(results.length);
    expect(told.at(-1)).toBe('vault');
  });

  it('ends when it is cancelled', async () => {
    const control = new AbortController();
    const silent: CredentialVault = { ...memoryVault(), write: () => new Promise(() => undefined) };
    const running = runHostChecks({ facts: server2022, vault: silent, onResult: () => undefined, signal: control.signal });

    control.abort();

    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('turns green on "check again": nothing is kept of the time before', async () => {
    const locked: CredentialVault = { ...memoryVault(), write: () => Promise.reject(new Failure('vault.locked')) };

    expect((await checked(server2022, locked)).at(-1)).toMatchObject({ verdict: 'fail', error: { code: 'vault.locked' } });
    expect((await checked(server2022)).at(-1)).toMatchObject({ verdict: 'pass' });
    expect((await one('domain', on({ role: { kind: 'workgroup', domain: '' } })))?.verdict).toBe('fail');
    expect((await one('domain', server2022))?.verdict).toBe('pass');
  });

  it('asks only what is to be asked again, and nothing of the others, whose checks are of another program', async () => {
    const silent: CredentialVault = { ...memoryVault(), write: () => Promise.reject(new Error('asked')) };
    const told: string[] = [];
    const request = {
      facts: server2022,
      vault: silent,
      onResult: (result: CheckResult) => told.push(result.id),
      signal: new AbortController().signal,
    };

    const results = await runHostChecks({ ...request, only: ['hardware', 'domain', 'exchange-reach'] });

    expect(results.map((result) => result.id)).toEqual(['hardware', 'domain']);
    expect(told).toEqual(['hardware', 'domain']);
    expect(await runHostChecks({ ...request, only: [] })).toEqual([]);
    expect(await runHostChecks({ ...request, only: null })).toHaveLength(8);
  });
});

describe('what stops set-up', () => {
  it('is not a warning and not an unknown', async () => {
    const results = await checked({ ...linux, processorMegahertz: null });

    expect(results.map((result) => result.verdict)).toEqual(['warn', 'unknown', 'pass', 'pass']);
    expect(() => requireNoFailure(results)).not.toThrow();
  });

  it('is a failed check, by the code of its own where it has one', async () => {
    const withoutPowershell = await checked({ ...server2022, powershell: null });
    const smallDisk = await checked({ ...server2022, freeDiskBytes: 1 });

    expect(() => requireNoFailure(withoutPowershell)).toThrow('powershell.missing');
    expect(() => requireNoFailure(smallDisk)).toThrow(Failure);
    expect(() => requireNoFailure(smallDisk)).toThrow(/^prerequisite\.failed: hardware: .*0\.0 GB free disk space, required: 1\.6 GHz/);
  });
});
