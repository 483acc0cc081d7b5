/** From the start of set-up to a window that can be used, against an empty window of the same Electron. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { openVirtualScreen } from '../../build/bootstrap/private-session.mjs';
import { electronProgram } from '../rehearsal/electron-program.ts';
import { repository } from '../rehearsal/stage.ts';
import { type Benchmark, median, rounded, seconds } from './benchmark.ts';

const rounds = 5;

export const wizardStart: Benchmark = async () => {
  const screen = process.env['DISPLAY'] === undefined ? await openVirtualScreen() : { environment: {}, stop: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'ec-bench-'));
  const environment = { ...process.env, ...screen.environment, EXCHANGE_CONNECTOR_HOME: join(folder, 'home') };
  const empty = emptyApp(folder);
  try {
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await startSeconds(empty, environment));
      ours.push(await startSeconds(repository, environment));
    }
    const ratio = rounded(median(ours.map((taken, round) => taken / (bare[round] ?? Number.NaN))));
    return {
      name: 'wizard-start',
      ratio,
      aim: 2,
      floor: 3,
      detail: { rounds, seconds: rounded(median(ours)), emptySeconds: rounded(median(bare)) },
    };
  } finally {
    await screen.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

function emptyApp(folder: string): string {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty-window', main: 'main.cjs' }));
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
const open = () => new BrowserWindow({ width: 960, height: 720 }).loadURL('data:text/html,<button>Start</button>');
app.isReady() ? open() : app.whenReady().then(open);
app.on('window-all-closed', () => app.quit());`,
  );
  return folder;
}

/** Until the page has a button that can be pressed. */
async function startSeconds(app: string, environment: NodeJS.ProcessEnv): Promise<number> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  let close = async (): Promise<void> => undefined;
  const taken = await seconds(async () => {
    const started = await _electron.launch({ executablePath: electronProgram(), args: [...asRoot, '--disable-gpu', app], env });
    close = () => started.close();
    await (await started.firstWindow()).getByRole('button').first().waitFor();
  });
  await close();
  return taken;
}
