/** P3 on real folders, with a real account certificate, and with what stands in for a Windows program that does not answer. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteAccountCertificate } from '../../electron/package/account-certificate.ts';
import { judgePlace } from '../../electron/package/place.ts';

const never = new AbortController().signal;
const nobody = async () => null;
const here = { platform: 'linux', environment: {}, askOwners: nobody };
let folder = '';
let certificate = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-place-'));
  certificate = join(folder, 'MicrosoftIntune.accountcert');
  writeFileSync(certificate, 'secret', { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('P3 the place of set-up', () => {
  it('that only its owner may enter is safe, and unsafe once everyone may read it', async () => {
    expect(await judgePlace(folder, here, never)).toEqual({ kind: 'safe' });

    chmodSync(folder, 0o755);

    expect(await judgePlace(folder, here, never)).toEqual({ kind: 'unsafe', who: ['everyone'] });
  });

  it('that is not there, or whose access lists nobody tells, is unknown', async () => {
    expect(await judgePlace(join(folder, 'gone'), here, never)).toEqual({ kind: 'unknown' });

    const windows = { platform: 'win32', environment: { SystemRoot: folder }, askOwners: nobody };

    expect(await judgePlace(folder, windows, never)).toEqual({ kind: 'unknown' });
  });

  it('is asked for with icacls by its full path, and what it saved is judged', async () => {
    mkdirSync(join(folder, 'System32'));
    const program = join(folder, 'System32', 'icacls.exe');
    // Stands in for icacls: the same arguments, the same file.
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\r\\nD:(A;OICI;FA;;;BA)(A;OICI;FR;;;BU)\\r\\n" "$1" | iconv -t UTF-16LE > "$3"\n', {
      mode: 0o755,
    });
    const windows = { platform: 'win32', environment: { ...process.env, SystemRoot: folder }, askOwners: nobody };
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('exchange-connector-'));

    expect(await judgePlace(folder, windows, never)).toEqual({ kind: 'unsafe', who: ['Users'] });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('exchange-connector-'))).toEqual(before);
  });

  it('is safe only with its owners: asked for every folder on the way, and told to be administrators', async () => {
    mkdirSync(join(folder, 'System32'));
    // Stands in for icacls.
    writeFileSync(
      join(folder, 'System32', 'icacls.exe'),
      '#!/bin/sh\nprintf "x\\r\\nD:(A;OICI;FA;;;BA)\\r\\n" | iconv -t UTF-16LE > "$3"\n',
      {
        mode: 0o755,
      },
    );
    const asked: string[] = [];
    const told = (owner: string | null) => async (paths: readonly string[]) => {
      asked.push(...paths);
      return { self: 'S-1-5-18', owners: paths.map(() => owner) };
    };
    const judge = (askOwners: typeof nobody | ReturnType<typeof told>) =>
      judgePlace(folder, { platform: 'win32', environment: { ...process.env, SystemRoot: folder }, askOwners }, never);

    expect(await judge(told('S-1-5-32-544'))).toEqual({ kind: 'safe' });
    expect(asked).toEqual([folder, '/', '/tmp']);
    expect(await judge(told('S-1-5-21-1-2-3-1104'))).toEqual({ kind: 'unsafe', who: ['S-1-5-21-1-2-3-1104'] });
    expect(await judge(told(null))).toEqual({ kind: 'unknown' });
    expect(await judge(nobody)).toEqual({ kind: 'unknown' });
    const broken = async () => Promise.reject(new Error('no answer'));
    expect(await judge(broken)).toEqual({ kind: 'unknown' });
  });

  it('is not judged once that was cancelled', async () => {
    const windows = { platform: 'win32', environment: { SystemRoot: folder }, askOwners: nobody };

    await expect(judgePlace(folder, windows, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});

describe('P3 the account certificate', () => {
  it('is deleted and proven gone; deleting it again is fine', async () => {
    await deleteAccountCertificate(certificate);
    expect(readdirSync(folder)).toEqual([]);

    await deleteAccountCertificate(certificate);
  });

  it('that is still there is told', async ({ skip }) => {
    if (spawnSync('chattr', ['+i', certificate], { timeout: 10_000 }).status !== 0) skip('no unchangeable files on this file system');
    try {
      await expect(deleteAccountCertificate(certificate)).rejects.toMatchObject({
        error: { code: 'install.disk', params: { path: certificate } },
      });
    } finally {
      spawnSync('chattr', ['-i', certificate], { timeout: 10_000 });
    }
    expect(readdirSync(folder)).toEqual(['MicrosoftIntune.accountcert']);
  });

  it('whose folder is gone is gone', async () => {
    await deleteAccountCertificate(join(homedir(), 'no such folder', 'MicrosoftIntune.accountcert'));
  });
});
