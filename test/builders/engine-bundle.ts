/** Small engine bundles for tests: right ones, and ones with one thing wrong. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

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
}

interface ManifestOfTest {
  readonly version: string;
  readonly platform: string;
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
  return { version, platform: 'linux-x64', files: listed };
}

/** Writes a bundle; yazl refuses unsafe names itself, so they are put in afterwards by `rename`. */
export async function writeBundle(zipFile: string, options: BundleOptions): Promise<void> {
  const zip = new ZipFile();
  const right = manifestOf(options.files, options.version);
  const text = options.manifestText === undefined ? JSON.stringify(options.manifest?.(right) ?? right) : options.manifestText;
  if (text !== null) zip.addBuffer(Buffer.from(text), 'manifest.json');
  for (const file of options.files) zip.addBuffer(Buffer.from(file.content), file.path, { mode: file.mode ?? 0o100644 });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(zipFile));
}
