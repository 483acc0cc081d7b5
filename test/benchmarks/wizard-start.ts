/** From the start of set-up to a window that can be used, against an empty window of the same Electron. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { openVirtualScreen } from '../../build/bootstrap/private-session.mjs';
import { programName } from '../../build/pack/set-up-program.ts';
import { extractedDownload, openPacked } from '../e2e/packed-program.ts';
import { electronProgram } from '../rehearsal/electron-program.ts';
import { repository } from '../rehearsal/stage.ts';
import { type Benchmark, median, rounded, seconds } from './benchmark.ts';

const rounds = 5;

/** Seconds until the page of a program has a button that can be pressed. `app`: folder of the empty window, null: set-up. */
type Start = (app: string | null, environment: NodeJS.ProcessEnv) => Promise<number>;

export const wizardStart: Benchmark = () => compared('wizard-start', async () => startSeconds);

/** The same of the packed program, which also hashes every file of its folder before it lets anybody do anything (P2). */
export const wizardStartPacked: Benchmark = () =>
  compared('wizard-start-packed', async (folder) => {
    const packed = join(await extractedDownload(folder), programName);
    return (app, environment) => packedSeconds(app === null ? packed : electronProgram(), environment, app === null ? [] : [app]);
  });

async function compared(name: string, prepare: (folder: string) => Promise<Start>) {
  const screen = process.env['DISPLAY'] === undefined ? await openVirtualScreen() : { environment: {}, stop: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'ec-bench-'));
  const environment = {
    ...process.env,
    ...screen.environment,
    XDG_CONFIG_HOME: join(folder, 'config'),
    EXCHANGE_CONNECTOR_HOME: join(folder, 'home'),
  };
  try {
    const start = await prepare(folder);
    const empty = emptyApp(join(folder, 'empty'));
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await start(empty, environment));
      ours.push(await start(null, environment));
    }
    const ratio = rounded(median(ours.map((taken, round) => taken / (bare[round] ?? Number.NaN))));
    return { name, ratio, aim: 2, floor: 3, detail: { rounds, seconds: rounded(median(ours)), emptySeconds: rounded(median(bare)) } };
  } finally {
    await screen.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function emptyApp(folder: string): string {
  mkdirSync(folder);
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

async function startSeconds(app: string | null, environment: NodeJS.ProcessEnv): Promise<number> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  let close = async (): Promise<void> => undefined;
  const taken = await seconds(async () => {
    const args = [...asRoot, '--disable-gpu', app ?? repository];
    const started = await _electron.launch({ executablePath: electronProgram(), args, env });
    close = () => started.close();
    await (await started.firstWindow()).getByRole('button').first().waitFor();
  });
  await close();
  return taken;
}

async function packedSeconds(program: string, environment: NodeJS.ProcessEnv, app: readonly string[]): Promise<number> {
  let close = async (): Promise<void> => undefined;
  const taken = await seconds(async () => {
    const started = await openPacked(program, environment, app);
    close = started.close;
    await started.page.getByRole('button').first().waitFor();
  });
  await close();
  return taken;
}
