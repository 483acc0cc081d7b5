import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asideFolder, copyAside, putBack } from '../../../../electron/install/data-aside.ts';
import { setupHostAt } from '../../../builders/setup-host.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ec-aside-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function data() {
  const { host } = setupHostAt(home);
  const aside = asideFolder(host, 'a1');
  writeFileSync(host.places.store, 'old');
  writeFileSync(`${host.places.store}-wal`, 'old journal');
  return { host, aside, store: host.places.store };
}

describe('I4 data that a run copied aside', () => {
  it('comes back whole over what the run made of it, as often as it is asked for', async () => {
    const { host, aside, store } = data();
    await copyAside(host, aside);
    writeFileSync(store, 'new');
    rmSync(`${store}-wal`);
    writeFileSync(`${store}-shm`, 'new');

    await putBack(host, aside);
    await putBack(host, aside);

    expect(readdirSync(home).sort()).toEqual(['setup', 'state.db', 'state.db-wal']);
    expect(readFileSync(store, 'utf8')).toBe('old');
  });

  it('is left alone when the copy was cut off: nothing was changed yet', async () => {
    const { host, aside, store } = data();
    mkdirSync(`${aside}.next`);
    writeFileSync(join(`${aside}.next`, 'state.db'), 'ol');

    await putBack(host, aside);

    expect(readFileSync(store, 'utf8')).toBe('old');
    expect(existsSync(`${aside}.next`)).toBe(false);
  });

  it('comes back whole when putting it back was cut off', async () => {
    const { host, aside, store } = data();
    await copyAside(host, aside);
    rmSync(store);
    rmSync(`${store}-wal`);

    await putBack(host, aside);

    expect(readFileSync(`${store}-wal`, 'utf8')).toBe('old journal');
    expect(existsSync(aside)).toBe(false);
  });
});
