/** Set-up without a window and without Electron: `node electron/unattended/main.ts install --answers FILE`. */
import { standardOutput } from '../../shared/host/console.ts';
import { developmentBundle, repositoryOf } from '../setup/this-host.ts';
import { version } from '../version.ts';
import { runUnattended } from './command-line.ts';

const repository = repositoryOf(import.meta.dirname);
process.exitCode = await runUnattended(process.argv.slice(2), {
  bundlePath: developmentBundle(repository),
  programFolder: repository,
  isDelivered: false,
  version,
  output: standardOutput,
});
