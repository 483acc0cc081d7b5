/** The real vault of this session, with the limits of Windows' Credential Manager. */
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { openVault, windowsSecretLimitBytes } from '../../shared/host/vault.ts';

const service = `exchange-connector-test-${randomBytes(4).toString('hex')}`;

describe('I3 the credential vault with the limits of Windows', () => {
  afterEach(async () => {
    const raw = openVault(service, 'linux');
    for (const name of await raw.names()) await raw.remove(name);
  });

  it('keeps an account certificate of 3.5 kB in entries that Windows takes, and gives it back exactly', async () => {
    const secret = randomBytes(2625).toString('base64');
    const vault = openVault(service, 'win32');
    await vault.write('account-certificate', secret);
    expect(await vault.read('account-certificate')).toBe(secret);
    expect(await vault.names()).toEqual(['account-certificate']);
    const raw = openVault(service, 'linux');
    const entries = await Promise.all((await raw.names()).map((name) => raw.read(name)));
    expect(entries.length).toBeGreaterThan(2);
    for (const entry of entries) expect(Buffer.byteLength(entry ?? '')).toBeLessThanOrEqual(windowsSecretLimitBytes);
  });

  it('goes from short to long and back, and a removed secret leaves nothing', async () => {
    const vault = openVault(service, 'win32');
    for (const length of [10, 4000, 20, 9000, 2560, 2561]) {
      await vault.write('exchange-password', 'é'.repeat(length / 2));
      expect(await vault.read('exchange-password')).toBe('é'.repeat(length / 2));
    }
    expect(await vault.remove('exchange-password')).toBe(true);
    expect(await openVault(service, 'linux').names()).toEqual([]);
  });
});
