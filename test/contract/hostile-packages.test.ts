/** Packages made to harm: each is refused with its own code, and nothing outside the staging folder is touched. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBundle } from '../../electron/package/bundle.ts';
import { checkOwnFolder, requireOwnFolder } from '../../electron/package/own-folder.ts';
import { hostileFolders, writeDeliveredFolder } from '../builders/delivered-folder.ts';
import { leastFiles, writeBundle } from '../builders/engine-bundle.ts';
import { hostileBundles } from '../builders/hostile-bundles.ts';
import { listingOf } from '../builders/surroundings.ts';

const never = new AbortController().signal;
let surroundings = '';
let program = '';
beforeEach(() => {
  surroundings = mkdtempSync(join(tmpdir(), 'ec-hostile-'));
  program = join(surroundings, 'state', 'program');
  mkdirSync(join(program, 'engine-1.0.0-11111111'), { recursive: true });
  writeFileSync(join(program, 'engine-1.0.0-11111111', 'engine.cjs'), 'the installed engine');
  writeFileSync(join(surroundings, 'state', 'outside.txt'), 'of somebody else');
  writeFileSync(join(surroundings, 'outside.txt'), 'of somebody else');
});
afterEach(() => rmSync(surroundings, { recursive: true, force: true }));

describe('I1 a hostile engine bundle', () => {
  it.each(hostileBundles)('with $name is refused: $code, and nothing is written', async ({ code, trusted, make }) => {
    const zipFile = join(surroundings, 'engine-bundle.zip');
    const staging = join(program, 'staging-1');
    await make(zipFile);
    const before = listingOf(surroundings);

    const attempt = openBundle(zipFile, never, trusted ?? null).then((bundle) => bundle.extractTo(staging, never));

    await expect(attempt).rejects.toMatchObject({ error: { code } });
    expect(existsSync(staging)).toBe(false);
    expect(listingOf(surroundings)).toEqual(before);
  });

  it('is told from a right one, which is unpacked into the staging folder and nowhere else', async () => {
    const zipFile = join(surroundings, 'engine-bundle.zip');
    await writeBundle(zipFile, { files: leastFiles });
    const before = listingOf(surroundings);

    const bundle = await openBundle(zipFile, never, null);
    await bundle.extractTo(join(program, 'staging-1'), never);

    const fresh = listingOf(surroundings).filter((line) => !before.includes(line));
    expect(fresh.length).toBeGreaterThan(leastFiles.length);
    expect(fresh.every((line) => line.startsWith('/state/program/staging-1'))).toBe(true);
    expect(listingOf(surroundings)).toEqual(expect.arrayContaining([...before]));
  });
});

describe('P2 a folder of set-up', () => {
  const own = () => ({ folder: join(surroundings, 'delivered'), isDelivered: true });

  it.each(hostileFolders)('with $name is refused: folder.altered, naming it', async ({ fault, trusted, spoil }) => {
    writeDeliveredFolder(own().folder);
    spoil(own().folder);
    const before = listingOf(surroundings);

    expect(await checkOwnFolder(own(), never, trusted ?? null)).toEqual([fault]);
    await expect(requireOwnFolder(own(), never, trusted ?? null)).rejects.toMatchObject({
      error: { code: 'folder.altered', params: { path: fault.path } },
    });
    expect(listingOf(surroundings)).toEqual(before);
  });

  it('as it was delivered is good, also when the account certificate was deleted after success', async () => {
    writeDeliveredFolder(own().folder);
    expect(await checkOwnFolder(own(), never, null)).toEqual([]);

    rmSync(join(own().folder, 'MicrosoftIntune.accountcert'));

    expect(await checkOwnFolder(own(), never, null)).toEqual([]);
  });

  it('in a checkout has no manifest, and is not asked for one', async () => {
    expect(await checkOwnFolder({ folder: surroundings, isDelivered: false }, never)).toEqual([]);
  });

  it('is not read to its end once that was cancelled', async () => {
    writeDeliveredFolder(own().folder);

    await expect(checkOwnFolder(own(), AbortSignal.abort(), null)).rejects.toThrow(/abort/i);
  });
});
