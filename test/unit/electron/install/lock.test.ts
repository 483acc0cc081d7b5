import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../../../electron/install/lock.ts';
import { startOf } from '../../../../electron/platform/processes.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ec-lock-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function leave(content: string): void {
  writeFileSync(join(home, 'setup.lock'), content);
}

describe('the lock of set-up', () => {
  it('goes with the folders that were made for it, as far as they are empty', async () => {
    const lock = await takeLock(join(home, 'a', 'b'));
    writeFileSync(join(home, 'a', 'other'), '');

    await lock.release();

    expect(readdirSync(join(home, 'a'))).toEqual(['other']);
  });

  it('is refused while the set-up that took it lives', async () => {
    leave(JSON.stringify({ pid: process.ppid, started: startOf(process.ppid) }));

    await expect(takeLock(home)).rejects.toMatchObject({ error: { code: 'install.busy' } });
  });

  it.each([
    ['is gone', JSON.stringify({ pid: 2 ** 22 + 1, started: null })],
    ['was killed, and whose process id another program has by now', JSON.stringify({ pid: process.ppid, started: 'an earlier start' })],
    ['was killed before it wrote who it is', ''],
  ])('is taken over from a set-up that %s', async (_name, content) => {
    leave(content);

    await (await takeLock(home)).release();

    expect(existsSync(home)).toBe(false);
  });

  it('is not taken over from a set-up that is just writing who it is', async () => {
    leave('');
    const second = takeLock(home);
    leave(JSON.stringify({ pid: process.ppid, started: startOf(process.ppid) }));

    await expect(second).rejects.toMatchObject({ error: { code: 'install.busy' } });
  });
});
