/** Starts set-up: with a window, or, when started with a verb of the command line, without one. */
import { dirname, join } from 'node:path';
import { app, type BrowserWindow, clipboard, dialog, shell } from 'electron';
import { toAppError } from '../shared/errors.ts';
import { exitCodes } from '../shared/exit-codes.ts';
import { standardOutput } from '../shared/host/console.ts';
import { type Language, languageSchema } from '../shared/setup/answers.ts';
import { admission, handlersOf } from './handlers.ts';
import { eventSender, serveCalls } from './ipc/serve.ts';
import { isDeliveredFrom } from './package/own-folder.ts';
import { replaceText } from './platform/files.ts';
import { secureContents } from './security.ts';
import { SetUp } from './setup/set-up.ts';
import { developmentBundle, thisHost } from './setup/this-host.ts';
import type { SetupListener } from './setup/workplace.ts';
import { runUnattended, unattendedWords } from './unattended/command-line.ts';
import { version } from './version.ts';
import { createWindow } from './window.ts';

const distribution = dirname(import.meta.dirname);
const isDelivered = isDeliveredFrom(import.meta.dirname);
const bundlePath = isDelivered ? join(process.resourcesPath, 'engine-bundle.zip') : developmentBundle(app.getAppPath());
const programFolder = isDelivered ? dirname(process.execPath) : app.getAppPath();
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
  app.exit(await runUnattended(words, { bundlePath, programFolder, isDelivered, version, output: standardOutput }));
}

async function openWindow(): Promise<void> {
  const { window, page, load } = createWindow(distribution);
  const setUp = new SetUp({
    host: thisHost({ bundlePath, programFolder, isDelivered }),
    listener: listenerOf(window),
    version,
    openPage: (address) => shell.openExternal(address),
  });
  const desktop = {
    copyText: (text: string) => clipboard.writeText(text),
    saveText: (name: string, text: string) => saveText(window, name, text),
    closeWindow: () => window.close(),
  };
  serveCalls(window, { handlers: handlersOf(setUp, desktop, firstLanguage()), admit: admission(setUp), ownPage: page, refused: report });
  // Begun while the page loads, which asks for it first of all.
  setUp.folderFaults().catch(() => undefined);
  window.once('closed', () => void leave(setUp));
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
  return {
    setup: (event) => tell('setup', event),
    signIn: (line) => tell('signIn', line),
    hop: (hop) => tell('hop', hop),
    preview: (progress) => tell('preview', progress),
  };
}

/** Where to is the person's choice; false when there was none. */
async function saveText(window: BrowserWindow, name: string, text: string): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: join(app.getPath('documents'), name) });
  if (canceled || filePath === '') return false;
  await replaceText(filePath, text);
  return true;
}

/** The window is gone, and with it whoever could decide: what was not finished is taken back before we end. */
async function leave(setUp: SetUp): Promise<void> {
  await setUp.close().catch((thrown: unknown) => report('closing failed', { code: toAppError(thrown).code }));
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
