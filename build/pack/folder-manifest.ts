/** Describes and signs the folder of set-up: every file with its size and hash (P1), as set-up itself will look at it (P2). */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type FolderManifest,
  folderDevelopmentKeyName,
  folderManifestName,
  folderManifestSchema,
  folderSignatureName,
} from '../../shared/setup/set-up-folder.ts';
import { productVersion } from './product-version.ts';
import type { Signer } from './signer.ts';

type ListedFile = FolderManifest['files'][number];

/** A file's content under the name that it has in the package. */
export interface SignedEntry {
  readonly name: string;
  readonly content: Buffer;
}

const describing: readonly string[] = [folderManifestName, folderSignatureName, folderDevelopmentKeyName];

/** Every file below the folder, sorted, without the manifest itself. */
export async function describeFolder(folder: string): Promise<readonly ListedFile[]> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !describing.includes(path))
    .sort();
  const files: ListedFile[] = [];
  for (const path of paths) files.push({ path, ...(await measured(join(folder, path))) });
  return files;
}

async function measured(file: string): Promise<Pick<ListedFile, 'size' | 'sha256'>> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    hash.update(bytes);
  }
  return { size, sha256: hash.digest('hex') };
}

/** The manifest over these files and what proves it. `tenantId`: null in a package made for no tenant. */
export function signedManifest(files: readonly ListedFile[], tenantId: string | null, signer: Signer): readonly SignedEntry[] {
  const manifest = folderManifestSchema.parse({ version: productVersion(), signedBy: signer.signedBy, tenantId, files });
  const content = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const key = signer.signedBy === 'development' ? [{ name: folderDevelopmentKeyName, content: Buffer.from(signer.publicKey) }] : [];
  return [{ name: folderManifestName, content }, { name: folderSignatureName, content: signer.sign(content) }, ...key];
}

/** Puts a new manifest into the folder in place of an earlier one. */
export async function signFolder(folder: string, signer: Signer): Promise<void> {
  for (const name of describing) rmSync(join(folder, name), { force: true });
  for (const { name, content } of signedManifest(await describeFolder(folder), null, signer)) writeFileSync(join(folder, name), content);
}
