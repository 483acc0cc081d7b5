/**
 * Makes the engine bundle that set-up installs: one script, its Node, keytar's run-time files, the PowerShell module and the list
 * of hashes; unpacked in dist/engine/<platform>/ and as dist/engine/engine-bundle.zip. Same inputs, same bytes.
 */
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { build } from 'esbuild';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import { bundleEntry, bundleManifestSchema, manifestName } from '../shared/setup/bundle-manifest.ts';
import { hashOf, once, repository } from './bootstrap/stamps.mjs';

const platform = 'linux-x64';
const folder = join(repository, 'dist', 'engine', platform);
const zipFile = join(repository, 'dist', 'engine', 'engine-bundle.zip');
const nodeProgram = `node_modules/node-${platform}/bin/${bundleEntry.node[platform]}`;
const inputs = [
  'engine',
  'shared',
  'assets',
  'package-lock.json',
  'package.json',
  'build/bundle-engine.ts',
  'node_modules/keytar/build/Release/keytar.node',
];
/** Every file of the zip carries this time, so that equal contents make an equal zip. */
const zipTime = new Date(Date.UTC(2020, 0, 1));

/** CommonJS has no import.meta: these stand for it inside the bundle. */
const importMeta = {
  banner: 'const bundledScriptUrl = require("node:url").pathToFileURL(__filename).href;',
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename', 'import.meta.url': 'bundledScriptUrl' },
};

async function bundleScript(): Promise<void> {
  await build({
    entryPoints: [join(repository, 'engine', 'main.ts')],
    outfile: join(folder, bundleEntry.script),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['keytar'],
    banner: { js: importMeta.banner },
    define: importMeta.define,
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

function copyFiles(): void {
  const keytar = join('node_modules', 'keytar');
  for (const path of ['package.json', 'lib', join('build', 'Release', 'keytar.node')]) copy(join(keytar, path), join(keytar, path));
  copy(join('assets', 'powershell'), join('assets', 'powershell'));
  copy(nodeProgram, bundleEntry.node[platform]);
  chmodSync(join(folder, bundleEntry.node[platform]), 0o755);
}

function copy(from: string, to: string): void {
  cpSync(join(repository, from), join(folder, to), { recursive: true });
}

function bundleFiles(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== manifestName)
    .sort();
}

function writeManifest(): void {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')));
  const files = bundleFiles().map((path) => {
    const content = readFileSync(join(folder, path));
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path, size: content.length, sha256, executable: path === bundleEntry.node[platform] };
  });
  const manifest = bundleManifestSchema.parse({ version, platform, files });
  writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function writeZip(): Promise<void> {
  const zip = new ZipFile();
  for (const path of [manifestName, ...bundleFiles()]) {
    const mode = statSync(join(folder, path)).mode & 0o111 ? 0o100755 : 0o100644;
    // The Node program is nearly all of it and shrinks slowly: level 1 takes a third of the time.
    zip.addFile(join(folder, path), path, { mtime: zipTime, mode, compressionLevel: 1 });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(zipFile));
}

async function makeBundle(): Promise<void> {
  process.stdout.write('* Building the engine bundle\n');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundleScript();
  copyFiles();
  writeManifest();
  await writeZip();
}

await once({ name: 'engine-bundle', value: hashOf(inputs), results: [zipFile, join(folder, manifestName)] }, makeBundle);
