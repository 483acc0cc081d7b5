/** Debian packages that a goal needs. The lists name what we use ourselves; apt brings what those need. */
import { ask, findOnPath, runOrStop } from './programs.mjs';
import { prerequisiteExit, Stop } from './report.mjs';

const keytarBuild = ['g++', 'pkg-config', 'libsecret-1-dev', 'libsecret-1-0'];
const vault = ['gnome-keyring', 'dbus', 'dbus-x11'];
const electron = [
  ...['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0', 'libdrm2', 'libxkbcommon0'],
  ...['fonts-dejavu-core', 'fonts-noto-color-emoji', 'unzip'],
];
const virtualScreen = ['xvfb', 'procps'];
/** A network of the tests' own, which has no way out. */
const closedNetwork = ['util-linux', 'iproute2'];
/** Compiles for Windows; only packing needs it. */
const windowsBuild = ['g++-mingw-w64-x86-64', 'binutils-mingw-w64-x86-64', 'tar'];
/** Makes the engine's own Windows set-up. */
const nsis = ['nsis'];
/** A Windows to show in what was packed for one. */
const wine = ['wine', 'wine64', ...nsis, ...windowsBuild];
/** What judges recorded mail traffic by Microsoft's schemas asks for. */
const schemaJudge = ['libxml2-utils'];

/** Real proxies for the tests, which start them themselves. */
const proxies = ['squid', 'tinyproxy-bin'];

/** What a goal may need of the system; see goals.mjs. */
export const packageGroups = { keytarBuild, vault, electron, virtualScreen, windowsBuild, nsis, wine, schemaJudge, closedNetwork, proxies };

/**
 * What a goal can do without: where a group cannot be installed, that is said, and the goal goes on.
 * @param {readonly (keyof typeof packageGroups)[]} groups
 * @param {import('./report.mjs').Report} report
 */
export async function bringOptionalPackages(groups, report) {
  for (const group of groups) {
    try {
      await bringSystemPackages([group], report);
    } catch (thrown) {
      if (!(thrown instanceof Stop)) throw thrown;
      report.say(`* Going on without: ${thrown.message}`);
    }
  }
}

/**
 * @param {readonly (keyof typeof packageGroups)[]} groups
 * @param {import('./report.mjs').Report} report
 */
export async function bringSystemPackages(groups, report) {
  const wanted = groups.flatMap((group) => packageGroups[group]);
  if (wanted.length === 0) return;
  if (process.platform !== 'linux' || findOnPath('apt-get') === null) {
    report.say(`* No apt-get here: taking it that the equivalents of these are present: ${wanted.join(' ')}`);
    return;
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the format language of dpkg-query
  const missing = missingPackages(wanted, ask('dpkg-query', ['-W', '-f', '${db:Status-Abbrev} ${Package}\n']) ?? '');
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Stop(
      `System packages are missing. Install them, then start again:\n  sudo apt-get install -y ${missing.join(' ')}`,
      prerequisiteExit,
    );
  }
  await report.step(`Installing system packages: ${missing.join(' ')}`, () => install(missing, report));
}

/**
 * Newer systems name some libraries with the ending `t64` (64-bit time); both names count.
 * @param {readonly string[]} wanted
 * @param {string} installed lines "ii  name" of dpkg-query
 * @returns {string[]}
 */
export function missingPackages(wanted, installed) {
  const names = installed.split('\n').flatMap((line) => (line.startsWith('ii') ? [line.split(/\s+/)[1] ?? ''] : []));
  const present = new Set(names.flatMap((name) => [name, name.replace(/t64$/, '')]));
  return wanted.filter((name) => !present.has(name));
}

/**
 * @param {readonly string[]} missing
 * @param {import('./report.mjs').Report} report
 */
async function install(missing, report) {
  // What is installed is used by us only: systemd shall start none of it.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1' };
  await runOrStop('apt-get', ['update', '-qq'], { env, output: report.childOutput });
  const names = missing.map((name) => (ask('apt-cache', ['pkgnames', `${name}t64`])?.includes(`${name}t64`) ? `${name}t64` : name));
  await runOrStop('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env, output: report.childOutput });
}
