import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../../build/bootstrap/programs.mjs';
import { repository } from '../../build/bootstrap/stamps.mjs';
import { compiledIn } from '../../build/pack/compiled-in.ts';
import { type BundleParts, composeBundle } from '../../build/pack/engine-bundle.ts';
import { linuxParts } from '../../build/pack/linux-parts.ts';
import { buildSetUpPrograms } from '../../build/pack/set-up-programs.ts';
import { developmentSigner, releaseSigner, type Signer } from '../../build/pack/signer.ts';
import { compileWindowsKeytar } from '../../build/pack/windows-keytar.ts';
import { openBundle } from '../../electron/package/bundle.ts';

const minutes = 60_000;
const never = new AbortController().signal;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-pack-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function releaseKey(): Signer {
  const file = join(folder, 'release.pem');
  writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return releaseSigner(file);
}

/** adm-zip is CommonJS: it asks for Node's own modules by require. */
const requireInModule = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
const opening = `const [module, zip] = process.argv.slice(1);
  import(module).then(({ openBundle }) => openBundle(zip, new AbortController().signal)).then(
    (bundle) => process.stdout.write('opened, ' + bundle.manifest.signedBy),
    (failure) => process.stdout.write(failure.message),
  );`;

/** A Windows bundle whose two Windows programs are files of a few bytes: what is composed around them is the real thing. */
async function composed(name: string, signer: Signer): Promise<BundleParts> {
  const [node, keytar, koffi] = [join(folder, 'node.exe'), join(folder, 'keytar.node'), join(folder, 'koffi')];
  writeFileSync(node, 'MZ node');
  writeFileSync(keytar, 'MZ keytar');
  mkdirSync(join(koffi, 'win32_x64'), { recursive: true });
  for (const file of ['package.json', 'index.js', 'win32_x64/koffi.node']) writeFileSync(join(koffi, file), 'MZ koffi');
  const parts = {
    ...linuxParts,
    platform: 'win32-x64',
    node,
    keytar,
    koffi,
    signer,
    folder: join(folder, name),
    zipFile: join(folder, `${name}.zip`),
  } as const;
  await composeBundle(parts);
  return parts;
}

describe('the engine bundle as it is packed', () => {
  it('for Windows holds node.exe, the engine, keytar, koffi and the PowerShell module, and set-up accepts it', async () => {
    const { zipFile } = await composed('first', developmentSigner(folder));

    const { manifest } = await openBundle(zipFile, never, null);

    const paths = manifest.files.map((file) => file.path);
    expect(manifest).toMatchObject({ platform: 'win32-x64', signedBy: 'development' });
    expect(paths).toEqual(
      expect.arrayContaining(['node.exe', 'node.LICENSE.txt', 'engine.cjs', 'assets/powershell/ExchangeConnector.psm1']),
    );
    expect(paths.filter((path) => path.startsWith('node_modules/'))).toEqual([
      'node_modules/@koromix/koffi-win32-x64/index.js',
      'node_modules/@koromix/koffi-win32-x64/package.json',
      'node_modules/@koromix/koffi-win32-x64/win32_x64/koffi.node',
      'node_modules/keytar/LICENSE.md',
      'node_modules/keytar/build/Release/keytar.node',
      'node_modules/keytar/lib/keytar.js',
      'node_modules/keytar/package.json',
      'node_modules/koffi/LICENSE.txt',
      'node_modules/koffi/index.js',
      'node_modules/koffi/package.json',
      'node_modules/koffi/src/koffi/index.js',
      'node_modules/koffi/src/koffi/src/static.js',
    ]);
    expect(manifest.files.filter((file) => file.executable).map((file) => file.path)).toEqual(['node.exe']);
  });

  it('is the same to the byte when it is packed again', async () => {
    const signer = developmentSigner(folder);

    const [one, other] = [await composed('one', signer), await composed('other', signer)];

    expect(readFileSync(one.zipFile).equals(readFileSync(other.zipFile))).toBe(true);
  });

  it('signed by the release key is accepted by the set-up that has its public half, and by no other', async () => {
    const signer = releaseKey();
    const { zipFile } = await composed('release', signer);

    expect((await openBundle(zipFile, never, signer.publicKey)).manifest.signedBy).toBe('release');
    await expect(openBundle(zipFile, never, releaseKey().publicKey)).rejects.toThrow('bundle.tampered');
    await expect(openBundle(zipFile, never, null)).rejects.toThrow('bundle.tampered');
  });

  it('runs where it is unpacked, without anything of the checkout', async () => {
    const unpacked = join(folder, 'run');
    const zipFile = join(folder, 'run.zip');
    await composeBundle({ ...linuxParts, folder: unpacked, zipFile, signer: developmentSigner(folder) });

    const ended = spawnSync(join(unpacked, 'node'), [join(unpacked, 'engine.cjs'), '--help'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
    });

    expect(ended.stderr).toBe('');
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('sync');
  });
});

describe('set-up as it is packed', () => {
  it.each(['release', 'development'])('as a %s build accepts its own bundles, and refuses those of the other kind', async (kind) => {
    const [release, development] = [releaseKey(), developmentSigner(folder)];
    const own = kind === 'release' ? release : development;
    const outfile = join(folder, `${kind}-set-up.mjs`);
    const define = { ...compiledIn(kind === 'release' ? release.publicKey : undefined) };
    const entry = join(repository, 'electron', 'package', 'bundle.ts');
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', define, banner: { js: requireInModule } });
    const ours = await composed('ours', own);
    const theirs = await composed('theirs', own === release ? development : release);

    const verdict = (zip: string) =>
      spawnSync(process.execPath, ['-e', opening, outfile, zip], { encoding: 'utf8', timeout: 20_000 }).stdout;

    expect(verdict(ours.zipFile)).toBe(`opened, ${kind}`);
    expect(verdict(theirs.zipFile)).toMatch(/^bundle\.tampered: manifest\.json: it is signed for/);
  });

  it(
    'has the release key compiled into its main process',
    async () => {
      const signer = releaseKey();

      await buildSetUpPrograms(join(folder, 'set-up'), signer);

      const main = readFileSync(join(folder, 'set-up', 'main', 'main.js'), 'utf8');
      expect(main).toContain(signer.publicKey.split('\n')[1]);
      expect(main).not.toContain('releaseSignerKey');
      expect(existsSync(join(folder, 'set-up', 'renderer', 'index.html'))).toBe(true);
    },
    3 * minutes,
  );
});

describe('keytar for Windows', () => {
  it(
    'is compiled here, needs no library but those of Windows, and comes out the same each time',
    async ({ skip }) => {
      if (findOnPath('x86_64-w64-mingw32-g++') === null) skip('no MinGW on this machine; npm run pack brings it');
      const folders = [join(folder, 'keytar-1'), join(folder, 'keytar-2')] as const;

      await Promise.all(folders.map(compileWindowsKeytar));

      const [one, other] = folders.map((built) => readFileSync(join(built, 'keytar.node')));
      expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
      expect(importsOf(join(folders[0], 'keytar.node'))).toEqual(['ADVAPI32.dll', 'KERNEL32.dll', 'msvcrt.dll']);
    },
    5 * minutes,
  );
});

function importsOf(file: string): readonly string[] {
  const { stdout } = spawnSync('x86_64-w64-mingw32-objdump', ['-p', file], { cwd: repository, encoding: 'utf8', timeout: 20_000 });
  return [...stdout.matchAll(/DLL Name: (\S+)/g)].map((match) => match[1] ?? '').sort();
}
