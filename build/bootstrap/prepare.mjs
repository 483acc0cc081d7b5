/** Brings everything that a goal needs, in order; each step skips itself when it is done. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bringElectron } from './electron.mjs';
import { bringKeytar } from './keytar.mjs';
import { bringNodeModules, toolNode } from './node-modules.mjs';
import { bringEveryPowershell, bringPowershell } from './powershell.mjs';
import { findOnPath, runOrStop } from './programs.mjs';
import { cache, repository } from './stamps.mjs';
import { bringOptionalPackages, bringSystemPackages } from './system-packages.mjs';

const builders = { engine: 'build/bundle-engine.ts', window: 'build/build-window.ts' };

/**
 * @param {import('./goals.mjs').Goal} goal
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<{ node: string, environment: NodeJS.ProcessEnv }>} what to run the goal with; the environment holds additions only
 */
export async function prepare(goal, report) {
  await bringSystemPackages(goal.packages, report);
  await bringOptionalPackages(goal.optional, report);
  await bringNodeModules(report);
  const node = toolNode();
  if (goal.keytar) await bringKeytar(report);
  /** @type {NodeJS.ProcessEnv} */
  const environment = {
    ...(goal.electron ? { ELECTRON_OVERRIDE_DIST_PATH: await bringElectron(report) } : {}),
    ...(await powershellFor(goal, report)),
  };
  remember(environment);
  const path = [join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const env = { ...process.env, ...environment, PATH: path };
  for (const name of goal.builds) {
    await runOrStop(node, [join(repository, builders[name])], { cwd: repository, env, output: report.childOutput });
  }
  return { node, environment: { ...environment, PATH: path } };
}

/**
 * @param {import('./goals.mjs').Goal} goal
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function powershellFor(goal, report) {
  if (goal.powershell === 'none') return {};
  const programs = goal.powershell === 'every' ? await bringEveryPowershell(report) : [await bringPowershell(report)];
  const [first, ...others] = programs;
  // The product finds pwsh on PATH by itself, and then says so in its reports; tests are told by name which one they run on.
  if (goal.powershell === 'one' && first === findOnPath('pwsh')) return {};
  return { EXCHANGE_CONNECTOR_POWERSHELL: first, ...(others.length === 0 ? {} : { EXCHANGE_CONNECTOR_OTHER_POWERSHELL: others[0] }) };
}

/**
 * For people who run a single test by hand: the variables of the last preparation.
 * @param {NodeJS.ProcessEnv} environment
 */
function remember(environment) {
  if (Object.keys(environment).length === 0) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'environment.json'), `${JSON.stringify(environment, null, 2)}\n`);
}
