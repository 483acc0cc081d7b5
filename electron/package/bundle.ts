/**
 * The engine bundle (I1): everything about the zip is checked before anything is written: names, counts, the manifest's
 * signature, and size and SHA-256 of each entry against the manifest. The only importer of adm-zip.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import AdmZip from 'adm-zip';
import { Failure } from '../../shared/errors.ts';
import {
  type BundleManifest,
  bundleEntry,
  bundleLimits,
  bundleManifestSchema,
  bundlePathSchema,
  developmentKeyName,
  manifestName,
  signatureName,
} from '../../shared/setup/bundle-manifest.ts';
import { diskFailure } from '../platform/files.ts';
import { signatureFault } from './signature.ts';
import { type TrustedSigner, trustedSigner } from './trusted-signer.ts';

type ListedFile = BundleManifest['files'][number];
type ZipEntry = AdmZip.IZipEntry;

export interface CheckedBundle {
  readonly manifest: BundleManifest;
  /** Folder name that this very content gets: version and the first characters of the manifest's SHA-256. */
  readonly folderName: string;
  /** Writes every file below `folder`, which must not hold any of them yet. Throws `bundle.tampered` when it is made for another system, else `install.disk` or `install.file-in-use`. */
  extractTo(folder: string, signal: AbortSignal): Promise<void>;
}

/** Entries that describe the bundle and are not installed. */
const describing = {
  release: [manifestName, signatureName],
  development: [manifestName, signatureName, developmentKeyName],
} as const;
/** Bytes of the zip file itself. */
const zipLimitBytes = bundleLimits.total;
const unixFileType = { mask: 0o170_000, regular: 0o100_000 } as const;

/** Throws `bundle.missing`, `bundle.tampered` or `bundle.unsafe`, the last two naming the entry. Writes nothing. */
export async function openBundle(path: string, signal: AbortSignal, trusted: TrustedSigner = trustedSigner): Promise<CheckedBundle> {
  const entries = safeEntries(await readZip(path));
  const manifestBytes = neededContent(entries, manifestName);
  const manifest = signedManifest(manifestBytes, entries, trusted);
  const files = listedFiles(manifest);
  const known = new Set([...files.keys(), ...describing[manifest.signedBy]]);
  for (const name of entries.keys()) if (!known.has(name)) throw unsafe(name, 'the manifest does not list it');
  for (const file of files.values()) {
    signal.throwIfAborted();
    checkedContent(file, entries.get(file.path));
  }
  const digest = createHash('sha256').update(manifestBytes).digest('hex').slice(0, 8);
  return {
    manifest,
    folderName: `engine-${manifest.version}-${digest}`,
    extractTo: async (folder, stop) => {
      requireOwnPlatform(manifest);
      for (const file of files.values()) {
        stop.throwIfAborted();
        await writeFile(join(folder, ...file.path.split('/')), checkedContent(file, entries.get(file.path)), file.executable);
      }
    },
  };
}

async function readZip(path: string): Promise<AdmZip> {
  const bytes = await readFile(path).catch(() => {
    throw new Failure('bundle.missing', { params: { path } });
  });
  if (bytes.length > zipLimitBytes) throw unsafe(path, `larger than ${zipLimitBytes} bytes`);
  try {
    return new AdmZip(bytes);
  } catch (thrown) {
    throw tampered(path, thrown instanceof Error ? thrown.message : 'not a zip file');
  }
}

function safeEntries(zip: AdmZip): ReadonlyMap<string, ZipEntry> {
  const list = listed(zip);
  if (list.length > bundleLimits.entries) throw unsafe(manifestName, `more than ${bundleLimits.entries} entries`);
  const entries = new Map<string, ZipEntry>();
  const seen = new Set<string>();
  let total = 0;
  for (const entry of list) {
    refuseUnsafe(entry);
    // Windows does not tell upper from lower case: two such names would be one file.
    const folded = entry.entryName.toLowerCase();
    if (seen.has(folded)) throw unsafe(entry.entryName, 'it is there twice');
    seen.add(folded);
    total += entry.header.size;
    entries.set(entry.entryName, entry);
  }
  if (total > bundleLimits.total) throw unsafe(manifestName, `more than ${bundleLimits.total} bytes`);
  for (const name of entries.keys()) refuseFileAsFolder(name, seen);
  return entries;
}

/** One path cannot be a file and the folder of another: half of it would be written before the disk says so. */
function refuseFileAsFolder(name: string, files: ReadonlySet<string>): void {
  const parts = name.toLowerCase().split('/');
  for (let length = 1; length < parts.length; length += 1)
    if (files.has(parts.slice(0, length).join('/'))) throw unsafe(name, 'it lies below a file');
}

/** adm-zip reads the list of names here, and refuses some of the unsafe ones itself. */
function listed(zip: AdmZip): readonly ZipEntry[] {
  try {
    return zip.getEntries();
  } catch (thrown) {
    throw unsafe(manifestName, thrown instanceof Error ? thrown.message : 'the list of entries cannot be read');
  }
}

function refuseUnsafe(entry: ZipEntry): void {
  const name = entry.entryName;
  if (!bundlePathSchema.safeParse(name).success) throw unsafe(name, 'not an allowed name');
  if (entry.header.size > bundleLimits.file) throw unsafe(name, `larger than ${bundleLimits.file} bytes`);
  if (entry.header.encrypted) throw unsafe(name, 'encrypted');
  // The upper half of the attributes is the Unix mode; zip files made on Windows have none.
  const type = (entry.attr >>> 16) & unixFileType.mask;
  if (type !== 0 && type !== unixFileType.regular) throw unsafe(name, 'not a regular file');
}

function neededContent(entries: ReadonlyMap<string, ZipEntry>, name: string): Buffer {
  const entry = entries.get(name);
  if (entry === undefined) throw tampered(name, 'it is missing');
  return contentOf(entry);
}

function signedManifest(bytes: Buffer, entries: ReadonlyMap<string, ZipEntry>, trusted: TrustedSigner): BundleManifest {
  const signature = neededContent(entries, signatureName);
  const manifest = parseManifest(bytes);
  const keyEntry = entries.get(developmentKeyName);
  const developmentKey = keyEntry === undefined ? null : contentOf(keyEntry);
  const fault = signatureFault({ signedBy: manifest.signedBy, bytes, signature, developmentKey }, trusted);
  if (fault !== null) throw tampered(manifestName, fault);
  return manifest;
}

function parseManifest(bytes: Buffer): BundleManifest {
  try {
    return bundleManifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw tampered(manifestName, 'not a manifest');
  }
}

function listedFiles(manifest: BundleManifest): ReadonlyMap<string, ListedFile> {
  const files = new Map(manifest.files.map((file) => [file.path, file]));
  if (files.size !== manifest.files.length) throw tampered(manifestName, 'a file is listed twice');
  for (const name of describing.development) if (files.has(name)) throw tampered(name, 'it cannot be listed');
  for (const needed of [bundleEntry.node[manifest.platform], bundleEntry.script])
    if (!files.has(needed)) throw tampered(needed, 'it is not listed');
  return files;
}

function requireOwnPlatform(manifest: BundleManifest): void {
  const own = `${process.platform}-${process.arch}`;
  if (manifest.platform !== own) throw tampered(manifestName, `it is made for ${manifest.platform}, and this is ${own}`);
}

function checkedContent(file: ListedFile, entry: ZipEntry | undefined): Buffer {
  if (entry === undefined) throw tampered(file.path, 'it is missing');
  if (entry.header.size !== file.size) throw tampered(file.path, 'its size is another');
  const content = contentOf(entry);
  if (content.length !== file.size || createHash('sha256').update(content).digest('hex') !== file.sha256)
    throw tampered(file.path, 'its content is another');
  return content;
}

/** Inflates one entry; adm-zip stops at the size that the entry declares. */
function contentOf(entry: ZipEntry): Buffer {
  try {
    return entry.getData();
  } catch (thrown) {
    throw tampered(entry.entryName, thrown instanceof Error ? thrown.message : 'it cannot be unpacked');
  }
}

async function writeFile(path: string, content: Buffer, isExecutable: boolean): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx', isExecutable ? 0o755 : 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw diskFailure(path, thrown);
  }
}

function tampered(path: string, detail: string): Failure {
  return new Failure('bundle.tampered', { params: { path }, detail: `${path}: ${detail}` });
}

function unsafe(path: string, detail: string): Failure {
  return new Failure('bundle.unsafe', { params: { path }, detail: `${path}: ${detail}` });
}
