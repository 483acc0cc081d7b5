/**
 * The main job of `npm start`: raises the rehearsal organization and runs set-up against it, in its window or unattended.
 * What is simulated and what is real is printed first; with --json that goes to standard error, so that standard output
 * stays one object a line.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { usage } from '../../build/bootstrap/start-options.mjs';
import { electronProgram } from './electron-program.ts';
import { parseStartOptions, type StartOptions } from './options.ts';
import { raiseStage, rehearsalAccount, repository, type Stage } from './stage.ts';

/** The rehearsal lets its first run block up to this share of all phones; a real set-up asks from 10 % on. */
const rehearsalBlockLimitPercent = 60;

async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) return 2;
  const say = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`);
  const exchangePassword = randomBytes(18).toString('base64url');
  const stage = await raiseStage({ ...options, exchangePassword });
  say(
    'Simulated: the Exchange organization with its mail servers, and Intune (sign-in and Graph), all on this machine, deterministic from a seed.',
  );
  say(
    `Real: set-up, the engine, its store, the credential vault, PowerShell and its remoting (${process.env['EXCHANGE_CONNECTOR_POWERSHELL'] ?? 'pwsh on PATH'}).`,
  );
  say(`Rehearsal organization: ${options.devices} phones, seed ${options.seed}. Look at it and change it at ${stage.rehearsal.admin.url}`);
  try {
    return await (options.unattended ? runUnattended(options, stage, exchangePassword) : runWindow(options, stage, exchangePassword, say));
  } finally {
    await run(process.execPath, [unattendedProgram, 'stop'], stage.environment, { quiet: true });
    await stage.rehearsal.stop();
  }
}

function readOptions(): StartOptions | null {
  try {
    return parseStartOptions(process.argv.slice(2));
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}\n`);
    return null;
  }
}

const unattendedProgram = join(repository, 'electron', 'unattended', 'main.ts');

async function runUnattended(options: StartOptions, stage: Stage, exchangePassword: string): Promise<number> {
  const answers = join(options.data, 'rehearsal', 'answers.json');
  const exchange = { type: 'on-premises', server: stage.server, user: rehearsalAccount };
  await mkdir(join(options.data, 'rehearsal'), { recursive: true });
  await writeFile(
    answers,
    JSON.stringify({ exchange, mode: 'enforce', newBlockLimitPercent: rehearsalBlockLimitPercent, language: options.language }, null, 2),
  );
  const args = [unattendedProgram, 'install', '--answers', answers, ...(options.json ? ['--json'] : []), '--language', options.language];
  return run(process.execPath, args, stage.environment, { input: JSON.stringify({ exchangePassword }) });
}

function runWindow(options: StartOptions, stage: Stage, exchangePassword: string, say: (text: string) => void): Promise<number> {
  say('');
  say(`In the window, type: Client Access Server ${stage.server}, user ${rehearsalAccount}, password ${exchangePassword}`);
  say(`and for notifications, if you like: address ${stage.notification.address}, password ${stage.notification.password}`);
  say(`A PowerShell at the simulated Exchange: npm run exchange-shell -- --url ${stage.rehearsal.exchange.url}`);
  say(`as ${stage.administrator.user}, password ${stage.administrator.password}`);
  say('(made up for this rehearsal, valid until the window closes). The sign-in page approves the code with one click.');
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return run(electronProgram(), [...asRoot, repository, `--language=${options.language}`], stage.environment, {});
}

interface RunOptions {
  readonly input?: string;
  readonly quiet?: boolean;
}

/** Runs a program to its end and gives its exit code; Ctrl+C reaches it through the terminal, and we wait for it. */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, options: RunOptions): Promise<number> {
  const output = options.quiet === true ? 'ignore' : 'inherit';
  const child = spawn(program, args, { env, stdio: ['pipe', output, output] });
  child.stdin?.end(options.input ?? '');
  const forward = (): void => void child.kill('SIGTERM');
  process.once('SIGTERM', forward);
  process.on('SIGINT', ignore);
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', ignore);
      settle(code ?? 1);
    });
  });
}

function ignore(): void {
  // The child gets the same Ctrl+C from the terminal and ends first, politely.
}

try {
  process.exitCode = await main();
} catch (thrown) {
  process.stderr.write(`The rehearsal could not start: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
