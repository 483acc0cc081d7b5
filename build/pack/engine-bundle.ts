/**
 * Composes the engine bundle of one platform: one script, its Node, keytar's and koffi's run-time files, the PowerShell module, and the signed list of
 * hashes; unpacked in a folder and as a zip. Same inputs, same bytes.
 */
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { build } from 'esbuild';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import {
  type BundleManifest,
  bundleEntry,
  bundleManifestSchema,
  developmentKeyName,
  manifestName,
  signatureName,
} from '../../shared/setup/bundle-manifest.ts';
import { repository } from '../bootstrap/stamps.mjs';
import type { Signer } from './signer.ts';

export interface BundleParts {
  readonly platform: BundleManifest['platform'];
  /** Emptied first; holds the unpacked bundle afterwards. */
  readonly folder: string;
  readonly zipFile: string;
  /** The Node program of that platform. */
  readonly node: string;
  readonly nodeLicense: string;
  /** keytar.node of that platform. */
  readonly keytar: string;
  /** Package folder of koffi's program for that platform; null where the engine has no use for it. */
  readonly koffi: string | null;
  readonly signer: Signer;
}

/** Every file of the zip carries this time, so that equal contents make an equal zip. */
const zipTime = new Date(Date.UTC(2020, 0, 1));

/** CommonJS has no import.meta: these stand for it inside the bundle. */
const importMeta = {
  banner: 'const bundledScriptUrl = require("node:url").pathToFileURL(__filename).href;',
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename', 'import.meta.url': 'bundledScriptUrl' },
};

export async function composeBundle(parts: BundleParts): Promise<void> {
  rmSync(parts.folder, { recursive: true, force: true });
  mkdirSync(parts.folder, { recursive: true });
  await bundleScript(parts.folder);
  copyFiles(parts);
  writeManifest(parts);
  await writeZip(parts);
}

async function bundleScript(folder: string): Promise<void> {
  await build({
    entryPoints: [join(repository, 'engine', 'main.ts')],
    outfile: join(folder, bundleEntry.script),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['keytar', 'koffi'],
    banner: { js: importMeta.banner },
    define: importMeta.define,
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

function copyFiles({ platform, folder, node, nodeLicense, keytar, koffi }: BundleParts): void {
  const copy = (from: string, to: string): void => cpSync(from, join(folder, to), { recursive: true });
  if (koffi !== null) copyKoffi(koffi, copy);
  const ofKeytar = join('node_modules', 'keytar');
  for (const path of ['package.json', 'lib', 'LICENSE.md']) copy(join(repository, ofKeytar, path), join(ofKeytar, path));
  copy(keytar, join(ofKeytar, 'build', 'Release', 'keytar.node'));
  copy(join(repository, 'assets', 'powershell'), join('assets', 'powershell'));
  copy(nodeLicense, 'node.LICENSE.txt');
  copy(node, bundleEntry.node[platform]);
  chmodSync(join(folder, bundleEntry.node[platform]), 0o755);
}

/** What koffi loads at run time: its own scripts, and the program of one platform. */
function copyKoffi(program: string, copy: (from: string, to: string) => void): void {
  const scripts = ['index.js', 'src/koffi/index.js', 'src/koffi/src/static.js'];
  const ofKoffi = join('node_modules', 'koffi');
  for (const path of ['package.json', 'LICENSE.txt', ...scripts]) copy(join(repository, ofKoffi, path), join(ofKoffi, path));
  const target = join('node_modules', '@koromix', 'koffi-win32-x64');
  for (const path of ['package.json', 'index.js', 'win32_x64/koffi.node']) copy(join(program, path), join(target, path));
}

/** Names of what the manifest describes, sorted. */
function bundleFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== manifestName && path !== signatureName && path !== developmentKeyName)
    .sort();
}

function writeManifest({ platform, folder, signer }: BundleParts): void {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')));
  const files = bundleFiles(folder).map((path) => {
    const content = readFileSync(join(folder, path));
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path, size: content.length, sha256, executable: path === bundleEntry.node[platform] };
  });
  const manifest = bundleManifestSchema.parse({ version, platform, signedBy: signer.signedBy, files });
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, manifestName), bytes);
  writeFileSync(join(folder, signatureName), signer.sign(bytes));
  if (signer.signedBy === 'development') writeFileSync(join(folder, developmentKeyName), signer.publicKey);
}

async function writeZip({ folder, zipFile, signer }: BundleParts): Promise<void> {
  const zip = new ZipFile();
  const describing = [manifestName, signatureName, ...(signer.signedBy === 'development' ? [developmentKeyName] : [])];
  for (const path of [...describing, ...bundleFiles(folder)]) {
    const mode = statSync(join(folder, path)).mode & 0o111 ? 0o100755 : 0o100644;
    // The Node program is nearly all of it and shrinks slowly: level 1 takes a third of the time.
    zip.addFile(join(folder, path), path, { mtime: zipTime, mode, compressionLevel: 1 });
  }
  zip.end();
  mkdirSync(dirname(zipFile), { recursive: true });
  await pipeline(zip.outputStream, createWriteStream(zipFile));
}
