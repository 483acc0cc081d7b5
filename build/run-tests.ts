/**
 * `npm test`: the gate first, then every test, quick ones first; the suites with real processes in two lanes at once, each in a D-Bus
 * session, vault and screen of its own and below folders of its own. The last line is `N passed, N failed, N skipped`; it also stands in .cache/test-counts.txt.
 * Arguments go to vitest: `npm test -- --project unit`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { trafficVariable } from '../test/simulators/intune/traffic.ts';
import { openKeyringSession, openVirtualScreen, type Session } from './bootstrap/private-session.mjs';
import { findOnPath } from './bootstrap/programs.mjs';
import { cache, repository } from './bootstrap/stamps.mjs';
import { closedNetwork, networkVariable } from './closed-network.ts';
import { judgeTraffic } from './graph-traffic.ts';
import { windowsKoffi } from './pack/windows-koffi.ts';
import { wineNode } from './pack/wine-node.ts';
import { closingLine, judge, type Round } from './test-counts.ts';
import { countsVariable, laneVariable, noCounts } from './test-report.ts';

const countsSchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skips: z.array(z.object({ test: z.string(), reason: z.string().nullable() })),
});
/** One round of all suites; a hanging one ends here instead of at the limit of whoever started us. */
const roundLimitMilliseconds = 60 * 60_000;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: repository,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: roundLimitMilliseconds,
  });
  const forward = (): void => void child.kill('SIGTERM');
  process.once('SIGTERM', forward);
  return new Promise((settle) => {
    child.once('error', () => settle(null));
    child.once('close', (code) => {
      process.off('SIGTERM', forward);
      settle(code);
    });
  });
}

/** Home and XDG folders of the tests: what the user has does not decide a test, and no test touches it. */
function ownFolders(root: string): NodeJS.ProcessEnv {
  const folders = {
    HOME: 'home',
    XDG_STATE_HOME: 'state',
    XDG_DATA_HOME: 'data',
    XDG_CONFIG_HOME: 'config',
    XDG_CACHE_HOME: 'cache',
    XDG_RUNTIME_DIR: 'run',
  };
  const entries = Object.entries(folders).map(([name, folder]) => [name, join(root, folder)] as const);
  for (const [, path] of entries) mkdirSync(path, { recursive: true, mode: 0o700 });
  return Object.fromEntries(entries);
}

/** Suites that run one file after the other. */
interface Lane {
  /** Of its folders and files, and for whoever reads the output. */
  readonly name: string;
  /** Given to vitest. */
  readonly args: readonly string[];
}

const unitLane: Lane = { name: 'unit', args: ['--project', 'unit'] };
/** In the one lane the adapters and the engine, in the other whatever sets up, which comes out about as long. */
const ofSetUp = 'test/contract/setup-';
/** At once, since each is mostly waiting. */
const slowLanes: readonly Lane[] = [
  { name: 'contract', args: ['--project', 'contract', '--exclude', `${ofSetUp}*`] },
  {
    name: 'whole',
    args: ['--project', 'contract', '--project', 'e2e', '--project', 'windows', ofSetUp, 'test/e2e/', 'test/windows/'],
  },
];

/** In a session, a vault, a screen and folders of its own, so that what one lane leaves there is not what another finds. */
async function runLane({ name, args }: Lane, root: string, powershell = process.env['EXCHANGE_CONNECTOR_POWERSHELL']): Promise<Round> {
  const sessions: Session[] = [];
  const folder = mkdtempSync(join(root, `${name}-`));
  try {
    sessions.push(await openKeyringSession(join(folder, 'keyring')));
    sessions.push(await openVirtualScreen());
    const env = Object.assign({ ...process.env }, ownFolders(folder), ...sessions.map((session) => session.environment));
    const named = `${name}, PowerShell: ${powershell ?? 'none'}`;
    return await runRound(named, args, {
      ...env,
      EXCHANGE_CONNECTOR_POWERSHELL: powershell,
      [laneVariable]: name,
      [trafficVariable]: trafficIn(root),
      [countsVariable]: join(folder, 'counts.json'),
    });
  } finally {
    for (const session of sessions) session.stop();
  }
}

async function runRound(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv & { readonly [countsVariable]: string },
): Promise<Round> {
  say(`== ${name}`);
  const program = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const closed = closedNetwork();
  const command = [...closed, process.execPath, program, 'run', '--config', 'test/vitest.config.ts', ...args];
  const exitCode = await run(command, closed.length === 0 ? env : { ...env, [networkVariable]: 'closed' });
  say(`== ended: ${name}`);
  try {
    return { name, exitCode, counts: countsSchema.parse(JSON.parse(readFileSync(env[countsVariable], 'utf8'))) };
  } catch {
    return { name, exitCode, counts: { ...noCounts, failed: 1 } };
  }
}

/** What only npm has, and only Wine needs: the tests have no way to it. Where it cannot be brought, they say so themselves. */
async function bringForWine(): Promise<void> {
  if (findOnPath('wine') === null) return;
  await Promise.all([wineNode(), windowsKoffi()]).catch((thrown: unknown) => say(`* Not brought for Wine: ${String(thrown)}`));
}

/** One folder for all lanes: the judge looks at the run as a whole. */
function trafficIn(root: string): string {
  return join(root, 'graph-traffic');
}

async function runSuites(args: readonly string[], root: string): Promise<readonly Round[]> {
  if (args.length === 0 || args.some((argument) => argument.includes('windows'))) await bringForWine();
  if (args.length > 0) return [await runLane({ name: 'chosen', args }, root)];
  const first = await runLane(unitLane, root);
  const rounds = [first, ...(await Promise.all(slowLanes.map((lane) => runLane(lane, root))))];
  const other = process.env['EXCHANGE_CONNECTOR_OTHER_POWERSHELL'];
  if (other === undefined) return rounds;
  say('== the suites with real processes once more, on the other PowerShell');
  return [...rounds, ...(await Promise.all(slowLanes.map((lane) => runLane(lane, root, other))))];
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  // Ctrl+C reaches vitest through the terminal; we wait for its end, so that nothing of ours stays.
  process.on('SIGINT', () => undefined);
  mkdirSync(cache, { recursive: true });
  const checkCode = args.length > 0 ? 0 : await run([process.execPath, join(repository, 'build', 'check.ts')], process.env);
  const root = mkdtempSync(join(tmpdir(), 'connector-tests-'));
  try {
    const rounds = await runSuites(args, root);
    const traffic = await judgeTraffic({ folder: trafficIn(root), file: join(cache, 'graph-traffic.jsonl'), isWhole: args.length === 0 });
    const verdict = judge(checkCode === 0, [...rounds, ...traffic]);
    for (const line of verdict.remarks) say(line);
    writeFileSync(join(cache, 'test-counts.txt'), `${closingLine(verdict)}\n`);
    say(closingLine(verdict));
    return verdict.isGood ? 0 : 1;
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

process.exitCode = await main();
