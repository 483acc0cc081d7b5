/** Which program and which script an engine's folder holds. */
import { join } from 'node:path';
import { bundleEntry } from '../../shared/setup/bundle-manifest.ts';
import type { SetupHost } from './setup-host.ts';

export function enginePrograms(host: Pick<SetupHost, 'platform'>, folder: string): { readonly program: string; readonly script: string } {
  const node = host.platform === 'win32' ? bundleEntry.node['win32-x64'] : bundleEntry.node['linux-x64'];
  return { program: join(folder, node), script: join(folder, bundleEntry.script) };
}
