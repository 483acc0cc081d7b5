import { describe, expect, it } from 'vitest';
import { findPowershell, powershellEnvironment } from '../../../../../engine/adapters/exchange-powershell/find-powershell.ts';

const windows = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

function on(platform: string, files: readonly string[], powershell: string | null = null) {
  const environment = { PATH: 'relative:/usr/local/bin:/usr/bin', SYSTEMROOT: 'C:\\Windows' };
  return () => findPowershell({ powershell, platform, environment, exists: (path) => files.includes(path) });
}

describe('which PowerShell runs', () => {
  it('is the one that was named, before all others', () => {
    expect(on('linux', ['/usr/bin/pwsh', '/opt/host'], '/opt/host')()).toEqual({ path: '/opt/host', source: 'environment' });
  });

  it('is never silently another one than was named', () => {
    expect(on('linux', ['/usr/bin/pwsh'], '/opt/host')).toThrow('powershell.missing');
  });

  it('is Windows PowerShell by its full path on Windows', () => {
    expect(on('win32', [windows])()).toEqual({ path: windows, source: 'windows' });
  });

  it('is pwsh from an absolute folder of PATH elsewhere', () => {
    expect(on('linux', ['relative/pwsh', '/usr/bin/pwsh'])()).toEqual({ path: '/usr/bin/pwsh', source: 'path' });
  });

  it('is missing when there is none', () => {
    expect(on('linux', [])).toThrow('powershell.missing');
    expect(on('win32', ['/usr/bin/pwsh'])).toThrow('powershell.missing');
  });
});

describe('environment of PowerShell', () => {
  it('keeps what PowerShell needs and leaves secrets and NODE_POWERSHELL behind', () => {
    const given = {
      Path: 'p',
      SystemRoot: 'C:\\Windows',
      HOME: '/root',
      NODE_POWERSHELL: 'evil',
      MY_PASSWORD: 'x',
      HTTPS_PROXY: 'http://u:p@h',
      GONE: undefined,
    };
    const kept = powershellEnvironment(given);

    expect(kept).toMatchObject({ Path: 'p', SystemRoot: 'C:\\Windows', HOME: '/root', TERM: 'dumb' });
    expect(Object.keys(kept)).not.toContain('NODE_POWERSHELL');
    expect(JSON.stringify(kept)).not.toMatch(/evil|MY_PASSWORD|PROXY/);
  });
});
