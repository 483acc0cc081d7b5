/** Starts, finds, asks and stops the installed engine. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, Failure } from '../../shared/errors.ts';
import { deadline } from '../../shared/host/clock.ts';
import { connectToEngine, type EngineConnection } from '../../shared/host/control-client.ts';
import { startLog } from '../../shared/places.ts';
import { readText } from '../platform/files.ts';
import { endProcess, isAlive, startDetached } from '../platform/processes.ts';
import { enginePrograms } from './engine-programs.ts';
import { readEngineRecord } from './engine-record.ts';
import { connectByService, endWindowsEngine, isServiceStaying, startWindowsEngine, stopWindowsEngine } from './service/windows-engine.ts';
import { controlKeyName, type SetupHost } from './setup-host.ts';

const startMilliseconds = 30_000;
const pollMilliseconds = 100;
const answerMilliseconds = 5_000;
/** Time an engine gets to end its session with Exchange and itself. */
const stopMilliseconds = 20_000;
/** When something is taken back somebody waits for it: how long the engine may take to answer, and to end. */
const askMilliseconds = 2_000;
const graceMilliseconds = 3_000;

/** Connects to the engine that proves to be ours. Throws the codes of `connectToEngine`, or `secret.missing` without a key. */
export async function withEngine<T>(host: SetupHost, signal: AbortSignal, work: (engine: EngineConnection) => Promise<T>): Promise<T> {
  const engine = await connectToOurs(host, signal);
  try {
    return await work(engine);
  } finally {
    engine.close();
  }
}

/** By our key. On Windows the service manager proves as much, also for an administrator who did not install the engine. */
async function connectToOurs(host: SetupHost, signal: AbortSignal): Promise<EngineConnection> {
  const key = await host.setupVault.read(controlKeyName);
  if (key === null && host.platform === 'win32') return await connectByService(host, signal);
  if (key === null) throw new Failure('secret.missing', { params: { name: controlKeyName } });
  try {
    return await connectToEngine({ path: host.places.control, key, clock: host.clock, signal });
  } catch (thrown) {
    if (host.platform !== 'win32' || !isFailure(thrown, 'channel.owner-unproven')) throw thrown;
    return await connectByService(host, signal);
  }
}

/** What listens at the control channel: nothing, the engine we installed, or something that cannot prove to be it. */
export async function findEngine(host: SetupHost, signal: AbortSignal): Promise<'none' | 'ours' | 'foreign'> {
  const isInstalled = (await readEngineRecord(host.places)) !== null;
  try {
    // Without a key only: does anybody listen?
    const isOurs = await withEngine(host, signal, async () => true).catch((thrown: unknown) => isAnybodyThere(host, thrown, signal));
    return isOurs && isInstalled ? 'ours' : 'foreign';
  } catch (thrown) {
    if (isFailure(thrown, 'channel.unreachable')) return 'none';
    if (isFailure(thrown, 'cancelled')) throw thrown;
    return 'foreign';
  }
}

/** False when somebody answers who could not be asked for a proof. Throws `channel.unreachable` when nobody does. */
async function isAnybodyThere(host: SetupHost, thrown: unknown, signal: AbortSignal): Promise<boolean> {
  if (isFailure(thrown, 'channel.unreachable') || isFailure(thrown, 'cancelled')) throw thrown;
  (await connectToEngine({ path: host.places.control, key: null, clock: host.clock, signal })).close();
  return false;
}

/** Starts the engine of `folder` and returns once it proves to be ours. Throws `engine.start-failed`; then nothing of it is left running. */
export async function startEngine(host: SetupHost, folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(host.places.logs, { recursive: true, mode: 0o700 });
  if (host.platform === 'win32') return await startWindowsEngine(host, folder, signal);
  await startChild(host, folder, signal);
}

async function startChild(host: SetupHost, folder: string, signal: AbortSignal): Promise<void> {
  const key = await host.setupVault.read(controlKeyName);
  if (key === null) throw new Failure('secret.missing', { params: { name: controlKeyName } });
  const { program, script } = enginePrograms(host, folder);
  const pid = await startDetached({
    program,
    arguments: [script, 'run'],
    folder,
    environment: host.environment,
    input: `${JSON.stringify({ key })}\n`,
    logFile: join(host.places.logs, startLog),
  });
  try {
    await untilItAnswers(host, pid, signal);
  } catch (thrown) {
    await endAndWait(host, pid);
    throw thrown;
  }
}

async function untilItAnswers(host: SetupHost, pid: number, signal: AbortSignal): Promise<void> {
  const limit = host.clock.elapsed() + startMilliseconds;
  for (;;) {
    const found = await findByKey(host, signal);
    if (found) return;
    if (!isAlive(pid)) throw new Failure('engine.start-failed', { detail: await lastWords(host) });
    if (host.clock.elapsed() > limit) throw new Failure('engine.start-failed', { detail: 'it does not answer' });
    await host.clock.sleep(pollMilliseconds, signal);
  }
}

async function findByKey(host: SetupHost, signal: AbortSignal): Promise<boolean> {
  try {
    return await withEngine(host, signal, async () => true);
  } catch (thrown) {
    if (isFailure(thrown, 'channel.unreachable')) return false;
    throw thrown;
  }
}

async function lastWords(host: SetupHost): Promise<string> {
  const log = (await readFile(join(host.places.logs, startLog), 'utf8').catch(() => '')).trim();
  return log === '' ? 'it ended without a word' : log.slice(-500);
}

/**
 * Asks our engine to end and waits until it is gone. False when none answers.
 * Throws `engine.unhealthy` when it is still there afterwards.
 */
export async function stopEngine(host: SetupHost, signal: AbortSignal): Promise<boolean> {
  if (host.platform === 'win32') return await stopWindowsEngine(host, signal);
  const pid = await askToStop(host, signal);
  if (pid === null) return false;
  const limit = host.clock.elapsed() + stopMilliseconds;
  while (isAlive(pid) && host.clock.elapsed() < limit) await host.clock.sleep(pollMilliseconds, signal);
  if (isAlive(pid)) throw new Failure('engine.unhealthy', { detail: 'it does not stop' });
  return true;
}

/** Process id of the engine that was asked, or null when none of ours answers. */
async function askToStop(host: SetupHost, signal: AbortSignal): Promise<number | null> {
  let pid: number | null = null;
  try {
    await withEngine(host, signal, async (engine) => {
      pid = (await engine.call('status', {}, { signal: deadline(answerMilliseconds, signal) })).pid;
      await engine.call('stop', {}, { signal: deadline(answerMilliseconds, signal) });
    });
    return pid;
  } catch (thrown) {
    // An engine that closes the channel before its answer is through stops all the same: then its process id is known.
    const silent = ['channel.unreachable', 'channel.owner-unproven', 'channel.closed', 'secret.missing'] as const;
    if (silent.some((code) => isFailure(thrown, code))) return pid;
    throw thrown;
  }
}

/**
 * Ends our engine whether it wants to or not, within seconds: asked, then by signal. For taking back.
 * Killed before it got its key, an engine cannot prove itself; then its own record of its process id finds it.
 */
export async function endEngine(host: SetupHost, signal: AbortSignal): Promise<void> {
  if (host.platform === 'win32') return await endWindowsEngine(host, signal);
  const asked = await askToStop(host, deadline(askMilliseconds, signal)).catch(() => null);
  const pid = asked ?? (await recordedPid(host));
  if (pid !== null) await endAndWait(host, pid);
}

/** Whether our engine runs and goes on; one that is on its way out is waited for, and ended when that takes too long. */
export async function isStaying(host: SetupHost, signal: AbortSignal): Promise<boolean> {
  if (host.platform === 'win32') return await isServiceStaying(host, signal);
  const status = await withEngine(host, deadline(askMilliseconds, signal), (engine) => engine.call('status', {})).catch(() => null);
  if (status !== null && status.state !== 'stopping') return true;
  const pid = status?.pid ?? (await recordedPid(host));
  if (pid !== null) await endAndWait(host, pid);
  return false;
}

async function endAndWait(host: SetupHost, pid: number): Promise<void> {
  endProcess(pid, 'SIGTERM');
  await untilGone(host, pid, graceMilliseconds);
  endProcess(pid, 'SIGKILL');
  await untilGone(host, pid, graceMilliseconds);
}

async function untilGone(host: SetupHost, pid: number, limitMilliseconds: number): Promise<void> {
  for (let waited = 0; isAlive(pid) && waited < limitMilliseconds; waited += pollMilliseconds) await host.clock.sleep(pollMilliseconds);
}

/** The recorded process id, if that process is really an engine of our program folder: ids are used again. */
async function recordedPid(host: SetupHost): Promise<number | null> {
  const pid = Number.parseInt((await readText(host.places.pidFile)) ?? '', 10);
  if (!Number.isInteger(pid) || !isAlive(pid)) return null;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes(host.places.program) ? pid : null;
}

export function isFailure(thrown: unknown, code: ErrorCode): boolean {
  return thrown instanceof Failure && thrown.error.code === code;
}
