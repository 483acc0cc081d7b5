/**
 * A thin client of Microsoft Graph: bearer, deadline, retries by what the method allows, checked answers, never above Graph's limits.
 * The bearer goes to the configured root only.
 */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { Log } from '../../ports/log.ts';
import { captivePage, isTransient } from '../http/causes.ts';
import type { HttpReply, HttpRequest } from '../http/message.ts';
import type { Transport } from '../http/transport.ts';
import { type BatchReply, judgeBatch, type Outcome, type Question, readEach } from './batch.ts';
import { judgeRead, judgeRefusal, type Read } from './graph-reply.ts';
import { type Attempt, withRetries } from './retry.ts';
import { type Counted, GraphThrottle } from './throttle.ts';

/** A bearer for Graph; `fresh` asks for a new one because the last was refused. Throws a Failure. */
export type TokenSource = (fresh: boolean, signal: AbortSignal) => Promise<string>;

export interface GraphOptions {
  /** Origin of Graph in this cloud. */
  readonly root: string;
  readonly transport: Transport;
  readonly token: TokenSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Shared by all clients of the application; without it this one keeps Graph's limits for itself. */
  readonly throttle?: GraphThrottle | undefined;
}

export interface Write {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  /** Undefined: none. */
  readonly body?: unknown;
  readonly permission: string;
}

interface GraphRequest extends HttpRequest {
  /** What Graph counts in place of this request: the questions of a batch. */
  readonly counted?: readonly Counted[];
  /** The bearer was refused already: a new one from the start. */
  readonly needsFresh?: true;
}

export class GraphClient {
  readonly #options: GraphOptions;
  readonly #throttle: GraphThrottle;

  constructor(options: GraphOptions) {
    this.#options = options;
    this.#throttle = options.throttle ?? new GraphThrottle(options.clock);
  }

  /** `path` starts with the version: `v1.0/organization`. */
  url(path: string): URL {
    return new URL(`/${path}`, this.#options.root);
  }

  /** Repeats after broken connections, 429 and 5xx. Throws a Failure with an `intune.*` or `network.*` code. */
  async read<T extends z.ZodType>(read: Read<T>, signal: AbortSignal): Promise<z.infer<T>> {
    const headers: Readonly<Record<string, string>> = read.advanced === true ? { consistencylevel: 'eventual' } : {};
    const judge = (reply: HttpReply) => judgeRead(reply, read, this.#options.clock.now());
    return this.#repeat({ method: 'GET', url: read.url, headers }, judge, signal);
  }

  /**
   * The outcome of each read, in their order, asked for twenty at a time; all of them below v1.0. Those that are throttled or
   * broken off are asked again by themselves. Throws a Failure only when a request as a whole failed.
   */
  async readEach<T extends z.ZodType>(reads: readonly Read<T>[], signal: AbortSignal): Promise<readonly Outcome<z.infer<T>>[]> {
    const { clock } = this.#options;
    return readEach(reads, { send: (questions, counted) => this.#batch(questions, counted, signal), clock, signal });
  }

  /**
   * PATCH and DELETE say how it shall be afterwards and are repeated like a read. A create that broke off may have happened: it is
   * repeated only after 429, which says that nothing was done. Deleting what is gone succeeds.
   */
  async write({ method, url, body, permission }: Write, signal: AbortSignal): Promise<void> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const request: GraphRequest = { method, url, headers: body === undefined ? {} : { 'content-type': 'application/json' }, ...content };
    const judge = (reply: HttpReply): Attempt<undefined> => {
      if ((reply.status >= 200 && reply.status < 300) || (method === 'DELETE' && reply.status === 404)) return { value: undefined };
      const refused = judgeRefusal(reply, permission, this.#options.clock.now());
      return 'failure' in refused && method === 'POST' && reply.status !== 429 ? { ...refused, wait: undefined } : refused;
    };
    await this.#repeat(request, judge, signal);
  }

  async #batch(questions: readonly Question[], reads: readonly Read<z.ZodType>[], signal: AbortSignal): Promise<BatchReply> {
    const [first] = reads;
    const foreign = reads.find(({ url }) => !this.#isOurs(url));
    if (first === undefined || foreign !== undefined) throw outside();
    const request: GraphRequest = {
      method: 'POST',
      url: this.url('v1.0/$batch'),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requests: questions }),
      counted: reads.map(({ url }) => ({ method: 'GET', url })),
    };
    const judge = (reply: HttpReply) => judgeBatch(reply, first, this.#options.clock.now());
    const replies = await this.#repeat(request, judge, signal);
    // The bearer may end while the questions are answered one by one; all of them only read.
    const isRefused = [...replies.values()].some(({ status }) => status === 401);
    return isRefused ? this.#repeat({ ...request, needsFresh: true }, judge, signal) : replies;
  }

  async #repeat<T>(request: GraphRequest, judge: (reply: HttpReply) => Attempt<T>, signal: AbortSignal): Promise<T> {
    const attempt = async (): Promise<Attempt<T>> => {
      try {
        return judge(await this.#authorized(request, signal));
      } catch (thrown) {
        const mayHaveHappened = request.method === 'POST' && request.counted === undefined;
        if (!mayHaveHappened && thrown instanceof Failure && isTransient(thrown)) return { failure: thrown, wait: null };
        throw thrown;
      }
    };
    return withRetries(attempt, this.#options.clock, signal);
  }

  /** A refused bearer is replaced once: it may have ended between two pages. */
  async #authorized(request: GraphRequest, signal: AbortSignal): Promise<HttpReply> {
    if (request.needsFresh === true) return this.#send(request, true, signal);
    const first = await this.#send(request, false, signal);
    return first.status === 401 ? this.#send(request, true, signal) : first;
  }

  async #send({ counted, needsFresh: _, ...request }: GraphRequest, fresh: boolean, signal: AbortSignal): Promise<HttpReply> {
    const { transport, token } = this.#options;
    if (!this.#isOurs(request.url)) throw outside();
    await this.#throttle.admit(counted ?? [request], signal);
    const bearer = await token(fresh, signal);
    const id = randomUUID();
    const headers = { accept: 'application/json', ...request.headers, 'client-request-id': id, authorization: `Bearer ${bearer}` };
    const reply = await transport.send({ ...request, headers }, signal).catch((thrown: unknown) => {
      throw thrown instanceof Failure ? thrown.with(`client-request-id ${id}`) : thrown;
    });
    const page = captivePage(reply, request.url);
    if (page !== null) throw page;
    const marked = { ...reply, headers: { ...reply.headers, 'client-request-id': id } };
    if (reply.status >= 400) this.#tell(request, marked);
    return marked;
  }

  #isOurs(url: URL): boolean {
    return url.origin === new URL(this.#options.root).origin;
  }

  #tell({ method, url }: HttpRequest, { status, headers }: HttpReply): void {
    const ids = { clientRequestId: headers['client-request-id'], requestId: headers['request-id'] };
    this.#options.log.warn('graph refused a request', { method, path: url.pathname, status, ...ids });
  }
}

function outside(): Failure {
  return new Failure('intune.reply-invalid', { detail: 'an address outside Graph was refused' });
}
