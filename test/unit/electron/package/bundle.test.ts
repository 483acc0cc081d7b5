import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBundle } from '../../../../electron/package/bundle.ts';
import { isInstalled } from '../../../../electron/package/installed.ts';
import { type BundleOptions, leastFiles, writeBundle } from '../../../builders/engine-bundle.ts';

let folder = '';
let zipFile = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-bundle-'));
  zipFile = join(folder, 'engine-bundle.zip');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

async function opened(options: BundleOptions) {
  await writeBundle(zipFile, options);
  return openBundle(zipFile, never);
}

/** Puts another name of the same length into the zip, in both places where it stands. */
function rename(from: string, to: string): void {
  if (from.length !== to.length) throw new Error('names must be equally long');
  const bytes = readFileSync(zipFile).toString('latin1').replaceAll(from, to);
  writeFileSync(zipFile, bytes, 'latin1');
}

async function openedWithName(from: string, to: string) {
  await writeBundle(zipFile, { files: [...leastFiles, { path: from, content: 'x' }] });
  rename(from, to);
  return openBundle(zipFile, never);
}

describe('I1 the engine bundle', () => {
  it('is unpacked whole, with its programs executable and nothing else', async () => {
    const bundle = await opened({ files: leastFiles });
    const target = join(folder, 'staging');

    await bundle.extractTo(target, never);

    expect(bundle.folderName).toMatch(/^engine-1\.2\.3-[0-9a-f]{8}$/);
    expect(readdirSync(target).sort()).toEqual(['assets', 'engine.cjs', 'node']);
    expect(readFileSync(join(target, 'assets/powershell/session.ps1'), 'utf8')).toBe('# session\n');
    expect(statSync(join(target, 'node')).mode & 0o777).toBe(0o755);
    expect(statSync(join(target, 'engine.cjs')).mode & 0o111).toBe(0);
    expect(await isInstalled(target, bundle.manifest)).toBe(true);
  });

  it('tells an installed folder that was changed from one that was not', async () => {
    const bundle = await opened({ files: leastFiles });
    await bundle.extractTo(folder, never);

    writeFileSync(join(folder, 'engine.cjs'), 'process.exit(1);\n');

    expect(await isInstalled(folder, bundle.manifest)).toBe(false);
  });

  it('is missing: bundle.missing', async () => {
    await expect(openBundle(join(folder, 'nothing.zip'), never)).rejects.toThrow('bundle.missing');
  });

  it('is no zip: bundle.tampered', async () => {
    writeFileSync(zipFile, 'not a zip');

    await expect(openBundle(zipFile, never)).rejects.toThrow('bundle.tampered');
  });

  it.each<[string, BundleOptions, string]>([
    ['without a manifest', { files: leastFiles, manifestText: null }, 'manifest.json'],
    ['with a manifest that is no JSON', { files: leastFiles, manifestText: '{' }, 'manifest.json'],
    ['with a field the manifest does not know', { files: leastFiles, manifest: (right) => ({ ...right, more: 1 }) }, 'manifest.json'],
    [
      'with another content',
      { files: leastFiles, manifest: (right) => ({ ...right, files: right.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) }) },
      'node',
    ],
    [
      'with another size',
      { files: leastFiles, manifest: (right) => ({ ...right, files: right.files.map((file) => ({ ...file, size: file.size + 1 })) }) },
      'node',
    ],
    [
      'without a listed file',
      {
        files: leastFiles,
        manifest: (right) => ({ ...right, files: [...right.files, { path: 'gone', size: 0, sha256: '0'.repeat(64), executable: false }] }),
      },
      'gone',
    ],
    [
      'with a file listed twice',
      { files: leastFiles, manifest: (right) => ({ ...right, files: [...right.files, ...right.files] }) },
      'manifest.json',
    ],
    ['without its own Node', { files: leastFiles.slice(1) }, 'node'],
  ])('%s: bundle.tampered, naming the entry', async (_name, options, path) => {
    await expect(opened(options)).rejects.toMatchObject({ error: { code: 'bundle.tampered', params: { path } } });
  });

  it.each([
    ['leaves its folder', 'aa/bb/cc.txt', '../bb/cc.txt'],
    ['leaves its folder from the middle', 'aa/bb/cc.txt', 'aa/../cc.txt'],
    ['is absolute', 'aa/bb.txt', '/a/bb.txt'],
    ['has a drive', 'aa/bb.txt', 'C:/bb.txt'],
    ['has a backslash', 'aa/bb.txt', 'aa\\bb.txt'],
    ['is a folder', 'aa/bbbb', 'aa/bbb/'],
    ['is there twice', 'copy', 'node'],
  ])('with a name that %s: bundle.unsafe, and nothing is written', async (_name, from, to) => {
    await expect(openedWithName(from, to)).rejects.toMatchObject({ error: { code: 'bundle.unsafe' } });
    expect(readdirSync(folder)).toEqual(['engine-bundle.zip']);
  });

  it('with two names that differ in case only: bundle.unsafe', async () => {
    await expect(opened({ files: [...leastFiles, { path: 'NODE', content: 'x' }] })).rejects.toMatchObject({
      error: { code: 'bundle.unsafe', params: { path: 'NODE' } },
    });
  });

  it('with a symbolic link: bundle.unsafe', async () => {
    const link = { path: 'link', content: '/etc/passwd', mode: 0o120777 };

    await expect(opened({ files: [...leastFiles, link] })).rejects.toMatchObject({
      error: { code: 'bundle.unsafe', params: { path: 'link' } },
    });
  });

  it('with a file that the manifest does not list: bundle.unsafe', async () => {
    const options = {
      files: leastFiles,
      manifest: (right: { files: readonly unknown[] }) => ({ ...right, files: right.files.slice(0, 2) }),
    };

    await expect(opened(options)).rejects.toMatchObject({
      error: { code: 'bundle.unsafe', params: { path: 'assets/powershell/session.ps1' } },
    });
  });

  it('with an entry that unpacks to more than it declares: bundle.tampered', async () => {
    await writeBundle(zipFile, { files: [...leastFiles, { path: 'bomb', content: 'a'.repeat(100_000) }] });
    const bytes = readFileSync(zipFile);
    const real = Buffer.alloc(4);
    real.writeUInt32LE(100_000);
    for (let at = bytes.indexOf(real); at !== -1; at = bytes.indexOf(real, at + 1)) bytes.writeUInt32LE(10, at);
    writeFileSync(zipFile, bytes);

    await expect(openBundle(zipFile, never)).rejects.toMatchObject({ error: { code: 'bundle.tampered', params: { path: 'bomb' } } });
  });

  it('that cannot be written: install.disk', async () => {
    const bundle = await opened({ files: leastFiles });
    const file = join(folder, 'file');
    writeFileSync(file, '');

    await expect(bundle.extractTo(file, never)).rejects.toThrow('install.disk');
  });
});
