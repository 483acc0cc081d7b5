import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEngineRecord } from '../../../../electron/install/engine-record.ts';
import { openSession } from '../../../../electron/setup/session.ts';
import { setupHostAt } from '../../../builders/setup-host.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ec-previous-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const silent = (): void => undefined;
const begin = '{"kind":"begin","id":"a1","at":"2026-01-01T00:00:00.000Z"}\n';

/** An installation whose two records lie among the data. */
function installedBefore(folderName = 'engine-1.0.0-aaaaaaaa') {
  const { host } = setupHostAt(home);
  const folder = join(host.places.program, folderName);
  mkdirSync(folder, { recursive: true });
  writeFileSync(host.places.previous.engineRecord, JSON.stringify({ version: '1.0.0', folder }));
  return { host, record: { version: '1.0.0', folder } };
}

describe('I4 records that an earlier set-up kept in the data folder', () => {
  it('are found, and a session moves them to the folder of administrators', async () => {
    const { host, record } = installedBefore();
    expect(await readEngineRecord(host.places)).toEqual(record);

    await (await openSession(host, silent)).close();

    expect(JSON.parse(readFileSync(host.places.engineRecord, 'utf8'))).toEqual(record);
    expect(existsSync(host.places.previous.engineRecord)).toBe(false);
    expect(statSync(host.places.records).mode & 0o777).toBe(0o700);
  });

  it('of a killed set-up: its changes are taken back', async () => {
    const { host, record } = installedBefore();
    writeFileSync(host.places.configuration, '<new/>');
    const intended = { kind: 'intended', step: 'write-configuration', undo: { previous: '<old/>' } };
    writeFileSync(host.places.previous.journal, `${begin}${JSON.stringify(intended)}\n`);

    await (await openSession(host, silent)).close();

    expect(readFileSync(host.places.configuration, 'utf8')).toBe('<old/>');
    expect([host.places.journal, host.places.previous.journal].filter(existsSync)).toEqual([]);
    expect(await readEngineRecord(host.places)).toEqual(record);
  });

  it.each(['../elsewhere', 'engine-1.0.0-aaaaaaaa/..', ''])(
    'are not believed with an engine at %j of the program folder',
    async (folderName) => {
      const { host } = installedBefore();
      const folder = `${host.places.program}/${folderName}`;
      writeFileSync(host.places.previous.engineRecord, JSON.stringify({ version: '1.0.0', folder }));

      await expect(readEngineRecord(host.places)).rejects.toMatchObject({
        error: { code: 'install.record-damaged', params: { path: host.places.previous.engineRecord } },
      });
    },
  );

  it('do not count beside the record that administrators have', async () => {
    const { host } = installedBefore();
    const own = { version: '2.0.0', folder: join(host.places.program, 'engine-2.0.0-bbbbbbbb') };
    writeFileSync(host.places.engineRecord, JSON.stringify(own));

    await (await openSession(host, silent)).close();

    expect(await readEngineRecord(host.places)).toEqual(own);
  });

  it('on Windows, where the service could have written it, a journal is refused and kept', async () => {
    const { host } = installedBefore();
    writeFileSync(host.places.previous.journal, begin);

    await expect(openSession({ ...host, platform: 'win32' }, silent)).rejects.toMatchObject({
      error: { code: 'install.record-damaged', params: { path: host.places.previous.journal } },
    });
    expect(existsSync(host.places.previous.journal)).toBe(true);
  });
});
