/**
 * Makes the engine bundle that set-up installs in a checkout: dist/engine/<platform>/ and dist/engine/engine-bundle.zip, signed with the
 * checkout's development key; skipped when nothing changed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, readStamp, repository, writeStamp } from './bootstrap/stamps.mjs';
import { composeBundle } from './pack/engine-bundle.ts';
import { linuxParts } from './pack/linux-parts.ts';
import { developmentSigner } from './pack/signer.ts';

const inputs = [
  'engine',
  'shared',
  'assets',
  'package-lock.json',
  'package.json',
  'build/bundle-engine.ts',
  'build/pack/engine-bundle.ts',
  'build/pack/linux-parts.ts',
  'build/pack/signer.ts',
  'node_modules/keytar/build/Release/keytar.node',
];

async function main(): Promise<void> {
  const signer = developmentSigner();
  const folder = join(repository, 'dist', 'engine', linuxParts.platform);
  const zipFile = join(repository, 'dist', 'engine', 'engine-bundle.zip');
  const stamp = hashOf(inputs, signer.publicKey);
  if (readStamp('engine-bundle') === stamp && existsSync(zipFile) && existsSync(folder)) return;
  process.stdout.write('* Building the engine bundle\n');
  await composeBundle({ ...linuxParts, folder, zipFile, signer });
  writeStamp('engine-bundle', stamp);
}

await main();
