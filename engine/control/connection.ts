/** One client of the control channel: every request is parsed, answered by its handler, and the answer parsed again. */
import type { Socket } from 'node:net';
import {
  type CancellationToken,
  createMessageConnection,
  Message,
  type MessageConnection,
  ResponseError,
  SocketMessageWriter,
  StreamMessageReader,
} from 'vscode-jsonrpc/node';
import { type ControlMethod, failureNumber } from '../../shared/control/contract.ts';
import { methodNames, methodTable } from '../../shared/control/methods.ts';
import { Failure, toAppError } from '../../shared/errors.ts';
import { FrameGuard } from '../../shared/host/frame-guard.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';
import type { Log } from '../ports/log.ts';
import type { CallContext, ControlHandlers } from './handlers.ts';

export interface ServedConnection {
  /** Closes the connection once every call under way has its answer, or after a short while without. */
  finish(): Promise<void>;
}

const finishMilliseconds = 2_000;

export function serveConnection(socket: Socket, handlers: ControlHandlers, log: Log): ServedConnection {
  const guarded = socket.pipe(new FrameGuard());
  const writer = new AnswerWriter(socket);
  const rpc = createMessageConnection(new StreamMessageReader(guarded), writer);
  const end = () => {
    rpc.dispose();
    socket.destroy();
  };
  const refuse = (cause: unknown) => {
    log.warn('control connection closed', { code: toAppError(cause).code });
    end();
  };
  socket.once('close', end).once('error', refuse);
  guarded.once('error', refuse);
  rpc.onError(([error]) => refuse(error));
  const conversation = new Conversation(rpc, handlers);
  rpc.onRequest((method: string, params: unknown, token: CancellationToken) => {
    writer.owed += 1;
    return conversation.answer(method, params, token);
  });
  rpc.listen();
  const finish = async () => {
    await writer.paid(AbortSignal.timeout(finishMilliseconds));
    end();
  };
  return { finish };
}

/** Knows when every request has been answered. */
class AnswerWriter extends SocketMessageWriter {
  owed = 0;
  #whenPaid: () => void = () => undefined;

  override async write(message: Message): Promise<void> {
    try {
      await super.write(message);
    } finally {
      if (Message.isResponse(message)) this.owed -= 1;
      if (this.owed === 0) this.#whenPaid();
    }
  }

  /** Resolves when nothing is owed, or when the signal fires. */
  paid(signal: AbortSignal): Promise<void> {
    if (this.owed === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenPaid = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

class Conversation {
  readonly #rpc: MessageConnection;
  readonly #handlers: ControlHandlers;
  #isGreeted = false;

  constructor(rpc: MessageConnection, handlers: ControlHandlers) {
    this.#rpc = rpc;
    this.#handlers = handlers;
  }

  async answer(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const abort = new AbortController();
    const watch = token.onCancellationRequested(() => abort.abort());
    if (token.isCancellationRequested) abort.abort();
    try {
      const known = methodNames.find((name) => name === method);
      if (known === undefined) throw new Failure('channel.message-invalid', { params: { method }, detail: 'no such method' });
      if (known !== 'hello' && !this.#isGreeted)
        throw new Failure('channel.message-invalid', { params: { method }, detail: 'hello comes first' });
      const result = await this.#run(known, params, { signal: abort.signal, onProgress: (progress) => this.#tell(progress) });
      if (known === 'hello') this.#isGreeted = true;
      return result;
    } catch (thrown) {
      const error = toAppError(thrown);
      return new ResponseError(failureNumber, error.code, error);
    } finally {
      watch.dispose();
    }
  }

  async #run<M extends ControlMethod>(method: M, raw: unknown, context: CallContext): Promise<unknown> {
    const params = methodTable[method].params.safeParse(raw);
    if (!params.success) throw new Failure('channel.message-invalid', { params: { method }, detail: whereWrong(params.error.issues) });
    const result = await this.#handlers[method](params.data, context);
    return methodTable[method].result.parse(result);
  }

  #tell(progress: SyncProgress): void {
    // A client that has gone does not end the run it asked for.
    this.#rpc.sendNotification('progress', progress).catch(() => undefined);
  }
}

/** Paths of what does not fit; never the values, which may be secrets. */
function whereWrong(issues: readonly { readonly path: readonly PropertyKey[]; readonly code?: string | undefined }[]): string {
  return issues.map((issue) => `${issue.path.map(String).join('.') || '(all)'}: ${issue.code ?? 'invalid'}`).join('; ');
}
