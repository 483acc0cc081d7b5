/** Builds set-up's programs (main process, preload script, window) for delivery, with the key of those whose bundles they accept. */
import { join } from 'node:path';
import { runOrStop } from '../bootstrap/programs.mjs';
import { repository } from '../bootstrap/stamps.mjs';
import { releaseKeyVariable } from './compiled-in.ts';
import type { Signer } from './signer.ts';

/** Into `folder`/{main,preload,renderer}. Signed by a release key: a release build, which refuses everything signed by another. Throws `Stop`. */
export async function buildSetUpPrograms(folder: string, signer: Signer): Promise<void> {
  const program = join(repository, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const config = join(repository, 'build', 'electron.vite.config.ts');
  const env = {
    ...process.env,
    [releaseKeyVariable]: signer.signedBy === 'release' ? signer.publicKey : '',
    EXCHANGE_CONNECTOR_BUILD_FOLDER: folder,
  };
  await runOrStop(process.execPath, [program, 'build', '--config', config, '--logLevel', 'warn'], { cwd: repository, env });
}
