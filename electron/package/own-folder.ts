/** P2: is the folder that set-up was started from just as it was delivered, to the last file. Reads everything, changes nothing. */
/// <reference types="electron" />
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import {
  type FolderFault,
  type FolderManifest,
  folderDevelopmentKeyName,
  folderManifestName,
  folderManifestSchema,
  folderSignatureName,
} from '../../shared/setup/set-up-folder.ts';
import { accountCertificateFileName } from './account-certificate.ts';
import { type FolderFile, folderFaults } from './set-up-folder.ts';
import { signatureFault } from './signature.ts';
import { type TrustedSigner, trustedSigner } from './trusted-signer.ts';

export interface OwnFolder {
  readonly folder: string;
  /** False in a checkout, which has no manifest. */
  readonly isDelivered: boolean;
}

/**
 * Whether set-up was delivered, told by the folder of its own script: a delivered program runs out of its archive only, whatever its file is
 * called (Electron's own answer goes by that name, and somebody may have changed it).
 */
export function isDeliveredFrom(scriptFolder: string): boolean {
  return scriptFolder.split(sep).includes('app.asar');
}

/** What describes the folder and is not listed in its own description. */
const describing = {
  release: [folderManifestName, folderSignatureName],
  development: [folderManifestName, folderSignatureName, folderDevelopmentKeyName],
} as const;
/** Files read at a time: more do not help, one disk reads them. */
const atOnce = 2;
/** Read in one go into one buffer: in Electron a stream takes twice as long. */
const readBytes = 4 * 1024 * 1024;
/** Larger than any manifest of ours; the rest of a forged one is never read. */
const manifestLimitBytes = 4 * 1024 * 1024;

/** Electron shows an archive of the program as a folder; what was delivered is the file. */
const { promises: files } = process.versions['electron'] === undefined ? await import('node:fs') : await import('original-fs');

/** Nothing when all is well, or in a checkout. Reads every byte: about a third of a second for 250 MB. Throws only when `signal` fires. */
export async function checkOwnFolder(
  own: OwnFolder,
  signal: AbortSignal,
  trusted: TrustedSigner = trustedSigner,
): Promise<readonly FolderFault[]> {
  if (!own.isDelivered) return [];
  const manifest = await signedManifest(own.folder, trusted);
  if (manifest === null) return [{ kind: 'unsigned', path: folderManifestName }];
  const known = new Set<string>(describing[manifest.signedBy]);
  const paths = (await listed(own.folder)).filter((path) => !known.has(path));
  const found = await hashed(own.folder, paths, signal);
  return folderFaults(manifest.files, found).filter((fault) => !isDeletedCertificate(fault));
}

/** Throws `folder.altered` unless the folder is as it was delivered. */
export async function requireOwnFolder(own: OwnFolder, signal: AbortSignal, trusted: TrustedSigner = trustedSigner): Promise<void> {
  requireNoFault(await checkOwnFolder(own, signal, trusted));
}

/** Throws `folder.altered`, naming the first file and in its detail all of them. */
export function requireNoFault(faults: readonly FolderFault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  throw new Failure('folder.altered', { params: { path: first.path }, retry: 'never', detail: faults.map(inWords).join(', ') });
}

function inWords(fault: FolderFault): string {
  return fault.kind === 'moved' ? `${fault.path}: moved from ${fault.from}` : `${fault.path}: ${fault.kind}`;
}

/** P3 deletes it after success; set-up goes on without it, and says so where it is needed. */
function isDeletedCertificate(fault: FolderFault): boolean {
  return fault.kind === 'missing' && fault.path === accountCertificateFileName;
}

/** Null when nobody whom this set-up trusts has signed it, or when it is no manifest. */
async function signedManifest(folder: string, trusted: TrustedSigner): Promise<FolderManifest | null> {
  const [bytes, signature, developmentKey] = await Promise.all(describing.development.map((name) => smallFile(join(folder, name))));
  if (!bytes || !signature) return null;
  const manifest = parsed(bytes);
  if (manifest === null) return null;
  const fault = signatureFault({ signedBy: manifest.signedBy, bytes, signature, developmentKey: developmentKey ?? null }, trusted);
  return fault === null ? manifest : null;
}

async function smallFile(path: string): Promise<Buffer | null> {
  try {
    const state = await files.lstat(path);
    return state.isFile() && state.size <= manifestLimitBytes ? await files.readFile(path) : null;
  } catch {
    return null;
  }
}

function parsed(bytes: Buffer): FolderManifest | null {
  try {
    return folderManifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

/** Everything below the folder that is not a folder itself, with forward slashes. */
async function listed(folder: string): Promise<readonly string[]> {
  const entries = await files.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).split(sep).filter(Boolean).join('/'));
}

async function hashed(folder: string, paths: readonly string[], signal: AbortSignal): Promise<readonly FolderFile[]> {
  const left = paths.values();
  const found: FolderFile[] = [];
  const work = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafe(readBytes);
    for (const path of left) found.push({ path, ...(await contentOf(join(folder, ...path.split('/')), buffer, signal)) });
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}

type Content = Omit<FolderFile, 'path'>;

/** A link, a pipe or a file that cannot be read has no hash, and so equals nothing that was delivered. */
async function contentOf(path: string, buffer: Buffer, signal: AbortSignal): Promise<Content> {
  const unreadable = { size: 0, sha256: '' };
  try {
    return (await files.lstat(path)).isFile() ? await hashOf(path, buffer, signal) : unreadable;
  } catch {
    signal.throwIfAborted();
    return unreadable;
  }
}

async function hashOf(path: string, buffer: Buffer, signal: AbortSignal): Promise<Content> {
  const file = await files.open(path, 'r');
  try {
    const hash = createHash('sha256');
    let size = 0;
    for (let bytes = await read(file, buffer, signal); bytes > 0; bytes = await read(file, buffer, signal)) {
      hash.update(buffer.subarray(0, bytes));
      size += bytes;
    }
    return { size, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Answers how many bytes came; 0 at the end. */
async function read(file: FileHandle, buffer: Buffer, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  return (await file.read(buffer, 0, buffer.length)).bytesRead;
}
