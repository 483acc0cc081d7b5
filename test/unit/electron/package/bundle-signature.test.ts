import { sign } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBundle } from '../../../../electron/package/bundle.ts';
import { type BundleOptions, leastFiles, newSigningKey, signedEntries, writeBundle } from '../../../builders/engine-bundle.ts';

let folder = '';
let zipFile = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-signature-'));
  zipFile = join(folder, 'engine-bundle.zip');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const releaseKey = newSigningKey();
const otherKey = newSigningKey();

type Describing = NonNullable<BundleOptions['describing']>;
type Change = (right: ReadonlyMap<string, Buffer>) => Buffer;

const manifestOf: Change = (right) => right.get('manifest.json') ?? Buffer.alloc(0);
const signatureOf: Change = (right) => right.get('manifest.sig') ?? Buffer.alloc(0);

async function opened(options: Partial<BundleOptions>, trusted: string | null) {
  await writeBundle(zipFile, { files: leastFiles, ...options });
  return openBundle(zipFile, never, trusted);
}

/** Signed for a release by the key given. */
function release(key: typeof releaseKey): Partial<BundleOptions> {
  return {
    manifest: (right) => ({ ...right, signedBy: 'release' }),
    describing: (right) => ({ 'manifest.sig': sign(null, manifestOf(right), key.privateKey), 'development-key.pem': null }),
  };
}

describe('I1 the signature of the engine bundle', () => {
  it('by the release key opens it in a release build', async () => {
    const bundle = await opened(release(releaseKey), releaseKey.publicKey);

    expect(bundle.manifest.signedBy).toBe('release');
  });

  it('by a development key opens it in a development build, and the bundle says so', async () => {
    const bundle = await opened({}, null);
    await bundle.extractTo(join(folder, 'staging'), never);

    expect(bundle.manifest.signedBy).toBe('development');
    expect(readdirSync(join(folder, 'staging')).sort()).toEqual(['assets', 'engine.cjs', 'node']);
  });

  it.each<[string, Describing, string]>([
    ['is missing', () => ({ 'manifest.sig': null }), 'manifest.sig'],
    ['is empty', () => ({ 'manifest.sig': Buffer.alloc(0) }), 'manifest.json'],
    ['has one bit changed', (right) => ({ 'manifest.sig': flipped(signatureOf(right)) }), 'manifest.json'],
    ['has a byte more', (right) => ({ 'manifest.sig': Buffer.concat([signatureOf(right), Buffer.alloc(1)]) }), 'manifest.json'],
    ['is by another key', (right) => ({ 'manifest.sig': sign(null, manifestOf(right), otherKey.privateKey) }), 'manifest.json'],
    [
      'is over other bytes of the same manifest',
      (right) => ({ 'manifest.json': Buffer.concat([manifestOf(right), Buffer.from(' ')]) }),
      'manifest.json',
    ],
    ['has no key beside it', () => ({ 'development-key.pem': null }), 'manifest.json'],
    ['has something beside it that is no key', () => ({ 'development-key.pem': Buffer.from('no key') }), 'manifest.json'],
  ])('that %s: bundle.tampered', async (_name, describing, path) => {
    await expect(opened({ describing }, null)).rejects.toMatchObject({ error: { code: 'bundle.tampered', params: { path } } });
  });

  it.each<[string, Partial<BundleOptions>]>([
    ['for development', {}],
    ['by another key than its own, that says release', release(otherKey)],
    [
      'for development, by a key that also signs releases',
      { describing: (right) => Object.fromEntries(signedEntries(manifestOf(right), releaseKey)) },
    ],
  ])('%s is refused by a release build: bundle.tampered', async (_name, options) => {
    await expect(opened(options, releaseKey.publicKey)).rejects.toMatchObject({
      error: { code: 'bundle.tampered', params: { path: 'manifest.json' } },
    });
  });

  it('for a release is refused by a development build, which knows no release key', async () => {
    await expect(opened(release(releaseKey), null)).rejects.toThrow('bundle.tampered');
  });

  it('for a release with a development key beside it: bundle.unsafe', async () => {
    const signed = release(releaseKey);
    const describing: Describing = (right) => ({ ...signed.describing?.(right), 'development-key.pem': Buffer.from(releaseKey.publicKey) });

    await expect(opened({ ...signed, describing }, releaseKey.publicKey)).rejects.toMatchObject({
      error: { code: 'bundle.unsafe', params: { path: 'development-key.pem' } },
    });
  });

  it.each(['manifest.json', 'manifest.sig', 'development-key.pem'])('cannot be one of the files to install: %s', async (path) => {
    const listed = { path, size: 0, sha256: '0'.repeat(64), executable: false };

    await expect(opened({ manifest: (right) => ({ ...right, files: [...right.files, listed] }) }, null)).rejects.toMatchObject({
      error: { code: 'bundle.tampered', params: { path } },
    });
  });
});

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed[0] = (changed[0] ?? 0) ^ 1;
  return changed;
}
