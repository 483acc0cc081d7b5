/** One PowerShell process with one Exchange session in it: questions, streamed reads, and a polite end. */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { Log } from '../../ports/log.ts';
import { failureOf } from './classify.ts';
import { Conversation } from './conversation.ts';
import type { Reply } from './frames.ts';
import { HostProcess, type HostProcessOptions } from './host-process.ts';
import { type Pace, paceOf } from './pace.ts';
import { type Request, type RequestArgument, startFailed, startStatement } from './requests.ts';
import { errorOf, parseReply } from './schema.ts';

export interface SessionOptions {
  readonly process: HostProcessOptions;
  readonly module: string;
  readonly opener: string;
  readonly server: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPace: (pace: Pace) => void;
}

/**
 * Milliseconds. `beat`: a running read answers at least every five seconds however slow Exchange is (ExchangeReading.ps1), so one that
 * misses twelve beats stands still. `silence`: so long may Exchange itself send nothing in the middle of a read.
 */
const deadlines = {
  ...{ start: 60_000, open: 120_000, step: 120_000, beat: 60_000, stop: 30_000, close: 15_000 },
  silence: 15 * 60_000,
} as const;

export class ExchangeSession {
  readonly #options: SessionOptions;
  readonly #process: HostProcess;
  readonly #conversation: Conversation;
  #isStarted = false;
  #isReading = false;
  #closing: Promise<void> | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#process = new HostProcess(options.process, options.clock);
    this.#conversation = new Conversation(this.#process, options.clock);
  }

  /** Loads our module. Throws `powershell.start-failed`, for instance when the execution policy forbids it. */
  async start(signal: AbortSignal): Promise<void> {
    const statement = startStatement(this.#options.module, this.#options.opener);
    const reply = await this.#conversation.start(statement, { milliseconds: deadlines.start, signal }).catch((thrown: unknown) => {
      throw thrown instanceof Failure && thrown.error.code !== 'cancelled'
        ? new Failure('powershell.start-failed', { detail: thrown.message })
        : thrown;
    });
    if (reply.status !== 'ok') throw new Failure('powershell.start-failed', { detail: startProblem(reply) });
    this.#isStarted = true;
  }

  /** `values`: server, type, choices, user, password, and user and password for a proxy that wants them. Null when it is open, else the address that the server sends us on to. */
  async open(values: readonly RequestArgument[], signal: AbortSignal): Promise<string | null> {
    const reply = await this.#send({ verb: 'open', values }, deadlines.open, signal);
    if (reply.status !== 'failed') return null;
    const location = errorOf(reply)?.location ?? '';
    if (location === '') throw this.#failure(reply, true);
    return location;
  }

  /** Nothing is being read, and it can still be asked. */
  get isAtRest(): boolean {
    return !this.#isReading && !this.#conversation.isOver;
  }

  async ask<T>(request: Request, schema: z.ZodType<T>, signal: AbortSignal): Promise<readonly T[]> {
    this.#assertIdle();
    return this.#accept(await this.#send(request, deadlines.step, signal), schema);
  }

  /** For a request that is answered by nothing but its success. */
  async run(request: Request, signal: AbortSignal): Promise<void> {
    this.#assertIdle();
    this.#accept(await this.#send(request, deadlines.step, signal), z.never());
  }

  /**
   * Batch after batch, the next one fetched while the caller works on this one. Ends normally only after the last record;
   * a read that is given up is stopped on the server too. One read at a time: a second one would be a fault of the caller.
   */
  async *read<T>(values: readonly RequestArgument[], schema: z.ZodType<T>, signal: AbortSignal): AsyncGenerator<readonly T[], void> {
    this.#assertIdle();
    this.#isReading = true;
    let isComplete = false;
    try {
      yield* this.#batches(values, schema, signal);
      isComplete = true;
    } finally {
      this.#isReading = false;
      if (!isComplete) this.#giveUp();
    }
  }

  async *#batches<T>(values: readonly RequestArgument[], schema: z.ZodType<T>, signal: AbortSignal): AsyncGenerator<readonly T[], void> {
    let heard = this.#options.clock.elapsed();
    let coming: Promise<Reply> | null = this.#send({ verb: 'read', values }, deadlines.beat, signal);
    while (coming !== null) {
      const reply: Reply = await coming;
      const batch = this.#accept(reply, schema, assertWhole);
      if (batch.length === 0) this.#assertNotSilent(heard);
      coming = reply.status === 'more' ? this.#prefetch(signal) : null;
      if (batch.length === 0) continue;
      yield batch;
      heard = this.#options.clock.elapsed();
    }
  }

  /** Removes the session, then ends the process. Never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    if (this.#isStarted) await this.#sayFarewell();
    await this.#process.end();
  }

  async #sayFarewell(): Promise<void> {
    try {
      const reply = await this.#conversation.ask({ verb: 'close' }, { milliseconds: deadlines.close, signal: null });
      if (reply.status === 'failed') this.#options.log.warn('the Exchange session was not removed', { detail: errorOf(reply)?.message });
    } catch (thrown) {
      // Only a process that is gone or stuck comes here: the server drops its session by itself after a while.
      this.#options.log.info('PowerShell ended without a farewell', {
        detail: thrown instanceof Failure ? thrown.error.code : String(thrown),
      });
    }
  }

  async #send(request: Request, milliseconds: number, signal: AbortSignal): Promise<Reply> {
    try {
      return await this.#conversation.ask(request, { milliseconds, signal });
    } catch (thrown) {
      // A process that missed its deadline, or talks nonsense, is never used again.
      if (this.#conversation.isOver) void this.close();
      throw thrown;
    }
  }

  #prefetch(signal: AbortSignal): Promise<Reply> {
    const coming = this.#send({ verb: 'next' }, deadlines.beat, signal);
    // Whoever awaits it sees the failure; a read given up in between must not make it an unhandled one.
    coming.catch(() => undefined);
    return coming;
  }

  /** Exchange runs one thing at a time in a session: for a question, a read would first have to be taken whole into memory. */
  #assertIdle(): void {
    if (this.#isReading) throw new Failure('internal', { detail: 'A read of this session is still running.' });
  }

  /** Heartbeats tell that PowerShell lives, not that Exchange does. */
  #assertNotSilent(since: number): void {
    if (this.#options.clock.elapsed() - since < deadlines.silence) return;
    throw new Failure('powershell.timeout', {
      params: { seconds: deadlines.silence / 1000 },
      retry: 'later',
      detail: 'Exchange sent nothing more in the middle of a read.',
    });
  }

  #giveUp(): void {
    this.#conversation.ask({ verb: 'stop' }, { milliseconds: deadlines.stop, signal: null }).catch(() => undefined);
  }

  #accept<T>(reply: Reply, schema: z.ZodType<T>, judge: (warning: string) => void = () => undefined): readonly T[] {
    if (reply.status === 'failed') throw this.#failure(reply, false);
    const { records, warnings } = parseReply(reply, schema);
    for (const warning of warnings) {
      this.#tell(warning);
      judge(warning);
    }
    return records;
  }

  #tell(warning: string): void {
    const pace = paceOf(warning);
    if (pace === null) this.#options.log.info('Exchange warned', { warning });
    else this.#options.onPace(pace);
  }

  #failure(reply: Reply, isOpening: boolean): Failure {
    return failureOf(reply, { server: this.#options.server, isOpening });
  }
}

/** A read asks for everything. In every language the warning that there is more names the parameter for it. */
function assertWhole(warning: string): void {
  if (!/\bResultSize\b/.test(warning)) return;
  throw new Failure('exchange.reply-invalid', { retry: 'later', detail: 'Exchange says that there is more than it listed.' });
}

function startProblem(reply: Reply): string {
  const error = errorOf(reply);
  if (error === null) return 'The module did not start.';
  return error.id === startFailed ? Buffer.from(error.message, 'base64').toString('utf8') : error.message;
}
