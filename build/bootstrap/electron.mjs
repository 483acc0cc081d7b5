/** Which Electron runs here: the one named in the environment, the pinned one by its own download, or the stand-in. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bringStandIn, standInFolder, standInName } from './electron-stand-in.mjs';
import { runToEnd } from './programs.mjs';
import { prerequisiteExit, Stop } from './report.mjs';
import { hashOf, readStamp, repository, writeStamp } from './stamps.mjs';

const electronPackage = join(repository, 'node_modules', 'electron');
/** Its download has 120 MB; where the net is closed it fails at once. */
const downloadLimitSeconds = 120;

/**
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<string>} folder with the program `electron`
 */
export async function bringElectron(report) {
  const named = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (named !== undefined) return tell(report, named, 'named by ELECTRON_OVERRIDE_DIST_PATH');
  const own = join(electronPackage, 'dist');
  const version = hashOf(['node_modules/electron/package.json']);
  if (readStamp('electron-download') !== `failed ${version}` && !existsSync(join(electronPackage, 'path.txt')))
    await download(report, version);
  if (existsSync(join(electronPackage, 'path.txt'))) return tell(report, own, 'its own download, the version that is shipped');
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Stop(`Electron could not be downloaded, and there is no stand-in for ${process.platform} ${process.arch}.`, prerequisiteExit);
  }
  await bringStandIn(report);
  return tell(report, standInFolder, `stand-in ${standInName}, for tests and rehearsals only, never shipped`);
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {string} version
 */
async function download(report, version) {
  await report.step(`Downloading Electron (at most ${downloadLimitSeconds} s)`, async () => {
    const code = await runToEnd(process.execPath, [join(electronPackage, 'install.js')], {
      output: 'ignore',
      limitSeconds: downloadLimitSeconds,
    });
    if (code === 0) return;
    rmSync(join(electronPackage, 'path.txt'), { force: true });
    writeStamp('electron-download', `failed ${version}`);
    report.say('  Not reachable from here: the stand-in takes its place. To try again, remove .cache/electron-download.stamp.');
  });
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {string} folder
 * @param {string} origin
 */
function tell(report, folder, origin) {
  report.say(`* Electron: ${origin}`);
  return folder;
}
