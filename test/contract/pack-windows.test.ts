/** The packed set-up for Windows, as far as it can be made here: a program of a few bytes with the fuses of Electron stands in for electron.exe. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../../build/bootstrap/programs.mjs';
import { windowsElectron, windowsElectronVariable } from '../../build/pack/electron-distributions.ts';
import { composeFolder } from '../../build/pack/set-up-folder.ts';
import { requireFuses } from '../../build/pack/set-up-program.ts';
import { developmentSigner } from '../../build/pack/signer.ts';
import { checkOwnFolder } from '../../electron/package/own-folder.ts';

const compiler = 'x86_64-w64-mingw32-gcc';
/** Marker, version 1, nine fuses as an official Electron has them (@electron/fuses). */
const source = `volatile const char wire[] = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\\x01\\x09" "101100010";
int main(void) { return wire[0] == 0; }`;
const about = `1 VERSIONINFO
FILEVERSION 45,4,1,0
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "FileDescription", "Electron"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END
`;
let work = '';
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'ec-windows-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function smallElectron(): string {
  const folder = join(work, 'electron');
  mkdirSync(join(folder, 'resources', 'app'), { recursive: true });
  writeFileSync(join(folder, 'resources', 'app', 'main.js'), 'an app that came along');
  mkdirSync(join(folder, 'locales'));
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  writeFileSync(join(folder, 'version'), '45.4.1');
  writeFileSync(join(work, 'electron.c'), source);
  writeFileSync(join(work, 'electron.rc'), about);
  run('x86_64-w64-mingw32-windres', [join(work, 'electron.rc'), '-O', 'coff', '-o', join(work, 'electron.res')]);
  run(compiler, ['-O0', '-s', '-o', join(folder, 'electron.exe'), join(work, 'electron.c'), join(work, 'electron.res')]);
  return folder;
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

function smallPrograms(): string {
  const folder = join(work, 'programs');
  for (const name of ['main', 'preload', 'renderer']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'main', 'main.js'), 'export {};');
  writeFileSync(join(folder, 'preload', 'preload.cjs'), '');
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>');
  return folder;
}

describe('set-up packed for Windows', () => {
  it('has its name, its fuses, the hash of its archive inside it, no other app, and the manifest it is checked by', async ({ skip }) => {
    if (findOnPath(compiler) === null) skip('no MinGW on this machine; npm run pack brings it');
    const electron = windowsElectron({ [windowsElectronVariable]: smallElectron() });
    if (electron === null) throw new Error('the variable was not read');
    const [keytar, engineBundle] = [join(work, 'keytar.node'), join(work, 'engine-bundle.zip')];
    writeFileSync(keytar, 'MZ keytar');
    writeFileSync(engineBundle, 'PK');
    const folder = join(work, 'folder');

    await composeFolder({
      electron,
      programs: smallPrograms(),
      keytar,
      engineBundle,
      work: join(work, 'work'),
      folder,
      signer: developmentSigner(work),
    });

    const program = join(folder, 'Exchange_Connector_Setup.exe');
    await requireFuses(program);
    expect(readdirSync(join(folder, 'resources')).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'engine-bundle.zip']);
    expect(readFileSync(program, 'latin1')).toContain(headerHash(join(folder, 'resources', 'app.asar')));
    expect(await checkOwnFolder({ folder, isDelivered: true }, new AbortController().signal, null)).toEqual([]);
  });

  it('is not made where nobody names an Electron for Windows, and refused where what is named is none', () => {
    expect(windowsElectron({})).toBeNull();
    expect(() => windowsElectron({ [windowsElectronVariable]: work })).toThrow('no Electron');
    expect(windowsElectron({ [windowsElectronVariable]: '/net/electron-v45.4.1-win32-x64.zip' })).toMatchObject({ version: '45.4.1' });
  });
});

/** Electron compares the list of files at the archive's beginning: four numbers of four bytes, the last one its length (asar). */
function headerHash(archive: string): string {
  const bytes = readFileSync(archive);
  return createHash('sha256')
    .update(bytes.subarray(16, 16 + bytes.readUInt32LE(12)))
    .digest('hex');
}
