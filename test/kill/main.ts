/** `npm run killtest`: the whole kill table, act by act, each cell as it is judged. `--act NAME` and `--every N` (each Nth cell) narrow it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openKeyringSession } from '../../build/bootstrap/private-session.mjs';
import { acts, type Cell, cellsOf, type Judgement, KillTable, points } from './table.ts';

const { values } = parseArgs({ options: { act: { type: 'string' }, every: { type: 'string', default: '1' } } });
const chosen = acts.filter((act) => values.act === undefined || act === values.act);
const cells = chosen.flatMap(cellsOf).filter((_, index) => index % Number(values.every) === 0);

function row(step: string, judged: readonly Judgement[]): string {
  const marks = points.map((point) => (judged.find((one) => one.point === point)?.found ?? '-').padEnd(8));
  return `  ${step.padEnd(20)}${marks.join('')}`;
}

function print(judged: readonly Judgement[]): void {
  for (const act of chosen) {
    process.stdout.write(`\n${act}: killed by SIGKILL; what the next start of set-up found (old or new working state)\n`);
    process.stdout.write(`  ${'step'.padEnd(20)}${points.map((point) => point.padEnd(8)).join('')}\n`);
    const steps = [...new Set(cellsOf(act).map(({ step }) => step))];
    for (const step of steps)
      process.stdout.write(
        `${row(
          step,
          judged.filter((one) => one.act === act && one.step === step),
        )}\n`,
      );
  }
}

async function judgeAll(table: KillTable, list: readonly Cell[]): Promise<readonly Judgement[]> {
  const judged: Judgement[] = [];
  for (const cell of list) {
    const one = await table.judge(cell);
    judged.push(one);
    process.stdout.write(`${one.act} ${one.step} ${one.point}: ${one.found}${one.why === '' ? '' : ` (${one.why})`}\n`);
  }
  return judged;
}

// A vault of its own: what a rehearsal on this machine keeps in the person's must not be touched.
const keyring = mkdtempSync(join(tmpdir(), 'ec-kill-keyring-'));
const session = await openKeyringSession(keyring);
Object.assign(process.env, session.environment);
const table = await KillTable.raise();
try {
  const judged = await judgeAll(table, cells);
  print(judged);
  const wrong = judged.filter((one) => one.found === 'wrong').length;
  process.stdout.write(`\n${judged.length} kills, ${judged.length - wrong} recovered, ${wrong} not\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  await table.end();
  session.stop();
  rmSync(keyring, { recursive: true, force: true });
}
