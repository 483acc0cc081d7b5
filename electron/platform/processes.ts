/**
 * The only place of set-up that starts programs: argument arrays, absolute programs, deadlines, size caps.
 * Secrets go through standard input and never into an error.
 */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Failure } from '../../shared/errors.ts';
import { deadline, systemClock } from '../../shared/host/clock.ts';
import { lineSplitter } from './lines.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Program {
  /** Absolute path; a name would be looked up in folders that others may write. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly environment: Environment;
  /** Standard input, whole; the place for secrets. */
  readonly input: string;
}

export interface RunRequest extends Program {
  readonly deadlineMilliseconds: number;
  readonly signal: AbortSignal;
  /** Each complete line of standard output, as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  readonly exitCode: number;
  readonly output: string;
  readonly problem: string;
}

/** Bytes of standard output and of standard error that one run may print. */
const outputLimitBytes = 4 * 1024 * 1024;
/** How long a program may take to end politely once it was asked to. */
const graceMilliseconds = 5_000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Runs a program until it ends and answers its exit code and output.
 * Throws `timeout` after the deadline, an AbortError when the signal fires, `internal` when it cannot start or prints too much.
 */
export async function runToCompletion(request: RunRequest): Promise<RunResult> {
  request.signal.throwIfAborted();
  const timeout = AbortSignal.timeout(request.deadlineMilliseconds);
  const child = spawn(absolute(request.program), [...request.arguments], {
    cwd: request.folder,
    env: childEnvironment(request.environment),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stop = endWhen(child, AbortSignal.any([timeout, request.signal]));
  try {
    const result = await collect(child, request);
    request.signal.throwIfAborted();
    if (timeout.aborted) throw new Failure('timeout', { retry: 'later', params: { program: nameOf(request) } });
    return result;
  } finally {
    stop();
  }
}

async function collect(child: Child, request: RunRequest): Promise<RunResult> {
  const output = gather(child, child.stdout, request.onLine);
  const problem = gather(child, child.stderr);
  // A program that ends without reading its input closes the pipe: its exit code tells, not this error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.input);
  const exitCode = await ended(child, request);
  if (output.overflowed() || problem.overflowed())
    throw new Failure('internal', { detail: `${nameOf(request)} printed more than ${outputLimitBytes} bytes` });
  return { exitCode, output: output.text(), problem: problem.text() };
}

function ended(child: Child, request: RunRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Failure('internal', { detail: `${nameOf(request)} could not be started: ${error.message}` })),
    );
    // A program ended by a signal has no code; 128 is what shells say.
    child.once('close', (code) => resolve(code ?? 128));
  });
}

function gather(child: Child, stream: Readable, onLine?: (line: string) => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  const splitter = lineSplitter(onLine ?? (() => undefined));
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > outputLimitBytes) return void child.kill('SIGKILL');
    chunks.push(chunk);
    splitter.push(chunk);
  });
  stream.on('end', () => splitter.end());
  return { text: () => Buffer.concat(chunks).toString('utf8'), overflowed: () => size > outputLimitBytes };
}

/** Asks the program to end when the signal fires, and ends it after the grace. Answers what takes the watch back. */
function endWhen(child: Child, signal: AbortSignal): () => void {
  const ended = new AbortController();
  const end = (): void => {
    child.kill('SIGTERM');
    systemClock.sleep(graceMilliseconds, ended.signal).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
  };
  signal.addEventListener('abort', end, { once: true });
  return () => {
    signal.removeEventListener('abort', end);
    ended.abort();
  };
}

/**
 * Starts a program that outlives us; standard output and error are appended to `logFile`. Answers its process id.
 * Throws `engine.start-failed` when it cannot be started or does not take its input.
 */
export async function startDetached(request: Program & { readonly logFile: string }): Promise<number> {
  const log = await open(request.logFile, 'a', 0o600);
  try {
    const child = spawn(absolute(request.program), [...request.arguments], {
      cwd: request.folder,
      env: childEnvironment(request.environment),
      stdio: ['pipe', log.fd, log.fd],
      detached: true,
      windowsHide: true,
    });
    await givenInput(child, request.input).catch((thrown: unknown) => {
      child.kill('SIGKILL');
      throw thrown;
    });
    child.unref();
    if (child.pid === undefined) throw new Error('it has no process id');
    return child.pid;
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : 'unknown cause';
    throw new Failure('engine.start-failed', { detail: `${nameOf(request)}: ${detail}` });
  } finally {
    await log.close();
  }
}

function givenInput(child: ChildProcess, input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    deadline(graceMilliseconds).addEventListener('abort', () => reject(new Error('it does not read its input')));
    child.once('error', reject);
    child.stdin?.once('error', reject);
    child.stdin?.end(input, resolve);
  });
}

/** Whether a process of this id runs. Says nothing about which one: ids are used again. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isEnded(pid);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** What tells two processes of the same id apart, on Linux: the boot and the tick of its start. Null where that cannot be known. */
export function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name, in parentheses, may hold anything; the start is the 20th field behind it (proc(5)).
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

/** On Linux an ended process keeps its id until its parent asks for it, and not every container has a parent that does. */
function isEnded(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Ends a process whose id we recorded ourselves; one that is gone is fine. */
export function endProcess(pid: number, how: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, how);
  } catch {
    // Gone already: that is what was wanted.
  }
}

/** What children inherit: everything but the variables that change how Node, Electron or node-powershell itself behaves. */
export function childEnvironment(environment: Environment): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^(NODE_OPTIONS|NODE_POWERSHELL|ELECTRON_.*)$/i.test(name));
  return Object.fromEntries(kept);
}

function absolute(program: string): string {
  if (!isAbsolute(program)) throw new Failure('internal', { detail: `not an absolute program path: ${program}` });
  return program;
}

function nameOf(request: Program): string {
  return [request.program, ...request.arguments].join(' ');
}
