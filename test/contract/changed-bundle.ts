/** The engine bundle of this checkout with one thing changed. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import AdmZip from 'adm-zip';
import { ZipFile } from 'yazl';
import { type BundleManifest, bundleEntry, bundleManifestSchema } from '../../shared/setup/bundle-manifest.ts';
import { signedEntries } from '../builders/engine-bundle.ts';
import { repository } from '../rehearsal/stage.ts';

export interface BundleChange {
  readonly version?: string;
  /** Path of a file of which one byte is another than its manifest says. */
  readonly spoil?: string;
  /** Text in place of the engine's script; the manifest knows it. */
  readonly script?: string;
}

/** Writes it to `file`, signed by a key of the test's. */
export async function changedBundle(file: string, change: BundleChange): Promise<string> {
  const old = new AdmZip(join(repository, 'dist', 'engine', 'engine-bundle.zip'));
  const signed = signedEntries(Buffer.from(JSON.stringify(manifestWith(old.readAsText('manifest.json'), change))));
  const zip = new ZipFile();
  for (const entry of old.getEntries()) {
    const content = contentOf(entry, change);
    zip.addBuffer(signed.get(entry.entryName) ?? content, entry.entryName, { mode: entry.attr >>> 16, compressionLevel: 1 });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}

function contentOf(entry: AdmZip.IZipEntry, { spoil, script }: BundleChange): Buffer {
  if (entry.entryName === bundleEntry.script && script !== undefined) return Buffer.from(script);
  const content = entry.getData();
  if (entry.entryName === spoil) content[0] = (content[0] ?? 0) ^ 1;
  return content;
}

function manifestWith(text: string, { version, script }: BundleChange): BundleManifest {
  const manifest = bundleManifestSchema.parse(JSON.parse(text));
  const files = manifest.files.map((file) =>
    file.path === bundleEntry.script && script !== undefined ? { ...file, ...sizeAndHash(script) } : file,
  );
  return { ...manifest, files, ...(version === undefined ? {} : { version }) };
}

function sizeAndHash(text: string) {
  return { size: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}
