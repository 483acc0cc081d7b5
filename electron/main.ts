/** Starts set-up: with a window, or, when started with a verb of the command line, without one. */
import { dirname, join } from 'node:path';
import { app, type BrowserWindow, clipboard, shell } from 'electron';
import { toAppError } from '../shared/errors.ts';
import { exitCodes } from '../shared/exit-codes.ts';
import { standardOutput } from '../shared/host/console.ts';
import { type Language, languageSchema } from '../shared/setup/answers.ts';
import { handlersOf } from './handlers.ts';
import { eventSender, serveCalls } from './ipc/serve.ts';
import { secureContents } from './security.ts';
import { type SetupListener, SetupService } from './setup/setup-service.ts';
import { developmentBundle, thisHost } from './setup/this-host.ts';
import { runUnattended, unattendedWords } from './unattended/command-line.ts';
import { version } from './version.ts';
import { createWindow } from './window.ts';

const distribution = dirname(import.meta.dirname);
const bundlePath = app.isPackaged ? join(process.resourcesPath, 'engine-bundle.zip') : developmentBundle(app.getAppPath());
const programFolder = app.isPackaged ? dirname(process.execPath) : app.getAppPath();
const unattended = unattendedWords(process.argv);

function start(): void {
  if (unattended !== null) {
    startUnattended(unattended).catch(giveUp);
    return;
  }
  if (!app.requestSingleInstanceLock()) {
    app.exit(exitCodes.failed);
    return;
  }
  secureContents(app);
  // Who ends us is `leave`, once nothing is left to be taken back; quitting, also by a signal, only closes the window.
  app.on('window-all-closed', () => undefined);
  app.on('will-quit', (event) => event.preventDefault());
  app.whenReady().then(openWindow).catch(giveUp);
}

async function startUnattended(words: readonly string[]): Promise<void> {
  app.exit(await runUnattended(words, { bundlePath, programFolder, output: standardOutput }));
}

async function openWindow(): Promise<void> {
  const { window, page, load } = createWindow(distribution);
  const service = new SetupService(thisHost({ bundlePath, programFolder }), listenerOf(window), version);
  const desktop = {
    copyText: (text: string) => clipboard.writeText(text),
    openPage: (address: string) => shell.openExternal(address),
    closeWindow: () => window.close(),
  };
  serveCalls(window, { handlers: handlersOf(service, desktop, firstLanguage()), ownPage: page, refused: report });
  window.once('closed', () => void leave(service));
  // A page that crashed can decide nothing any more: then the window goes too.
  window.webContents.once('render-process-gone', (_event, { reason }) => {
    report('the window crashed', { reason });
    window.destroy();
  });
  app.on('second-instance', () => show(window));
  await load();
}

function show(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

function listenerOf(window: BrowserWindow): SetupListener {
  const tell = eventSender(window, report);
  return { setup: (event) => tell('setup', event), signIn: (line) => tell('signIn', line) };
}

/** The window is gone, and with it whoever could decide: what was not finished is taken back before we end. */
async function leave(service: SetupService): Promise<void> {
  await service.close().catch((thrown: unknown) => report('closing failed', { code: toAppError(thrown).code }));
  app.exit(exitCodes.done);
}

function firstLanguage(): Language {
  const wanted = languageSchema.safeParse(app.commandLine.getSwitchValue('language'));
  if (wanted.success) return wanted.data;
  return app.getLocale().startsWith('nl') ? 'nl' : 'en';
}

function report(message: string, data: Readonly<Record<string, unknown>>): void {
  standardOutput.problem(JSON.stringify({ message, ...data }));
}

function giveUp(thrown: unknown): void {
  report('set-up could not start', { error: toAppError(thrown) });
  app.exit(exitCodes.failed);
}

start();
