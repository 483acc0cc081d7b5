import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { developmentSigner, type Signer, signerFor, signingKeyVariable } from '../../../../build/pack/signer.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-signer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = Buffer.from('what is signed');

function isBySigner(signer: Signer): boolean {
  return verify(null, bytes, createPublicKey(signer.publicKey), signer.sign(bytes));
}

function keyFile(key: KeyObject, mode = 0o600): string {
  const file = join(folder, 'key.pem');
  writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }));
  chmodSync(file, mode);
  return file;
}

function signerOfFile(file: string): Signer {
  return signerFor({ [signingKeyVariable]: file });
}

describe('the key that signs a delivery', () => {
  it('is this checkout’s development key when none is given: made once, for its owner only', () => {
    const first = developmentSigner(folder);
    const second = developmentSigner(folder);

    expect(first.signedBy).toBe('development');
    expect(second.publicKey).toBe(first.publicKey);
    expect(isBySigner(first)).toBe(true);
    expect(statSync(join(folder, 'development-signing-key.pem')).mode & 0o777).toBe(0o600);
  });

  it('is the release key when its file is named', () => {
    const { privateKey } = generateKeyPairSync('ed25519');

    const signer = signerOfFile(keyFile(privateKey));

    expect(signer.signedBy).toBe('release');
    expect(isBySigner(signer)).toBe(true);
  });

  it('is refused when others can read its file', () => {
    const file = keyFile(generateKeyPairSync('ed25519').privateKey, 0o640);

    expect(() => signerOfFile(file)).toThrow('others can read it');
  });

  it('is refused when its file is not there, and no development key takes its place', () => {
    expect(() => signerOfFile(join(folder, 'gone.pem'))).toThrow('no such file');
  });

  it('is refused when it is a key of another kind', () => {
    expect(() => signerOfFile(keyFile(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey))).toThrow('not for ed25519');
  });

  it('is refused when it is damaged, and nothing of it is repeated', () => {
    const file = keyFile(generateKeyPairSync('ed25519').privateKey);
    const secret = readFileSync(file, 'utf8').split('\n')[1] ?? '';
    writeFileSync(file, `-----BEGIN PRIVATE KEY-----\n${secret.slice(8)}\n-----END PRIVATE KEY-----\n`);

    expect(() => signerOfFile(file)).toThrow(/^(?!.*MC4)(?=.*no private key in PEM)/);
    expect(() => signerOfFile(file)).not.toThrow(secret.slice(8, 24));
  });
});
