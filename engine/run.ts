/** The engine as a service: from start to polite stop. */
import { fstatSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { toAppError } from '../shared/errors.ts';
import { openLog } from './adapters/pino-log/pino-log.ts';
import { openSqliteStore } from './adapters/sqlite-store/sqlite-store.ts';
import { assemble, type Host, openerOf } from './container.ts';
import { serveControl } from './control/server.ts';
import { openControlKey } from './control-key.ts';
import { createHandlers } from './service.ts';
import { version } from './version.ts';

const startSchema = z.strictObject({ key: z.string().regex(/^([0-9a-f]{2}){16,64}$/) });
/** Whoever starts us with a pipe has this long to give the key. */
const keyMilliseconds = 5_000;

/**
 * Resolves after a polite stop, with the session removed and no file of ours left that says we run. Throws what keeps it from starting.
 * `onReady` is called once the control channel is served.
 */
export async function runEngine(host: Host, stop: AbortSignal, onReady: () => void = () => undefined): Promise<void> {
  const key = await startKey();
  await mkdir(host.places.data, { recursive: true, mode: 0o700 });
  const { log, close: closeLog } = await openLog(host.places.logs);
  try {
    await serve(host, key, { log, stop, onReady });
  } catch (thrown) {
    log.error('engine ended', { code: toAppError(thrown).code });
    throw thrown;
  } finally {
    await closeLog();
  }
}

async function serve(
  host: Host,
  givenKey: string | null,
  { log, stop, onReady }: { log: Awaited<ReturnType<typeof openLog>>['log']; stop: AbortSignal; onReady: () => void },
): Promise<void> {
  const store = openSqliteStore(host.places.store);
  const parts = assemble(host, store, log);
  const asked = new AbortController();
  const handlers = createHandlers({
    ...parts,
    version,
    key: await openControlKey(givenKey, parts.vault),
    clock: host.clock,
    rehearsal: openerOf(host) !== null,
    state: store.state,
    cloud: store.cloud,
    policies: store.policies,
    orders: store.orders,
    log,
    onStop: () => asked.abort(),
  });
  try {
    await parts.configuration.reload().catch((thrown: unknown) => log.warn('no configuration in force', { code: toAppError(thrown).code }));
    const server = await serveControl({ path: host.places.control, handlers, log });
    await writeFile(host.places.pidFile, `${process.pid}\n`, { mode: 0o600 });
    log.info('engine started', { version });
    onReady();
    const end = AbortSignal.any([stop, asked.signal]);
    const watching = parts.watch.run(end);
    await fired(end);
    log.info('engine stops');
    await parts.runner.stop();
    await watching;
    await server.close();
    await dropPidFile(host.places.pidFile);
  } finally {
    store.state.close();
  }
}

function fired(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function dropPidFile(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.trim() === String(process.pid)) await rm(path, { force: true });
}

/** The line `{"key":"<hex>"}` from standard input when that is a pipe; anything else is no key. */
async function startKey(): Promise<string | null> {
  if (!isPipe()) return null;
  const lines = createInterface({ input: process.stdin });
  const signal = AbortSignal.timeout(keyMilliseconds);
  const line = await new Promise<string>((resolve) => {
    lines.once('line', resolve).once('close', () => resolve(''));
    signal.addEventListener('abort', () => resolve(''), { once: true });
  });
  lines.close();
  process.stdin.destroy();
  const parsed = startSchema.safeParse(jsonOf(line));
  return parsed.success ? parsed.data.key : null;
}

function isPipe(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
