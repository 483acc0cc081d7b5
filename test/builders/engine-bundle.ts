/** Small engine bundles for tests: right ones, and ones with one thing wrong. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { developmentKeyName, manifestName, signatureName } from '../../shared/setup/bundle-manifest.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** PEM (SPKI). */
  readonly publicKey: string;
}

export function newSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

const developmentKey = newSigningKey();

/** The entries that go with a manifest which a development key has signed: name and content. */
export function signedEntries(manifest: Buffer, key = developmentKey): ReadonlyMap<string, Buffer> {
  return new Map([
    [manifestName, manifest],
    [signatureName, sign(null, manifest, key.privateKey)],
    [developmentKeyName, Buffer.from(key.publicKey)],
  ]);
}

export interface BundleFile {
  readonly path: string;
  readonly content: string;
  readonly executable?: boolean;
  /** Unix mode with its file type; a regular file by default. */
  readonly mode?: number;
}

export interface BundleOptions {
  readonly version?: string;
  readonly files: readonly BundleFile[];
  /** What the manifest says in place of the truth. */
  readonly manifest?: (right: ManifestOfTest) => unknown;
  readonly manifestText?: string | null;
  /** Entries about the manifest that are put otherwise, or left out (null). */
  readonly describing?: (right: ReadonlyMap<string, Buffer>) => Readonly<Record<string, Buffer | null>>;
}

interface ManifestOfTest {
  readonly version: string;
  readonly platform: string;
  readonly signedBy: string;
  readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string; readonly executable: boolean }[];
}

export const leastFiles: readonly BundleFile[] = [
  { path: 'node', content: '#!/bin/sh\nexit 0\n', executable: true },
  { path: 'engine.cjs', content: 'process.exit(0);\n' },
  { path: 'assets/powershell/session.ps1', content: '# session\n' },
];

export function manifestOf(files: readonly BundleFile[], version = '1.2.3'): ManifestOfTest {
  const listed = files.map(({ path, content, executable = false }) => ({
    path,
    size: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
    executable,
  }));
  return { version, platform: 'linux-x64', signedBy: 'development', files: listed };
}

/** Writes a bundle; yazl refuses unsafe names itself, so they are put in afterwards by `rename`. */
export async function writeBundle(zipFile: string, options: BundleOptions): Promise<void> {
  const zip = new ZipFile();
  const right = manifestOf(options.files, options.version);
  const text = options.manifestText === undefined ? JSON.stringify(options.manifest?.(right) ?? right) : options.manifestText;
  const signed = text === null ? new Map<string, Buffer>() : signedEntries(Buffer.from(text));
  const entries = Object.assign(Object.fromEntries(signed), options.describing?.(signed));
  for (const [name, content] of Object.entries(entries)) if (content !== null) zip.addBuffer(content, name);
  for (const file of options.files) zip.addBuffer(Buffer.from(file.content), file.path, { mode: file.mode ?? 0o100644 });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(zipFile));
}
