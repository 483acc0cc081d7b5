/**
 * `npm run pack`: what can be made for delivery on this machine, in release/: the engine bundles for Windows and for Linux, the engine's own
 * Windows set-up for closed networks, and the folder of the packed set-up that accepts just these bundles. Signed with the key that EXCHANGE_CONNECTOR_SIGNING_KEY names, else with the development key;
 * each is read back as set-up will read it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openBundle } from '../electron/package/bundle.ts';
import { checkOwnFolder } from '../electron/package/own-folder.ts';
import { standInName } from './bootstrap/electron-stand-in.mjs';
import { findOnPath } from './bootstrap/programs.mjs';
import { openReport, Stop } from './bootstrap/report.mjs';
import { cache, repository } from './bootstrap/stamps.mjs';
import { makeClosedNetworkSetUp } from './pack/closed-network.ts';
import { type ElectronDistribution, linuxElectron, windowsElectron, windowsElectronVariable } from './pack/electron-distributions.ts';
import { type BundleParts, composeBundle } from './pack/engine-bundle.ts';
import { linuxParts } from './pack/linux-parts.ts';
import { productVersion } from './pack/product-version.ts';
import { composeFolder, releasedFolder } from './pack/set-up-folder.ts';
import { buildSetUpPrograms } from './pack/set-up-programs.ts';
import { type Signer, signerFor } from './pack/signer.ts';
import { windowsKeytar } from './pack/windows-keytar.ts';
import { windowsKoffi } from './pack/windows-koffi.ts';
import { windowsNode } from './pack/windows-node.ts';

const report = openReport(false);
const limitMilliseconds = 120_000;
const programs = join(cache, 'pack', 'set-up-programs');

type PlatformParts = Pick<BundleParts, 'platform' | 'node' | 'nodeLicense' | 'keytar' | 'koffi'>;

async function windowsParts(): Promise<PlatformParts> {
  const node = await report.step('node.exe out of npm, hash checked', windowsNode);
  const keytar = await report.step('keytar (credential vault) for Windows, cross-compiled from its source', windowsKeytar);
  const koffi = await report.step("koffi (Windows' own functions) out of npm, hash checked", windowsKoffi);
  return { platform: 'win32-x64', node, nodeLicense: linuxParts.nodeLicense, keytar, koffi };
}

function bundleFile(platform: PlatformParts['platform']): string {
  return join(repository, 'release', `engine-bundle-${platform}.zip`);
}

/** Where the bundle of a platform lies unpacked. */
function bundleFolder(platform: PlatformParts['platform']): string {
  return join(cache, 'pack', platform);
}

async function packBundle(parts: PlatformParts, signer: Signer): Promise<string> {
  const zipFile = bundleFile(parts.platform);
  const folder = bundleFolder(parts.platform);
  await report.step(`Engine bundle for ${parts.platform}`, () => composeBundle({ ...parts, folder, zipFile, signer }));
  const { manifest } = await openBundle(zipFile, AbortSignal.timeout(limitMilliseconds), trustedBy(signer));
  return `${relative(repository, zipFile)}: ${manifest.version}, ${manifest.files.length} files, ${figuresOf(zipFile)}`;
}

function figuresOf(file: string): string {
  const bytes = readFileSync(file);
  return `${(bytes.length / 1e6).toFixed(1)} MB, sha256 ${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Carries no signature of ours: whoever delivers it signs it as Windows programs are signed. */
async function packClosedNetwork(): Promise<string> {
  if (findOnPath('makensis') === null) return "The engine's own Windows set-up is NOT made here: makensis (Debian's nsis) is missing.";
  const version = productVersion();
  const setUpFile = join(repository, 'release', `ConnectorEngine-${version}.exe`);
  const parts = { bundle: bundleFolder('win32-x64'), folder: join(cache, 'pack', 'closed-network'), setUpFile, version };
  await report.step("The engine's own Windows set-up, for closed networks", () => makeClosedNetworkSetUp(parts));
  return `${relative(repository, setUpFile)}: ${version}, ${figuresOf(setUpFile)}, not signed`;
}

/** Packs set-up of one platform and checks the folder as set-up will at its start. */
async function packFolder(electron: ElectronDistribution, parts: PlatformParts, signer: Signer): Promise<string> {
  const { platform } = electron;
  if (electron.isStandIn && signer.signedBy === 'release')
    return notMade(platform, 'the Electron here is a stand-in for tests, never for a release');
  const folder = releasedFolder(platform);
  const work = join(cache, 'pack', `set-up-${platform}`);
  const make = (): Promise<void> =>
    composeFolder({ electron, programs, keytar: parts.keytar, engineBundle: bundleFile(platform), work, folder, signer });
  await report.step(`Set-up for ${platform}, Electron ${electron.version}, fuses read back`, make);
  const faults = await checkOwnFolder({ folder, isDelivered: true }, AbortSignal.timeout(limitMilliseconds), trustedBy(signer));
  if (faults.length > 0) throw new Stop(`${folder} is not as its manifest says: ${JSON.stringify(faults)}`, 1);
  return `${relative(repository, folder)}: ${electron.isStandIn ? `with ${standInName}, for tests only` : `with Electron ${electron.version}`}`;
}

function notMade(platform: string, why: string): string {
  return `Set-up for ${platform} is NOT made here: ${why}.`;
}

function trustedBy(signer: Signer): string | null {
  return signer.signedBy === 'release' ? signer.publicKey : null;
}

async function main(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Stop('npm run pack works on Linux x64 only.', 3);
  const signer = signerFor(process.env);
  const windows = await windowsParts();
  const packed = [await packBundle(windows, signer), await packBundle(linuxParts, signer), await packClosedNetwork()];
  await report.step("Set-up's programs", () => buildSetUpPrograms(programs, signer));
  packed.push(await packFolder(linuxElectron(process.env), linuxParts, signer));
  const electron = windowsElectron(process.env);
  const none = `no Electron for Windows on this machine; ${windowsElectronVariable} names its unpacked folder or its zip`;
  packed.push(electron === null ? notMade('win32-x64', none) : await packFolder(electron, windows, signer));
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
