import { describe, expect, it } from 'vitest';
import { judgeHardware } from '../../../../electron/prerequisites/hardware.ts';
import { requireNoFailure } from '../../../../electron/prerequisites/host-checks.ts';
import { type HostFacts, registryText } from '../../../../electron/prerequisites/host-facts.ts';
import { judgeOperatingSystem } from '../../../../electron/prerequisites/operating-system.ts';
import { judgePowershell } from '../../../../electron/prerequisites/powershell.ts';
import { Failure } from '../../../../shared/errors.ts';

const gigabyte = 1024 ** 3;
const server2022: HostFacts = {
  platform: 'win32',
  release: '10.0.20348',
  systemName: 'Windows Server 2022 Standard',
  hostName: 'CONNECTOR01',
  installationType: 'Server',
  processorMegahertz: 2_400,
  memoryBytes: 8 * gigabyte,
  freeDiskBytes: 60 * gigabyte,
  powershell: { path: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', source: 'windows' },
};

describe('Q1 operating system', () => {
  it.each([
    ['Server 2016', '10.0.14393', 'Server', 'pass'],
    ['Server 2019', '10.0.17763', 'Server', 'pass'],
    ['Server 2022', '10.0.20348', 'Server', 'pass'],
    ['Server 2025', '10.0.26100', 'Server', 'pass'],
    ['Server Core', '10.0.20348', 'Server Core', 'fail'],
    ['Windows 11', '10.0.22631', 'Client', 'warn'],
    ['Windows 10 before 2016', '10.0.10240', 'Client', 'fail'],
    ['Server 2012 R2', '6.3.9600', 'Server', 'fail'],
    ['Server 2008 SP2', '6.0.6002', null, 'fail'],
    ['a Windows whose registry does not tell', '10.0.20348', null, 'unknown'],
    ['a kind nobody knows', '10.0.20348', 'Something New', 'unknown'],
    ['a release that is no release', 'eleven', 'Server', 'unknown'],
  ])('judges %s (%s, %s): %s', (_name, release, installationType, verdict) => {
    expect(judgeOperatingSystem({ ...server2022, release, installationType }).verdict).toBe(verdict);
  });

  it('names what an older server is', () => {
    expect(judgeOperatingSystem({ ...server2022, release: '6.3.9600' }).measured).toBe('Windows Server 2012 R2');
  });

  it('names Linux and macOS a development host and warns', () => {
    const result = judgeOperatingSystem({ ...server2022, platform: 'linux', release: '6.1.0' });

    expect(result).toMatchObject({ verdict: 'warn', measured: 'development host: linux 6.1.0' });
  });

  it('reads the kind of installation from what reg.exe prints', () => {
    const printed =
      '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\r\n    InstallationType    REG_SZ    Server Core\r\n\r\n';

    expect(registryText(printed, 'InstallationType')).toBe('Server Core');
    expect(registryText('ERROR: The system was unable to find the specified registry key', 'InstallationType')).toBeNull();
  });
});

describe('Q2 hardware', () => {
  it.each([
    ['enough of everything', {}, 'pass'],
    ['1.596 GHz, as a 1.6 GHz processor reports', { processorMegahertz: 1_596 }, 'pass'],
    ['a slow processor', { processorMegahertz: 1_200 }, 'fail'],
    ['2 GB less what the firmware keeps', { memoryBytes: 1.95 * gigabyte }, 'pass'],
    ['1 GB of memory', { memoryBytes: gigabyte }, 'fail'],
    ['a full disk', { freeDiskBytes: 9.9 * gigabyte }, 'fail'],
    ['an unknown speed', { processorMegahertz: null }, 'unknown'],
    ['an unknown disk', { freeDiskBytes: null }, 'unknown'],
    ['too little of one and another unknown', { memoryBytes: gigabyte, freeDiskBytes: null }, 'fail'],
    ['a development host with a full disk', { platform: 'linux', freeDiskBytes: gigabyte }, 'warn'],
  ])('judges %s', (_name, facts, verdict) => {
    expect(judgeHardware({ ...server2022, ...facts }).verdict).toBe(verdict);
  });

  it('shows what was measured, with units', () => {
    expect(judgeHardware({ ...server2022, processorMegahertz: null }).measured).toBe('? GHz, 8.0 GB memory, 60.0 GB free disk');
  });
});

describe('Q3 PowerShell', () => {
  it('passes with the path that will be used', () => {
    expect(judgePowershell(server2022)).toMatchObject({ verdict: 'pass', measured: server2022.powershell?.path });
  });

  it('fails with its own code when there is none', () => {
    expect(judgePowershell({ ...server2022, powershell: null })).toMatchObject({ verdict: 'fail', error: { code: 'powershell.missing' } });
  });
});

describe('what stops set-up', () => {
  const results = [judgeOperatingSystem({ ...server2022, platform: 'linux' }), judgeHardware({ ...server2022, processorMegahertz: null })];

  it('is not a warning and not an unknown', () => {
    expect(() => requireNoFailure(results)).not.toThrow();
  });

  it('is a failed check, by the code of its own where it has one', () => {
    const withoutPowershell = [...results, judgePowershell({ ...server2022, powershell: null })];
    const smallDisk = [...results, judgeHardware({ ...server2022, freeDiskBytes: 1 })];

    expect(() => requireNoFailure(withoutPowershell)).toThrow('powershell.missing');
    expect(() => requireNoFailure(smallDisk)).toThrow(Failure);
    expect(() => requireNoFailure(smallDisk)).toThrow('prerequisite.failed');
  });
});
