/** Client end of the control channel, for set-up and the command line: nothing is said to a server that is not proven ours. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageWriter,
  StreamMessageReader,
} from 'vscode-jsonrpc/node';
import {
  type ControlMethod,
  type ControlParams,
  type ControlResult,
  controlNotifications,
  failureDataSchema,
  protocolVersion,
} from '../control/contract.ts';
import { methodTable } from '../control/methods.ts';
import { type ErrorCode, Failure, type FailureOptions } from '../errors.ts';
import type { SyncProgress } from '../sync-report.ts';
import { type Clock, deadline } from './clock.ts';
import { FrameGuard } from './frame-guard.ts';

export interface ConnectOptions {
  readonly path: string;
  /** The key that the engine got at its start (hex), or null when this client did not start it. */
  readonly key: string | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

export interface EngineConnection {
  /** Throws the engine's own Failure, `channel.closed`, `channel.message-invalid` or `cancelled`. */
  call<M extends ControlMethod>(method: M, params: ControlParams<M>, options?: CallOptions): Promise<ControlResult<M>>;
  close(): void;
}

const connectMilliseconds = 5_000;
/** A cancelled call is answered once the engine has cleaned up; one that does not answer by then is given up. */
const cancelMilliseconds = 60_000;

/**
 * Throws `channel.unreachable` (nothing listens), `channel.owner-unproven` (another account's socket, or no proof of the
 * key), `channel.version-mismatch`, or `cancelled`.
 */
export async function connectToEngine(options: ConnectOptions): Promise<EngineConnection> {
  const signal = deadline(connectMilliseconds, options.signal);
  try {
    await proveSocket(options.path);
    const connection = new Connection(await openSocket(options.path, signal));
    const giveUp = () => connection.close();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await greet(connection, options.key);
      return connection;
    } catch (thrown) {
      connection.close();
      throw thrown;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  } catch (thrown) {
    if (options.signal.aborted) throw new Failure('cancelled', { retry: 'never' });
    if (signal.aborted) throw new Failure('channel.unreachable', { retry: 'later', detail: 'no answer in time' });
    throw thrown;
  }
}

/** A unix socket must be ours or root's and closed to everyone else. A Windows pipe has no such facts here: there the key proves. */
async function proveSocket(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const facts = await lstat(path).catch(() => null);
  if (facts === null) throw new Failure('channel.unreachable', { retry: 'later' });
  if (!facts.isSocket()) throw new Failure('channel.owner-unproven', { detail: 'not a socket' });
  if (facts.uid !== 0 && facts.uid !== process.getuid?.())
    throw new Failure('channel.owner-unproven', { detail: 'owned by another account' });
  if ((facts.mode & 0o077) !== 0) throw new Failure('channel.owner-unproven', { detail: 'open to other accounts' });
}

function openSocket(path: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path });
    const give = (detail: string) => {
      socket.destroy();
      reject(new Failure('channel.unreachable', { retry: 'later', detail }));
    };
    const onAbort = () => give('no connection in time');
    const onError = (error: Error) => give(error.message);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      resolve(socket);
    });
  });
}

async function greet(connection: EngineConnection, key: string | null): Promise<void> {
  const nonce = randomBytes(16).toString('hex');
  const answer = await connection.call('hello', { protocol: protocolVersion, nonce });
  if (answer.protocol !== protocolVersion)
    throw new Failure('channel.version-mismatch', { params: { ours: protocolVersion, theirs: answer.protocol } });
  if (key !== null && !sameText(answer.proof, proofOf(key, nonce)))
    throw new Failure('channel.owner-unproven', { detail: 'no proof of the key' });
}

/** HMAC-SHA-256 (hex) of a nonce under a key, both hex. */
export function proofOf(key: string, nonce: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(nonce).digest('hex');
}

function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

class Connection implements EngineConnection {
  readonly #socket: Socket;
  readonly #rpc: MessageConnection;
  readonly #listeners = new Set<(progress: SyncProgress) => void>();
  readonly #closed = new AbortController();

  constructor(socket: Socket) {
    this.#socket = socket;
    const end = () => this.close();
    const guarded = socket.pipe(new FrameGuard());
    socket.on('error', end).on('close', end);
    guarded.on('error', end);
    this.#rpc = createMessageConnection(new StreamMessageReader(guarded), new SocketMessageWriter(socket));
    this.#rpc.onError(end);
    this.#rpc.onNotification('progress', (raw: unknown) => this.#report(raw));
    this.#rpc.listen();
  }

  async call<M extends ControlMethod>(method: M, params: ControlParams<M>, options: CallOptions = {}): Promise<ControlResult<M>> {
    const source = new CancellationTokenSource();
    const settled = new AbortController();
    const cancel = () => {
      source.cancel();
      deadline(cancelMilliseconds).addEventListener('abort', () => this.close(), { once: true, signal: settled.signal });
    };
    const onProgress = options.onProgress;
    if (options.signal?.aborted === true) throw new Failure('cancelled', { retry: 'never' });
    if (this.#closed.signal.aborted) throw new Failure('channel.closed', { retry: 'later' });
    options.signal?.addEventListener('abort', cancel, { once: true });
    if (onProgress !== undefined) this.#listeners.add(onProgress);
    try {
      const answer: unknown = await this.#untilClosed(this.#rpc.sendRequest<unknown>(method, params, source.token));
      return parseResult(method, answer);
    } catch (thrown) {
      throw asFailure(thrown);
    } finally {
      settled.abort();
      options.signal?.removeEventListener('abort', cancel);
      if (onProgress !== undefined) this.#listeners.delete(onProgress);
      source.dispose();
    }
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#rpc.dispose();
    this.#socket.destroy();
  }

  #untilClosed<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const onClose = () => reject(new Failure('channel.closed', { retry: 'later' }));
      this.#closed.signal.addEventListener('abort', onClose, { once: true });
      work.then(resolve, reject).finally(() => this.#closed.signal.removeEventListener('abort', onClose));
    });
  }

  #report(raw: unknown): void {
    const progress = controlNotifications.progress.safeParse(raw);
    if (progress.success) for (const listener of this.#listeners) listener(progress.data);
    else this.close();
  }
}

function parseResult<M extends ControlMethod>(method: M, answer: unknown): ControlResult<M> {
  const parsed = methodTable[method].result.safeParse(answer);
  if (!parsed.success) throw new Failure('channel.message-invalid', { params: { method }, detail: 'the answer breaks the schema' });
  return parsed.data;
}

function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof ResponseError)) return new Failure('channel.closed', { retry: 'later' });
  const error = failureDataSchema.safeParse(thrown.data);
  if (!error.success) return new Failure('channel.message-invalid', { detail: thrown.message });
  return failureOf(error.data.code, error.data);
}

function failureOf(
  code: ErrorCode,
  error: { readonly params: FailureOptions['params']; readonly retry: FailureOptions['retry']; readonly detail?: string | undefined },
): Failure {
  return new Failure(code, {
    ...(error.params === undefined ? {} : { params: error.params }),
    ...(error.retry === undefined ? {} : { retry: error.retry }),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  });
}
