/** `npm run check`: every gate that needs no test run, two at a time, one line a part; a part that complains shows its whole output. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './bootstrap/stamps.mjs';

interface Part {
  readonly name: string;
  /** A program of node_modules/<…> or of ours, run by Node, or one of node_modules/.bin when it has no slash. */
  readonly program: string;
  readonly args: readonly string[];
}

interface Outcome {
  readonly name: string;
  readonly isGood: boolean;
  readonly seconds: number;
  readonly output: string;
}

const atOnce = 2;
const limitMilliseconds = 120_000;
const sources = ['electron', 'renderer', 'engine', 'shared', 'build', 'test'];
const typed = ['test', 'engine', 'electron', 'renderer', 'build', 'shared', 'shared/host'];

const parts: readonly Part[] = [
  // The longest first, so that the two lanes end together.
  ...typed.map((folder) => ({
    name: `types of ${folder}`,
    program: 'node_modules/typescript/bin/tsc',
    args: ['-p', folder, '--pretty', 'false'],
  })),
  {
    name: 'dead code',
    program: 'node_modules/knip/bin/knip.js',
    args: ['--config', 'build/knip.json', '--no-progress', '--treat-config-hints-as-errors'],
  },
  {
    name: 'lint and format',
    program: 'biome',
    args: ['check', '--config-path', 'build/lint.json', '--error-on-warnings', '--max-diagnostics=200', '.'],
  },
  {
    name: 'borders and cycles',
    program: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', 'build/rules/borders.config.mjs', '--output-type', 'err', ...sources],
  },
  { name: 'budgets', program: 'build/rules/main.ts', args: ['budgets'] },
  { name: 'one importer each', program: 'build/rules/main.ts', args: ['importers'] },
  { name: 'lock file', program: 'build/rules/main.ts', args: ['lock-file'] },
  { name: 'translations', program: 'build/rules/main.ts', args: ['translations'] },
];

function runPart(part: Part): Promise<Outcome> {
  const started = performance.now();
  const isOwnProgram = part.program.includes('/');
  const program = isOwnProgram ? process.execPath : join(repository, 'node_modules', '.bin', part.program);
  const args = isOwnProgram ? [join(repository, part.program), ...part.args] : part.args;
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = spawn(program, args, {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMilliseconds,
    killSignal: 'SIGKILL',
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(String(chunk)));
  return new Promise((settle) => {
    const end = (isGood: boolean): void =>
      settle({ name: part.name, isGood, seconds: (performance.now() - started) / 1000, output: chunks.join('') });
    child.once('error', (problem) => {
      chunks.push(problem.message);
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

function tell({ name, isGood, seconds, output }: Outcome): void {
  process.stdout.write(`${isGood ? 'ok  ' : 'RED '} ${name.padEnd(22)} ${seconds.toFixed(1)} s\n`);
  if (!isGood) process.stdout.write(`${output.trimEnd().replace(/^/gm, '     ')}\n`);
}

async function runLane(queue: Part[], outcomes: Outcome[]): Promise<void> {
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    const outcome = await runPart(part);
    outcomes.push(outcome);
    tell(outcome);
  }
}

async function main(): Promise<number> {
  const started = performance.now();
  mkdirSync(join(repository, 'dist', 'types'), { recursive: true });
  const queue = [...parts];
  const outcomes: Outcome[] = [];
  await Promise.all(Array.from({ length: atOnce }, () => runLane(queue, outcomes)));
  const red = outcomes.filter((outcome) => !outcome.isGood).map((outcome) => outcome.name);
  const verdict = red.length === 0 ? 'all good' : `RED: ${red.join(', ')}`;
  process.stdout.write(`check: ${outcomes.length} parts in ${((performance.now() - started) / 1000).toFixed(1)} s, ${verdict}\n`);
  return red.length === 0 ? 0 : 1;
}

process.exitCode = await main();
