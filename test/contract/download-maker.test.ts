import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../../build/bootstrap/stamps.mjs';
import { readAccountCertificate } from '../../electron/package/account-certificate.ts';
import { checkOwnFolder } from '../../electron/package/own-folder.ts';
import { folderManifestSchema } from '../../shared/setup/set-up-folder.ts';
import { writeDeliveredFolder } from '../builders/delivered-folder.ts';
import { createClientCertificate } from '../simulators/intune/tls.ts';

const tenant = '11111111-1111-4111-8111-111111111111';
const client = '22222222-2222-4222-8222-222222222222';
const never = new AbortController().signal;
let pair: Awaited<ReturnType<typeof createClientCertificate>>;
let work = '';
let out = '';
beforeAll(async () => {
  pair = await createClientCertificate();
});
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'ec-download-'));
  out = join(work, 'Exchange_Connector_Setup.zip');
  writeFileSync(join(work, 'certificate.pem'), pair.certificate);
  writeDeliveredFolder(join(work, 'packed'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

function make(change: Readonly<Record<string, string>> = {}, key = pair.privateKey) {
  const values = {
    tenant,
    client,
    cloud: 'global',
    certificate: join(work, 'certificate.pem'),
    out,
    folder: join(work, 'packed'),
    ...change,
  };
  const args = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
  return spawnSync(process.execPath, [join(repository, 'build', 'download.ts'), ...args], {
    input: key,
    encoding: 'utf8',
    timeout: 30_000,
  });
}

function extracted(): string {
  const folder = join(work, 'extracted');
  mkdirSync(folder);
  spawnSync('unzip', ['-q', out, '-d', folder], { timeout: 30_000 });
  return join(folder, 'Exchange_Connector_Setup');
}

describe('P1 the maker of the download', () => {
  it('puts the packed folder and the account certificate of the tenant into one zip, with a manifest over both, for its owner only', async () => {
    const ended = make();

    expect(ended.stderr).toBe('');
    expect(ended.stdout).toContain(`tenant ${tenant}`);
    expect(ended.stdout).toContain('DEVELOPMENT');
    expect(ended.stdout).not.toContain('PRIVATE');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const folder = extracted();
    expect(await checkOwnFolder({ folder, isDelivered: true }, never, null)).toEqual([]);
    const { certificate } = await readAccountCertificate(join(folder, 'MicrosoftIntune.accountcert'));
    expect(certificate).toMatchObject({ tenantId: tenant, clientId: client });
    const manifest = folderManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'setup-manifest.json'), 'utf8')));
    expect(manifest.tenantId).toBe(tenant);
  });

  it('makes the same zip again, to the byte', () => {
    make();
    make({ out: join(work, 'again.zip') });

    expect(readFileSync(out).equals(readFileSync(join(work, 'again.zip')))).toBe(true);
  });

  it.each<[string, () => ReturnType<typeof make>, number]>([
    ['a folder that was not packed', () => make({ folder: join(work, 'nothing') }), 1],
    ['a platform that is not known', () => make({ platform: 'amiga' }), 2],
    ['a tenant that is no id', () => make({ tenant: 'contoso' }), 2],
    ['a key that is none', () => make({}, 'x'), 1],
    ['a key as an argument', () => make({ key: 'MIIsecret' }), 2],
  ])('refuses %s, and writes nothing', (_name, attempt, code) => {
    const ended = attempt();

    expect(ended.status, ended.stderr).toBe(code);
    expect(ended.stdout + ended.stderr).not.toContain('MII');
    expect(ended.stderr).not.toContain('    at ');
    expect(readdirSync(work).sort()).toEqual(['certificate.pem', 'packed']);
  });

  it('leaves a zip alone that is there already', () => {
    writeFileSync(out, 'of another tenant');

    expect(make().status).toBe(1);
    expect(readFileSync(out, 'utf8')).toBe('of another tenant');
  });
});
