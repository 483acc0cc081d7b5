/**
 * The built window in the real Electron, without main: a script stands in for `window.connector`, so that every page can be
 * reached in moments, with the longest plausible texts. What main really does is tested elsewhere.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import type { IpcCall, IpcEvent, IpcPayload, IpcValue } from '../../shared/ipc/contract.ts';
import { electronProgram } from '../rehearsal/electron-program.ts';
import { repository } from '../rehearsal/stage.ts';

const built = process.env['EXCHANGE_CONNECTOR_BUILD_FOLDER'] ?? join(repository, 'dist');
/** Everything here answers at once; whoever waits longer waits for nothing. */
const patience = 10_000;

export class StandIn {
  readonly page: Page;
  readonly #close: () => Promise<void>;

  constructor(page: Page, close: () => Promise<void>) {
    this.page = page;
    this.#close = close;
    page.setDefaultTimeout(patience);
  }

  /** Loads the window anew; its first question waits until it is answered. */
  async begin(snapshot: IpcValue<'snapshot'>): Promise<void> {
    await this.page.reload();
    await this.answer('snapshot', snapshot);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  /** Answers the call that waits, else the next one of this name. */
  answer<C extends IpcCall>(call: C, value: IpcValue<C>): Promise<void> {
    return this.#settle(call, { ok: true, value });
  }

  fail(call: IpcCall, code: string, params: Readonly<Record<string, string | number>> = {}): Promise<void> {
    return this.#settle(call, { ok: false, error: { code, params, retry: 'never', detail: 'a detail in technical English' } });
  }

  async tell<E extends IpcEvent>(event: E, payload: IpcPayload<E>): Promise<void> {
    await this.page.evaluate(([name, what]) => Reflect.get(window, 'standIn').tell(name, what), [event, payload] as const);
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #settle(call: IpcCall, result: unknown): Promise<void> {
    await this.page.evaluate(([name, what]) => Reflect.get(window, 'standIn').settle(name, what), [call, result] as const);
  }
}

/** Runs in the page, before its own scripts. Calls that only order something are answered at once, all others wait. */
function installStandIn(): void {
  const waiting: Record<string, ((result: unknown) => void)[]> = {};
  const ready: Record<string, unknown[]> = {};
  const listeners: Record<string, ((payload: unknown) => void)[]> = {};
  const isOrder = (name: string): boolean => /^(cancel|set|close|open|copy)/.test(name);
  const call = (name: string): Promise<unknown> => {
    const result = ready[name]?.shift();
    if (result !== undefined) return Promise.resolve(result);
    if (isOrder(name)) return Promise.resolve({ ok: true, value: {} });
    return new Promise((settle) => {
      waiting[name] = [...(waiting[name] ?? []), settle];
    });
  };
  const on = (event: string, listener: (payload: unknown) => void): (() => void) => {
    listeners[event] = [...(listeners[event] ?? []), listener];
    return () => {
      listeners[event] = (listeners[event] ?? []).filter((one) => one !== listener);
    };
  };
  const settle = (name: string, result: unknown): void => {
    const first = waiting[name]?.shift();
    if (first === undefined) ready[name] = [...(ready[name] ?? []), result];
    else first(result);
  };
  const tell = (event: string, payload: unknown): void => {
    for (const listener of listeners[event] ?? []) listener(payload);
  };
  Object.assign(window, { connector: { call, on }, standIn: { settle, tell } });
}

export async function openStandIn(): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'ec-stand-in-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stand-in', main: 'main.cjs' }));
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 960, height: 720, useContentSize: true, webPreferences: { sandbox: true } })
  .loadFile(${JSON.stringify(join(built, 'renderer', 'index.html'))}));
app.on('window-all-closed', () => app.quit());`,
  );
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath: electronProgram(),
    args: [...asRoot, '--disable-gpu', '--disable-background-networking', `--user-data-dir=${join(folder, 'user')}`, folder],
    timeout: 30_000,
  });
  const page = await app.firstWindow();
  await page.addInitScript(installStandIn);
  return new StandIn(page, async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
}
