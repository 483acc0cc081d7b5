/**
 * Requests and replies with one PowerShell process: one at a time, in order, each with a deadline.
 * Invariants: every promise settles, also when the process dies; a reply is only given to the request with its id;
 * after a missed deadline nothing more is said, because nobody knows what the process is doing.
 */
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import { FrameParser, type Reply } from './frames.ts';
import { type Request, requestLine } from './requests.ts';

/** What the conversation needs of a process. */
export interface Speaker {
  /** Settles when nothing more can come of it. */
  readonly speechless: Promise<void>;
  readonly complaint: string;
  onText(take: (text: string) => void): void;
  write(line: string): void;
}

export interface Waiting {
  readonly milliseconds: number;
  readonly signal: AbortSignal | null;
}

interface Expected {
  readonly id: number;
  readonly settle: (outcome: Reply | Failure) => void;
}

export class Conversation {
  readonly #speaker: Speaker;
  readonly #clock: Clock;
  readonly #parser = new FrameParser();
  #tail: Promise<unknown> = Promise.resolve();
  #lastId = 0;
  #expected: Expected | null = null;
  #over: Failure | null = null;

  constructor(speaker: Speaker, clock: Clock) {
    this.#speaker = speaker;
    this.#clock = clock;
    speaker.onText((text) => this.#hear(text));
    void speaker.speechless.then(() => this.#finish(new Failure('powershell.ended', { retry: 'later', detail: speaker.complaint })));
  }

  /** The frame 0 that the module sends when it has taken over standard input. */
  start(statement: string, waiting: Waiting): Promise<Reply> {
    return this.#enqueue(0, statement, waiting);
  }

  /**
   * Throws `powershell.timeout`, `powershell.ended`, `exchange.reply-invalid` or `cancelled`. A request that was already
   * sent is heard to its end after a cancellation, so that the next one starts clean.
   */
  ask(request: Request, waiting: Waiting): Promise<Reply> {
    this.#lastId += 1;
    return this.#enqueue(this.#lastId, requestLine(this.#lastId, request), waiting);
  }

  get isOver(): boolean {
    return this.#over !== null;
  }

  #enqueue(id: number, line: string, waiting: Waiting): Promise<Reply> {
    const turn = this.#tail.then(() => this.#converse(id, line, waiting));
    this.#tail = turn.catch(() => undefined);
    return waiting.signal === null ? turn : abandonOn(waiting.signal, turn);
  }

  async #converse(id: number, line: string, waiting: Waiting): Promise<Reply> {
    if (waiting.signal?.aborted === true) throw new Failure('cancelled', { retry: 'never' });
    if (this.#over !== null) throw afterwards(this.#over);
    const timer = new AbortController();
    const reply = new Promise<Reply>((resolve, reject) => {
      this.#expected = { id, settle: (outcome) => (outcome instanceof Failure ? reject(outcome) : resolve(outcome)) };
    });
    this.#clock.sleep(waiting.milliseconds, timer.signal).then(
      () =>
        this.#finish(new Failure('powershell.timeout', { retry: 'later', params: { seconds: Math.round(waiting.milliseconds / 1000) } })),
      () => undefined,
    );
    this.#speaker.write(line);
    return await reply.finally(() => timer.abort());
  }

  #hear(text: string): void {
    if (this.#over !== null) return;
    try {
      for (const reply of this.#parser.push(text)) this.#answer(reply);
    } catch (thrown) {
      this.#finish(thrown instanceof Failure ? thrown : new Failure('exchange.reply-invalid', { retry: 'later' }));
    }
  }

  #answer(reply: Reply): void {
    const expected = this.#expected;
    if (expected?.id !== reply.id) throw notAskedFor(reply);
    this.#expected = null;
    expected.settle(reply);
  }

  #finish(failure: Failure): void {
    this.#over ??= failure;
    this.#expected?.settle(this.#over);
    this.#expected = null;
  }
}

function notAskedFor({ id }: Reply): Failure {
  return new Failure('exchange.reply-invalid', { retry: 'later', detail: `Reply ${id} was not asked for.` });
}

/** What is told to whoever asks after the end: that nonsense was heard is only true of the request before. */
function afterwards(over: Failure): Failure {
  return over.error.code === 'exchange.reply-invalid'
    ? new Failure('exchange.session-lost', { retry: 'later', detail: over.message })
    : over;
}

/** The promise, or `cancelled` as soon as the signal fires. */
function abandonOn<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => reject(new Failure('cancelled', { retry: 'never' }));
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
