/** Which Electron runs in a checkout: the folder that the bootstrap prepared, else the one that npm's package downloaded. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

export function electronProgram(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder !== undefined) return join(folder, 'electron');
  return z.string().parse(createRequire(import.meta.url)('electron'));
}
