import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineChoice } from '../../../../electron/install/engine-choice.ts';
import { leastFiles, writeBundle } from '../../../builders/engine-bundle.ts';
import { setupHostAt } from '../../../builders/setup-host.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ec-choice-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function choice(): Promise<EngineChoice> {
  const bundlePath = join(home, 'engine-bundle.zip');
  await writeBundle(bundlePath, { files: leastFiles });
  return new EngineChoice({ ...setupHostAt(home).host, bundlePath }, 'a1');
}

const never = new AbortController().signal;

describe('the staged engine', () => {
  it('asked for twice at once is unpacked once, and whole for both', async () => {
    const engine = await choice();
    const isWhole = async (): Promise<boolean> => {
      const folder = await engine.stage(never);
      return leastFiles.every((file) => existsSync(join(folder, file.path)));
    };

    expect(await Promise.all([isWhole(), isWhole()])).toEqual([true, true]);
  });

  it('is whole for the second who asks while the first gives up', async () => {
    const engine = await choice();
    const first = new AbortController();
    const given = engine.stage(first.signal);
    const second = engine.stage(never);
    first.abort();

    await expect(given).rejects.toThrow();
    const folder = await second;
    expect(readdirSync(folder).sort()).toEqual(['assets', 'engine.cjs', 'node']);
  });

  it('is gone after it was discarded, also while it was being unpacked', async () => {
    const engine = await choice();
    const staged = engine.stage(never);
    await engine.discard();

    expect(existsSync(await staged)).toBe(false);
  });
});
