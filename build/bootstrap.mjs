/**
 * `node build/bootstrap.mjs GOAL [-- arguments]`: brings what a fresh machine lacks, telling it step by step, then runs the goal.
 * Only built-ins of Node 20 here and in bootstrap/: this runs before node_modules exists.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { goalFor, goalNames } from './bootstrap/goals.mjs';
import { prepare } from './bootstrap/prepare.mjs';
import { hasSecretService, openKeyringSession } from './bootstrap/private-session.mjs';
import { openReport, Stop } from './bootstrap/report.mjs';
import { repository } from './bootstrap/stamps.mjs';
import { usage, wantsHelp } from './bootstrap/start-options.mjs';

async function main() {
  const [name = '', ...rest] = process.argv.slice(2);
  const args = rest[0] === '--' ? rest.slice(1) : rest;
  const goal = goalFor(name, args);
  if (goal === null) throw new Stop(`Usage: node build/bootstrap.mjs ${goalNames.join('|')} [-- arguments]`, 2);
  if (name === 'start' && wantsHelp(args)) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const report = openReport(args.includes('--json') || name === 'connector');
  const { node, environment } = await prepare(goal, report);
  if (goal.program === null) return 0;
  const session = goal.keyring === null || hasSecretService() ? null : await openKeyringSession(goal.keyring);
  if (session !== null)
    report.say('* Credential vault: a private Secret Service (gnome-keyring), as this session has none that is unlocked');
  try {
    const env = { ...process.env, ...environment, ...session?.environment };
    return await runGoal(node, [join(repository, goal.program), ...args], env);
  } finally {
    session?.stop();
  }
}

/**
 * Ctrl+C reaches the goal through the terminal; a SIGTERM is passed on. Either way we wait for its end.
 * @param {string} node
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function runGoal(node, args, env) {
  const child = spawn(node, args, { env, stdio: 'inherit' });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', (code) => settle(code ?? 1));
  });
}

try {
  process.exitCode = await main();
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Stop ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exitCode = thrown instanceof Stop ? thrown.exitCode : 1;
}
