import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../../build/bootstrap/stamps.mjs';
import { readAccountCertificate } from '../../electron/package/account-certificate.ts';
import { createClientCertificate } from '../simulators/intune/tls.ts';

const tenant = '11111111-1111-4111-8111-111111111111';
const client = '22222222-2222-4222-8222-222222222222';
let pair: Awaited<ReturnType<typeof createClientCertificate>>;
let folder = '';
let out = '';
beforeAll(async () => {
  pair = await createClientCertificate();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-maker-'));
  out = join(folder, 'MicrosoftIntune.accountcert');
  writeFileSync(join(folder, 'certificate.pem'), pair.certificate);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the maker; `change` puts other values in place of right ones. */
function make(key: string, change: Readonly<Record<string, string>> = {}) {
  const values = { tenant, client, cloud: 'global', certificate: join(folder, 'certificate.pem'), out, ...change };
  const args = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
  const program = join(repository, 'build', 'account-certificate.ts');
  return spawnSync(process.execPath, [program, ...args], { input: key, encoding: 'utf8', timeout: 30_000 });
}

function pem(kind: 'rsa' | 'small' | 'ec'): string {
  const { privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('P1 the maker of MicrosoftIntune.accountcert', () => {
  it('makes a file for its owner only that set-up accepts', async () => {
    const ended = make(pair.privateKey);

    expect(ended.stderr).toBe('');
    const { certificate } = await readAccountCertificate(out);
    expect(certificate).toMatchObject({ version: 1, tenantId: tenant, clientId: client, cloud: 'global' });
    expect(certificate.privateKey.trim()).toBe(pair.privateKey.trim());
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(ended.stdout).not.toContain('PRIVATE');
  });

  it.each<[string, () => string, Readonly<Record<string, string>>, number]>([
    ['a key that does not belong to the certificate', () => pem('rsa'), {}, 1],
    ['a key of another kind', () => pem('ec'), {}, 1],
    ['no key', () => '', {}, 1],
    ['half a key', () => pair.privateKey.slice(0, 600), {}, 1],
    ['no certificate', () => pair.privateKey, { certificate: '/nowhere.pem' }, 1],
    ['a tenant that is no id', () => pair.privateKey, { tenant: 'contoso' }, 2],
    ['a cloud that is not known', () => pair.privateKey, { cloud: 'moon' }, 2],
    ['an option that is not known', () => pair.privateKey, { key: 'MIIsecret' }, 2],
  ])('refuses %s, writes nothing and repeats nothing of the key', (_name, key, change, code) => {
    const given = key();

    const ended = make(given, change);

    expect(ended.status, ended.stderr).toBe(code);
    expect(existsSync(out)).toBe(false);
    const said = ended.stdout + ended.stderr;
    expect(said).not.toContain('MII');
    expect(ended.stderr).not.toContain('    at ');
  });

  it('leaves a file alone that is there already', () => {
    writeFileSync(out, 'of another tenant');

    const ended = make(pair.privateKey);

    expect(ended.status).toBe(1);
    expect(readFileSync(out, 'utf8')).toBe('of another tenant');
  });
});
