/**
 * A D-Bus session with an unlocked Secret Service of our own, for machines without a desktop (toolchain.md recipe H), and a
 * virtual screen. Both end with the goal: each has its own process group, so that a Ctrl+C in the terminal lets the goal end first.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ask, cannotStart } from './programs.mjs';
import { Stop } from './report.mjs';

const patienceMilliseconds = 10_000;

/**
 * @typedef {object} Session
 * @property {NodeJS.ProcessEnv} environment what programs need to find it
 * @property {() => void} stop
 */

/**
 * Whether the environment has a Secret Service whose default collection is unlocked, so that nobody is prompted.
 * @param {NodeJS.ProcessEnv} env
 */
export function hasSecretService(env = process.env) {
  if (env['DBUS_SESSION_BUS_ADDRESS'] === undefined) return false;
  const question = ['org.freedesktop.DBus.Properties.Get', 'string:org.freedesktop.Secret.Collection', 'string:Locked'];
  return askBus(['--dest=org.freedesktop.secrets', '/org/freedesktop/secrets/aliases/default', ...question], env) === false;
}

/**
 * Asked of the bus, not of the service: a call to the service would make the bus start a second, locked one.
 * @param {NodeJS.ProcessEnv} env
 */
function isServiceOnBus(env) {
  const question = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  return askBus(['--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', ...question], env) === true;
}

/**
 * @param {readonly string[]} question
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean | null} null when nobody answers
 */
function askBus(question, env) {
  const answer = ask('dbus-send', ['--session', '--print-reply', '--reply-timeout=3000', ...question], env);
  if (answer === null) return null;
  return answer.includes('boolean true') || (answer.includes('boolean false') ? false : null);
}

/**
 * @param {string} folder where the keyring is kept, so that a later session with the same folder finds its entries
 * @returns {Promise<Session>}
 */
export async function openKeyringSession(folder) {
  const runtime = mkdtempSync(join(tmpdir(), 'connector-session-'));
  mkdirSync(join(folder, 'keyrings'), { recursive: true, mode: 0o700 });
  const env = { ...process.env, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: folder, XDG_CACHE_HOME: runtime, XDG_CONFIG_HOME: runtime };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const address = await firstLine(bus, bus.stdout, 'dbus-daemon');
  const busEnv = { ...env, DBUS_SESSION_BUS_ADDRESS: address };
  const daemon = ['--unlock', '--components=secrets', '--foreground'];
  const keyring = spawn('gnome-keyring-daemon', daemon, { env: busEnv, stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const missing = new Promise((_, fail) => keyring.once('error', (problem) => fail(cannotStart('gnome-keyring-daemon', problem))));
  keyring.stdin.on('error', () => {}).end(unlockWord(folder));
  const stop = () => {
    keyring.kill();
    bus.kill();
    rmSync(runtime, { recursive: true, force: true });
  };
  try {
    await Promise.race([untilUnlocked(busEnv), missing]);
  } catch (thrown) {
    stop();
    throw thrown;
  }
  return { environment: { DBUS_SESSION_BUS_ADDRESS: address }, stop };
}

/** @returns {Promise<Session>} */
export async function openVirtualScreen() {
  const args = ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const screen = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const display = await firstLine(screen, screen.stdout, 'Xvfb');
  return { environment: { DISPLAY: `:${display}`, WAYLAND_DISPLAY: undefined }, stop: () => void screen.kill() };
}

/**
 * The word that unlocks the keyring: made up once, kept beside it, readable by its owner only.
 * @param {string} folder
 */
function unlockWord(folder) {
  const file = join(folder, 'unlock');
  try {
    return readFileSync(file);
  } catch {
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
    return readFileSync(file);
  }
}

/** @param {NodeJS.ProcessEnv} env */
async function untilUnlocked(env) {
  const end = performance.now() + patienceMilliseconds;
  while (!(isServiceOnBus(env) && hasSecretService(env))) {
    if (performance.now() > end) throw new Stop('The private Secret Service (gnome-keyring) did not unlock in time.', 1);
    await wait(100);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('node:stream').Readable} stream
 * @param {string} name
 * @returns {Promise<string>}
 */
function firstLine(child, stream, name) {
  return new Promise((settle, fail) => {
    let text = '';
    const refuse = () => {
      child.kill();
      clearTimeout(timer);
      fail(new Stop(`${name} did not start.`, 1));
    };
    const timer = setTimeout(refuse, patienceMilliseconds);
    child.once('error', (problem) => {
      clearTimeout(timer);
      fail(cannotStart(name, problem));
    });
    child.once('exit', refuse);
    stream.on('data', (chunk) => {
      text += String(chunk);
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      settle(text.slice(0, text.indexOf('\n')));
    });
  });
}
