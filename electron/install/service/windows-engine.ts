/** The engine as Windows' service: started and stopped through the service manager, proven by it, and given its key over the channel. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../shared/errors.ts';
import { connectToEngine, type EngineConnection } from '../../../shared/host/control-client.ts';
import { startLog } from '../../../shared/places.ts';
import { endProcess, isAlive } from '../../platform/processes.ts';
import { controlKeyName, type SetupHost } from '../setup-host.ts';
import { binaryPathOf } from './registration.ts';
import { askingFolder, provenOwner, queryService, startService, stopService } from './windows-service.ts';

/** The service manager itself gives up after 30 seconds without a sign of life. */
const startMilliseconds = 60_000;
const stopMilliseconds = 60_000;
/** For a process to be gone after the service manager calls it stopped. */
const endMilliseconds = 10_000;
/** When something is taken back somebody waits for it: how long the engine may take to end by itself. */
const graceMilliseconds = 5_000;
const pollMilliseconds = 100;

/**
 * Connects to whichever process Windows says is our service: before and after connecting it has to be the same, and has to serve the
 * channel. Throws `channel.unreachable` when nobody does, `channel.owner-unproven` when another process does or no engine can ask Windows.
 */
export async function connectByService(host: SetupHost, signal: AbortSignal): Promise<EngineConnection> {
  const folder = await askingFolder(host);
  if (folder === null) throw new Failure('channel.owner-unproven', { detail: 'no installed engine to ask Windows with' });
  return await connectProven(host, folder, signal);
}

async function connectProven(host: SetupHost, folder: string, signal: AbortSignal): Promise<EngineConnection> {
  const before = await requireOwner(host, folder, signal);
  const engine = await connectToEngine({ path: host.places.control, key: null, clock: host.clock, signal });
  try {
    await requireSame(host, folder, before, signal);
    return engine;
  } catch (thrown) {
    engine.close();
    throw thrown;
  }
}

async function requireOwner(host: SetupHost, folder: string, signal: AbortSignal): Promise<number> {
  const owner = await provenOwner(host, folder, signal);
  if (owner === null) throw new Failure('channel.unreachable', { retry: 'later' });
  return owner;
}

/** A process that lived all the time, and served the channel at both ends of it, served it in between as well. */
async function requireSame(host: SetupHost, folder: string, before: number, signal: AbortSignal): Promise<void> {
  const after = await provenOwner(host, folder, signal);
  if (after !== before) throw new Failure('channel.owner-unproven', { detail: `process ${before} was followed by ${after ?? 'none'}` });
}

/**
 * Starts the service and gives the engine our key, unless it has one already. Throws `engine.start-failed`, `service.*`, or
 * `channel.owner-unproven`; then the service is stopped again.
 */
export async function startWindowsEngine(host: SetupHost, folder: string, signal: AbortSignal): Promise<void> {
  const key = await host.setupVault.read(controlKeyName);
  if (key === null) throw new Failure('secret.missing', { params: { name: controlKeyName } });
  const registered = await queryService(host, folder, signal);
  if (registered?.binaryPath !== binaryPathOf(host, folder))
    throw new Failure('engine.start-failed', { detail: `registered is ${registered?.binaryPath ?? 'nothing'}` });
  try {
    await startService(host, folder, signal, startMilliseconds);
    await giveKey(host, folder, key, signal);
  } catch (thrown) {
    await stopService(host, folder, AbortSignal.timeout(endMilliseconds), endMilliseconds).catch(() => null);
    throw await withLastWords(host, thrown);
  }
}

/** The process that is the service before and after was it in between, too: nobody else heard the key. */
async function giveKey(host: SetupHost, folder: string, key: string, signal: AbortSignal): Promise<void> {
  const before = await requireOwner(host, folder, signal);
  const engine = await connectToEngine({ path: host.places.control, key: null, clock: host.clock, signal });
  try {
    await engine.call('adoptKey', { key }, { signal });
  } catch (thrown) {
    const hasOne = thrown instanceof Failure && thrown.error.code === 'channel.owner-unproven';
    if (!hasOne) throw thrown;
  } finally {
    engine.close();
  }
  await requireSame(host, folder, before, signal);
}

async function withLastWords(host: SetupHost, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof Failure) || thrown.error.code !== 'engine.start-failed') return thrown;
  const words = (await readFile(join(host.places.logs, startLog), 'utf8').catch(() => '')).trim().slice(-500);
  return new Failure('engine.start-failed', { detail: [thrown.error.detail ?? '', words].join(' ').trim() });
}

/** Whether the service runs and goes on; one on its way out is waited for. */
export async function isServiceStaying(host: SetupHost, signal: AbortSignal): Promise<boolean> {
  const folder = await askingFolder(host);
  if (folder === null) return false;
  const facts = await queryService(host, folder, signal);
  if (facts?.state === 'running' || facts?.state === 'start-pending') return true;
  await endWindowsEngine(host, signal);
  return false;
}

/** False when it did not run. Throws `engine.unhealthy` when it does not stop. */
export async function stopWindowsEngine(host: SetupHost, signal: AbortSignal): Promise<boolean> {
  const folder = await askingFolder(host);
  const before = folder === null ? null : await queryService(host, folder, signal);
  if (folder === null || before === null || before.pid === 0) return false;
  const after = await stopService(host, folder, signal, stopMilliseconds);
  if (after !== null && after.state !== 'stopped') throw new Failure('engine.unhealthy', { detail: `it does not stop: ${after.state}` });
  if (!(await isGone(host, before.pid, endMilliseconds))) throw new Failure('engine.unhealthy', { detail: 'its process does not end' });
  return true;
}

/** Ends it whether it wants to or not, within seconds. Windows would start it anew after a minute, so its registration is next to go or change. */
export async function endWindowsEngine(host: SetupHost, signal: AbortSignal): Promise<void> {
  const folder = await askingFolder(host);
  const facts = folder === null ? null : await queryService(host, folder, signal);
  if (folder === null || facts === null || facts.pid === 0) return;
  const after = await stopService(host, folder, signal, graceMilliseconds);
  if (after?.state === 'stopped' && (await isGone(host, facts.pid, graceMilliseconds))) return;
  endProcess(facts.pid, 'SIGKILL');
  await isGone(host, facts.pid, endMilliseconds);
}

async function isGone(host: SetupHost, pid: number, limitMilliseconds: number): Promise<boolean> {
  for (let waited = 0; isAlive(pid) && waited < limitMilliseconds; waited += pollMilliseconds) await host.clock.sleep(pollMilliseconds);
  return !isAlive(pid);
}
