import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAccountCertificate } from '../../../../electron/package/account-certificate.ts';
import { toAppError } from '../../../../shared/errors.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-certificate-'));
  path = join(folder, 'MicrosoftIntune.accountcert');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'MIIsecretsecretsecret';
const right = {
  version: 1,
  tenantId: '11111111-1111-4111-8111-111111111111',
  clientId: '22222222-2222-4222-8222-222222222222',
  cloud: 'global',
  certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  privateKey: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`,
};

async function errorOf(text: string) {
  writeFileSync(path, text);
  return readAccountCertificate(path).then(
    () => null,
    (thrown: unknown) => toAppError(thrown),
  );
}

describe('P1 the account certificate', () => {
  it('is read with its tenant', async () => {
    writeFileSync(path, JSON.stringify(right));

    expect((await readAccountCertificate(path)).certificate.tenantId).toBe(right.tenantId);
  });

  it('that is not there: account-certificate.missing', async () => {
    await expect(readAccountCertificate(path)).rejects.toMatchObject({ error: { code: 'account-certificate.missing' } });
  });

  it.each([
    ['no JSON, with a key in it', `{"privateKey": "${secret}`, 'not JSON'],
    ['a wrong field', JSON.stringify({ ...right, tenantId: secret }), 'tenantId'],
    ['an unknown field', JSON.stringify({ ...right, [secret]: 1 }), 'unknown or missing fields'],
    ['a text far too long', `"${'x'.repeat(20_000)}"`, 'larger than an account certificate'],
  ])('with %s: account-certificate.invalid, and nothing of it is repeated', async (_name, text, detail) => {
    const error = await errorOf(text);

    expect(error).toMatchObject({ code: 'account-certificate.invalid', detail });
    expect(JSON.stringify(error)).not.toContain(secret);
  });
});
