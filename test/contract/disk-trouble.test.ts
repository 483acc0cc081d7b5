/** A real full disk and a real folder in use: a clear code, and nothing half done. Needs to mount, which only root may. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { openBundle } from '../../electron/package/bundle.ts';
import { moveFolder, removeAll, replaceText } from '../../electron/platform/files.ts';
import { leastFiles, writeBundle } from '../builders/engine-bundle.ts';

const never = new AbortController().signal;
let folder = '';
let mounted: readonly string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-disk-'));
  mounted = [];
});
afterEach(() => {
  for (const path of mounted) unmount(path);
  rmSync(folder, { recursive: true, force: true });
});

function mount(skip: TestContext['skip'], path: string, ...how: readonly string[]): void {
  mkdirSync(path, { recursive: true });
  const { status } = spawnSync('mount', [...how, path], { timeout: 10_000 });
  if (status !== 0) skip('this account may not mount a file system');
  mounted = [...mounted, path];
}

function unmount(path: string): void {
  spawnSync('umount', [path], { timeout: 10_000 });
}

/** A disk of 256 KB. */
function smallDisk(skip: TestContext['skip']): string {
  const disk = join(folder, 'disk');
  mount(skip, disk, '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs');
  return disk;
}

describe('a full disk', () => {
  it('while the engine is unpacked is told as install.disk, and leaves room again once staging is removed', async ({ skip }) => {
    const staging = join(smallDisk(skip), 'staging-1');
    const zipFile = join(folder, 'engine-bundle.zip');
    await writeBundle(zipFile, { files: [...leastFiles, { path: 'large', content: 'x'.repeat(1024 * 1024) }] });
    const bundle = await openBundle(zipFile, never, null);

    await expect(bundle.extractTo(staging, never)).rejects.toMatchObject({
      error: { code: 'install.disk', detail: expect.stringContaining('ENOSPC') },
    });
    await removeAll(staging);
    expect(readdirSync(join(folder, 'disk'))).toEqual([]);
  });

  it('while a file is replaced leaves the old text, and no half of the new one', async ({ skip }) => {
    const disk = smallDisk(skip);
    const file = join(disk, 'engine.json');
    await replaceText(file, 'the old text');

    await expect(replaceText(file, 'x'.repeat(1024 * 1024))).rejects.toMatchObject({
      error: { code: 'install.disk', detail: expect.stringContaining('ENOSPC') },
    });

    expect(readdirSync(disk)).toEqual(['engine.json']);
    expect(readFileSync(file, 'utf8')).toBe('the old text');
  });
});

describe('a folder that is held', () => {
  function heldFolder(skip: TestContext['skip']): { readonly held: string; readonly target: string } {
    const held = join(folder, 'staging-1');
    mount(skip, held, '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs');
    writeFileSync(join(held, 'engine.cjs'), 'the engine');
    return { held, target: join(folder, 'engine-1.2.3') };
  }

  it('for as long as we wait is told as install.file-in-use, and lies where it lay', async ({ skip }) => {
    const { held, target } = heldFolder(skip);

    await expect(moveFolder(held, target)).rejects.toMatchObject({ error: { code: 'install.file-in-use', params: { path: target } } });

    expect(existsSync(target)).toBe(false);
    expect(readFileSync(join(held, 'engine.cjs'), 'utf8')).toBe('the engine');
  });

  it('for a moment, as by a virus scanner, is moved when it is let go', async ({ skip }) => {
    const { held, target } = heldFolder(skip);

    const moving = moveFolder(held, target);
    await new Promise((resolve) => setTimeout(resolve, 300));
    unmount(held);
    await moving;

    expect(existsSync(held)).toBe(false);
    expect(existsSync(target)).toBe(true);
  });

  it('cannot be removed: install.file-in-use', async ({ skip }) => {
    const { held } = heldFolder(skip);

    await expect(removeAll(held)).rejects.toMatchObject({ error: { code: 'install.file-in-use' } });
  });
});
