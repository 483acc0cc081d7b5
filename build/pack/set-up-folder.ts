/** The folder that is delivered (P1): the packed program, the engine bundle of its platform, the schema of answer files, licences, the manifest. */
import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { answerFileSchema } from '../../shared/setup/answer-file.ts';
import { repository } from '../bootstrap/stamps.mjs';
import type { ElectronDistribution } from './electron-distributions.ts';
import { signFolder } from './folder-manifest.ts';
import { licenceTexts } from './licences.ts';
import { packProgram, programName } from './set-up-program.ts';
import type { Signer } from './signer.ts';

export interface FolderParts {
  readonly electron: ElectronDistribution;
  readonly programs: string;
  readonly keytar: string;
  readonly engineBundle: string;
  readonly work: string;
  /** Replaced. */
  readonly folder: string;
  readonly signer: Signer;
}

/** Where `npm run pack` puts the folder of a platform, and where the download is made from. */
export function releasedFolder(platform: ElectronDistribution['platform']): string {
  return join(repository, 'release', platform, programName);
}

export async function composeFolder(parts: FolderParts): Promise<void> {
  const packed = await packProgram(parts);
  copyFileSync(parts.engineBundle, join(packed, 'resources', 'engine-bundle.zip'));
  writeFileSync(join(packed, 'LICENSES.packages.txt'), licenceTexts());
  writeFileSync(join(packed, 'answer-file.schema.json'), `${JSON.stringify(answerFileSchema(null), null, 2)}\n`);
  await signFolder(packed, parts.signer);
  rmSync(parts.folder, { recursive: true, force: true });
  mkdirSync(dirname(parts.folder), { recursive: true });
  place(packed, parts.folder);
  rmSync(parts.work, { recursive: true });
}

function place(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Another file system.
    cpSync(from, to, { recursive: true });
  }
}
