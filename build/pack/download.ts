/** `Exchange_Connector_Setup.zip` (P1): the packed folder with the account certificate of one tenant, and a manifest over both. Same inputs, same bytes. */
import { createHash } from 'node:crypto';
import { createWriteStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { accountCertificateFileName } from '../../electron/package/account-certificate.ts';
import { folderManifestName } from '../../shared/setup/set-up-folder.ts';
import { Stop } from '../bootstrap/report.mjs';
import { describeFolder, signedManifest } from './folder-manifest.ts';
import { programName } from './set-up-program.ts';
import type { Signer } from './signer.ts';
import type { TenantCertificate } from './tenant-certificate.ts';

export interface DownloadParts {
  /** As `composeFolder` made it. */
  readonly folder: string;
  readonly certificate: TenantCertificate;
  readonly signer: Signer;
  /** Must not exist yet: it holds a private key, and so does the one that is there. */
  readonly out: string;
}

const zipTime = new Date(Date.UTC(2020, 0, 1));
const mode = { program: 0o100_755, file: 0o100_644, secret: 0o100_600 } as const;

/** Answers the size of the zip in bytes. Throws `Stop` when the folder was not packed, or `out` is there already. */
export async function makeDownload({ folder, certificate, signer, out }: DownloadParts): Promise<number> {
  if (!statSync(join(folder, folderManifestName), { throwIfNoEntry: false }))
    throw new Stop(`${folder} is not there. npm run pack makes it.`, 1);
  const files = (await describeFolder(folder)).filter((file) => file.path !== accountCertificateFileName);
  const account = { path: accountCertificateFileName, size: certificate.content.length, sha256: sha256(certificate.content) };
  const listed = [...files, account].toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const zip = new ZipFile();
  const add = (content: Buffer, name: string, of: number): void =>
    zip.addBuffer(content, `${programName}/${name}`, { mtime: zipTime, mode: of });
  for (const { name, content } of signedManifest(listed, certificate.tenantId, signer)) add(content, name, mode.file);
  add(certificate.content, accountCertificateFileName, mode.secret);
  for (const { path } of files) {
    const from = join(folder, path);
    const of = (statSync(from).mode & 0o111) === 0 ? mode.file : mode.program;
    // What is compressed already is stored; for the rest level 1 takes a third of the time.
    const how = path.endsWith('.zip') ? { compress: false } : { compressionLevel: 1 };
    zip.addFile(from, `${programName}/${path}`, { mtime: zipTime, mode: of, ...how });
  }
  zip.end();
  await written(zip, out);
  return statSync(out).size;
}

/** For its owner only, and nothing is left of it when it does not get done. */
async function written(zip: ZipFile, out: string): Promise<void> {
  if (statSync(out, { throwIfNoEntry: false })) throw new Stop(`${out} is there already.`, 1);
  try {
    await pipeline(zip.outputStream, createWriteStream(out, { flags: 'wx', mode: 0o600 }));
  } catch (thrown) {
    rmSync(out, { force: true });
    throw new Stop(`${out} cannot be written: ${thrown instanceof Error ? thrown.message : 'unknown cause'}`, 1);
  }
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
