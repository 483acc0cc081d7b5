/** A browser beside set-up, as a person has one: a real Chromium window that keeps nothing, and opens what set-up asked the system to open. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { electronProgram } from '../rehearsal/electron-program.ts';

export interface PersonBrowser {
  readonly page: Page;
  close(): Promise<void>;
}

const patience = 20_000;

export async function openBrowser(): Promise<PersonBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'ec-browser-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'browser', main: 'main.cjs' }));
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 640, height: 480, webPreferences: { sandbox: true } }).loadURL('about:blank'));
app.on('window-all-closed', () => app.quit());`,
  );
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath: electronProgram(),
    args: [...asRoot, '--disable-gpu', '--disable-background-networking', `--user-data-dir=${join(folder, 'user')}`, folder],
    timeout: 30_000,
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(patience);
  const close = async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, close };
}
