/** Compares an installed engine folder with the manifest of the bundle. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleManifest } from '../../shared/setup/bundle-manifest.ts';

/** True when every file of the manifest is in `folder`, with exactly its content. */
export async function isInstalled(folder: string, manifest: BundleManifest): Promise<boolean> {
  for (const file of manifest.files) {
    const content = await readFile(join(folder, ...file.path.split('/'))).catch(() => null);
    if (content === null || createHash('sha256').update(content).digest('hex') !== file.sha256) return false;
  }
  return true;
}
