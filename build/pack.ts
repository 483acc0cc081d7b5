/**
 * `npm run pack`: what can be made for delivery on this machine, in release/: the engine bundles for Windows and for Linux, and set-up's
 * programs that accept just these. Signed with the key that EXCHANGE_CONNECTOR_SIGNING_KEY names, else with the development key; each is read back as set-up will read it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openBundle } from '../electron/package/bundle.ts';
import { openReport, Stop } from './bootstrap/report.mjs';
import { cache, repository } from './bootstrap/stamps.mjs';
import { type BundleParts, composeBundle } from './pack/engine-bundle.ts';
import { linuxParts } from './pack/linux-parts.ts';
import { buildSetUpPrograms } from './pack/set-up-programs.ts';
import { type Signer, signerFor } from './pack/signer.ts';
import { windowsKeytar } from './pack/windows-keytar.ts';
import { windowsNode } from './pack/windows-node.ts';

const report = openReport(false);
const limitMilliseconds = 120_000;

async function windowsParts(): Promise<Pick<BundleParts, 'platform' | 'node' | 'nodeLicense' | 'keytar'>> {
  const node = await report.step('node.exe out of npm, hash checked', windowsNode);
  const keytar = await report.step('keytar (credential vault) for Windows, cross-compiled from its source', windowsKeytar);
  return { platform: 'win32-x64', node, nodeLicense: linuxParts.nodeLicense, keytar };
}

async function packBundle(parts: Pick<BundleParts, 'platform' | 'node' | 'nodeLicense' | 'keytar'>, signer: Signer): Promise<string> {
  const zipFile = join(repository, 'release', `engine-bundle-${parts.platform}.zip`);
  const folder = join(cache, 'pack', parts.platform);
  await report.step(`Engine bundle for ${parts.platform}`, () => composeBundle({ ...parts, folder, zipFile, signer }));
  const trusted = signer.signedBy === 'release' ? signer.publicKey : null;
  const { manifest } = await openBundle(zipFile, AbortSignal.timeout(limitMilliseconds), trusted);
  const bytes = readFileSync(zipFile);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const figures = `${manifest.version}, ${manifest.files.length} files, ${(bytes.length / 1e6).toFixed(1)} MB, sha256 ${sha256}`;
  return `${relative(repository, zipFile)}: ${figures}`;
}

async function main(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Stop('npm run pack works on Linux x64 only.', 3);
  const signer = signerFor(process.env);
  const packed = [await packBundle(await windowsParts(), signer), await packBundle(linuxParts, signer)];
  const programs = join(repository, 'release', 'set-up');
  await report.step(`Set-up's programs in ${relative(repository, programs)}`, () => buildSetUpPrograms(programs, signer));
  for (const line of packed) report.say(line);
  report.say(
    signer.signedBy === 'release' ? 'Signed with the release key.' : 'Signed with the DEVELOPMENT key: a release of set-up refuses these.',
  );
}

try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof Stop)) throw thrown;
  report.say(thrown.message);
  process.exitCode = thrown.exitCode;
}
