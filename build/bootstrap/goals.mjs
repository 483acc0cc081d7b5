/** What each goal needs before it runs, and which program it is. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * @typedef {object} Goal
 * @property {(keyof typeof import('./system-packages.mjs').packageGroups)[]} packages
 * @property {(keyof typeof import('./system-packages.mjs').packageGroups)[]} optional what the goal can do without
 * @property {boolean} keytar
 * @property {boolean} electron
 * @property {'none' | 'one' | 'every'} powershell
 * @property {('engine' | 'window')[]} builds
 * @property {string | null} keyring folder of a private keyring for machines without a Secret Service
 * @property {string | null} program relative to the repository; null when preparing is all
 */

const everything = /** @type {const} */ (['keytarBuild', 'vault', 'electron', 'virtualScreen']);

/** @type {Record<string, (args: readonly string[]) => Goal>} */
const goals = {
  start: (args) => {
    const hasWindow = opensWindow(args);
    return {
      optional: [],
      packages: ['keytarBuild', 'vault', ...(hasWindow ? /** @type {const} */ (['electron']) : [])],
      keytar: true,
      electron: hasWindow,
      powershell: 'one',
      builds: hasWindow ? ['engine', 'window'] : ['engine'],
      keyring: join(dataFolder(args), 'rehearsal', 'keyring'),
      program: 'test/rehearsal/start.ts',
    };
  },
  test: () => ({
    ...whole(),
    optional: ['closedNetwork', 'wine', 'schemaJudge', 'proxies'],
    powershell: 'every',
    program: 'build/run-tests.ts',
  }),
  'test:windows': () => ({
    ...bare(),
    packages: ['keytarBuild', 'vault', 'virtualScreen'],
    optional: ['wine'],
    keytar: true,
    program: 'build/run-tests.ts',
  }),
  bench: () => ({ ...whole(), keyring: join(dataFolder([]), 'bench-keyring'), program: 'test/benchmarks/run.ts' }),
  'exchange-shell': () => ({ ...bare(), powershell: 'one', program: 'test/rehearsal/exchange-shell.ts' }),
  killtest: () => ({ ...whole(), builds: ['engine'], program: 'test/kill/main.ts' }),
  campaign: () => ({ ...bare(), packages: ['keytarBuild', 'vault'], keytar: true, powershell: 'one', program: 'test/campaign/main.ts' }),
  prepare: () => ({ ...whole(), program: null }),
  check: () => ({ ...bare(), program: 'build/check.ts' }),
  connector: () => ({ ...bare(), packages: ['keytarBuild'], keytar: true, program: 'engine/main.ts' }),
  pack: () => ({
    ...bare(),
    packages: ['keytarBuild', 'windowsBuild'],
    optional: ['nsis'],
    keytar: true,
    electron: true,
    program: 'build/pack.ts',
  }),
  accountcert: () => ({ ...bare(), program: 'build/account-certificate.ts' }),
  download: () => ({ ...bare(), program: 'build/download.ts' }),
};

export const goalNames = Object.keys(goals);

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Goal | null}
 */
export function goalFor(name, args) {
  return goals[name]?.(args) ?? null;
}

/** @returns {Goal} */
function bare() {
  return { packages: [], optional: [], keytar: false, electron: false, powershell: 'none', builds: [], keyring: null, program: null };
}

/** @returns {Goal} */
function whole() {
  return {
    packages: [...everything],
    optional: [],
    keytar: true,
    electron: true,
    powershell: 'one',
    builds: ['engine', 'window'],
    keyring: null,
    program: null,
  };
}

/**
 * The same question as in test/rehearsal/options.ts, which may not be loaded yet: it needs node_modules.
 * @param {readonly string[]} args
 */
function opensWindow(args) {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  return hasDisplay && !args.includes('--unattended');
}

/** @param {readonly string[]} args */
function dataFolder(args) {
  const joined = args.find((argument) => argument.startsWith('--data='))?.slice('--data='.length);
  const named = joined ?? (args.includes('--data') ? args[args.indexOf('--data') + 1] : undefined);
  return resolve(named ?? join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'exchange-connector-rehearsal'));
}
