/** Runs other programs for the bootstrap: always an argument array, always with an end. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { prerequisiteExit, Stop } from './report.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {'inherit' | 'ignore' | 2} [output] standard output; with `ignore` the problems are not shown either
 * @property {number} [limitSeconds]
 */

/**
 * Runs to the end, shows the output, throws when it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<void>}
 */
export async function runOrStop(program, args, options = {}) {
  const code = await runToEnd(program, args, options);
  if (code !== 0) throw new Stop(`${program} ${args.join(' ')} failed (${code ?? 'ended by a signal or the time limit'}).`, 1);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<number | null>} exit code, null when a signal or the limit ended it. Throws a Stop when it cannot be started.
 */
export function runToEnd(program, args, options = {}) {
  const output = options.output ?? 'inherit';
  return new Promise((settle, fail) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', output, output === 'ignore' ? 'ignore' : 'inherit'],
      timeout: (options.limitSeconds ?? 900) * 1000,
      killSignal: 'SIGKILL',
    });
    child.once('error', (problem) => fail(cannotStart(program, problem)));
    child.once('close', (code) => settle(code));
  });
}

/**
 * @param {string} program
 * @param {NodeJS.ErrnoException} problem
 */
export function cannotStart(program, problem) {
  const cure = problem.code === 'ENOENT' ? 'is not on this machine: install it and start again' : `cannot be started: ${problem.message}`;
  return new Stop(`${program} ${cure}.`, prerequisiteExit);
}

/**
 * Standard output of a quick program; null when it is missing, fails or takes too long.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export function ask(program, args, env = process.env) {
  const answer = spawnSync(program, args, { env, encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] });
  return answer.status === 0 ? answer.stdout : null;
}

/**
 * Full path of a program on PATH; null when there is none. Folders of node_modules do not count: packages there may bring namesakes.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export function findOnPath(name, env = process.env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '' && !folder.includes('node_modules'));
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
