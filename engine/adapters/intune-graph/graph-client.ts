/** A thin client of Microsoft Graph: bearer, deadline, retries for reads, checked answers. The bearer goes to the configured root only. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { Log } from '../../ports/log.ts';
import { captivePage, isTransient } from '../http/causes.ts';
import type { HttpReply, HttpRequest } from '../http/message.ts';
import type { Transport } from '../http/transport.ts';
import { failureOf, parseJson, readGraphError } from './graph-error.ts';
import { type Attempt, retryAfter, withRetries } from './retry.ts';

/** A bearer for Graph; `fresh` asks for a new one because the last was refused. Throws a Failure. */
export type TokenSource = (fresh: boolean, signal: AbortSignal) => Promise<string>;

export interface GraphOptions {
  /** Origin of Graph in this cloud. */
  readonly root: string;
  readonly transport: Transport;
  readonly token: TokenSource;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Read<T extends z.ZodType> {
  readonly url: URL;
  readonly schema: T;
  /** The right that the request needs, for the message when it is refused. */
  readonly permission: string;
  readonly advanced?: boolean;
}

export interface Write {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly body?: unknown;
  readonly permission: string;
}

export class GraphClient {
  readonly #options: GraphOptions;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  /** `path` starts with the version: `v1.0/organization`. */
  url(path: string): URL {
    return new URL(`/${path}`, this.#options.root);
  }

  /** Repeats after broken connections, 429 and 5xx. Throws a Failure with an `intune.*` or `network.*` code. */
  async read<T extends z.ZodType>(read: Read<T>, signal: AbortSignal): Promise<z.infer<T>> {
    const headers: Readonly<Record<string, string>> = read.advanced === true ? { consistencylevel: 'eventual' } : {};
    const attempt = async (): Promise<Attempt<z.infer<T>>> => {
      const sent = await this.#sendOnce({ method: 'GET', url: read.url, headers }, signal);
      return 'value' in sent ? this.#judge(sent.value, read) : sent;
    };
    return withRetries(attempt, this.#options.clock, signal);
  }

  /** Sent once: a create that timed out may have happened, so it is never repeated blindly. */
  async write(write: Write, signal: AbortSignal): Promise<void> {
    const request: HttpRequest = {
      method: write.method,
      url: write.url,
      ...(write.body === undefined
        ? { headers: {} }
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(write.body) }),
    };
    const reply = await this.#authorized(request, signal);
    if (reply.status < 200 || reply.status > 299) throw failureOf(reply, readGraphError(reply.text), write.permission);
  }

  async #sendOnce(request: HttpRequest, signal: AbortSignal): Promise<Attempt<HttpReply>> {
    try {
      return { value: await this.#authorized(request, signal) };
    } catch (thrown) {
      if (thrown instanceof Failure && isTransient(thrown)) return { failure: thrown, wait: null };
      throw thrown;
    }
  }

  /** A refused bearer is replaced once: it may have ended between two pages. */
  async #authorized(request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    const first = await this.#send(request, false, signal);
    return first.status === 401 ? this.#send(request, true, signal) : first;
  }

  async #send(request: HttpRequest, fresh: boolean, signal: AbortSignal): Promise<HttpReply> {
    const { transport, token, root, log } = this.#options;
    if (request.url.origin !== new URL(root).origin)
      throw new Failure('intune.reply-invalid', { detail: 'an address outside Graph was refused' });
    const bearer = await token(fresh, signal);
    const id = randomUUID();
    const headers = { accept: 'application/json', ...request.headers, 'client-request-id': id, authorization: `Bearer ${bearer}` };
    const reply = await transport.send({ ...request, headers }, signal);
    const page = captivePage(reply, request.url);
    if (page !== null) throw page;
    if (reply.status >= 400) {
      const data = {
        method: request.method,
        path: request.url.pathname,
        status: reply.status,
        clientRequestId: id,
        requestId: reply.headers['request-id'],
      };
      log.warn('graph refused a request', data);
    }
    return reply;
  }

  #judge<T extends z.ZodType>(reply: HttpReply, read: Read<T>): Attempt<z.infer<T>> {
    if (reply.status === 200) return judgeSuccess(reply, read);
    const error = readGraphError(reply.text);
    const wait = retryAfter(reply.headers['retry-after'] ?? error.retryAfter, this.#options.clock.now());
    const failure = failureOf(reply, error, read.permission, wait);
    const again = reply.status === 429 || (reply.status >= 500 && reply.status !== 501);
    return { failure, wait: again ? wait : undefined };
  }
}

/** A page of a gateway will stay one; JSON that breaks off may be whole the next time. */
function judgeSuccess<T extends z.ZodType>(reply: HttpReply, read: Read<T>): Attempt<z.infer<T>> {
  const type = reply.headers['content-type'] ?? 'nothing';
  const invalid = (detail: string) => new Failure('intune.reply-invalid', { params: { path: read.url.pathname }, retry: 'later', detail });
  if (!/^application\/json\b/i.test(type)) return { failure: invalid(`expected JSON, got ${type.slice(0, 80)}`), wait: undefined };
  const json = parseJson(reply.text);
  if (json === undefined) return { failure: invalid('the answer is not whole'), wait: null };
  const parsed = read.schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const where = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.code}`);
  return { failure: invalid(`not of the expected form: ${where.join('; ')}`), wait: undefined };
}
