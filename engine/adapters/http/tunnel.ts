/**
 * A way through an HTTP proxy: CONNECT, with the credentials that the proxy asks for. Our own and not undici's ProxyAgent, which
 * must know the scheme beforehand, knows no NTLM and buries the proxy's answer. A password is sent only to a proxy that answered 407.
 */
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Failure } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { codesOf } from './causes.ts';
import type { ProxyAccess } from './message.ts';
import { type NtlmAccount, ntlmAnswer, ntlmNegotiation } from './ntlm.ts';

type Scheme = 'basic' | 'ntlm';

interface Answer {
  readonly status: number;
  /** The schemes and challenges of a 407, each as a text of its own. */
  readonly offers: readonly string[];
  readonly socket: Socket;
}

export class ProxyTunnel {
  readonly #proxy: ProxyAccess;
  /** What the proxy wanted last time. */
  #scheme: Scheme | null = null;

  constructor(proxy: ProxyAccess) {
    this.#proxy = proxy;
  }

  /** `target` is `host:port`. Throws `network.proxy-*`, `network.timeout` or `cancelled`. */
  async open(target: string, milliseconds: number, outer: AbortSignal): Promise<Socket> {
    const signal = deadline(milliseconds, outer);
    const known = await this.#ask(target, this.#scheme, signal);
    if (known.status !== 407 || this.#scheme !== null) return this.#judge(known, target);
    known.socket.destroy();
    if (known.offers.length === 0) throw this.#refusal(target, 407);
    const scheme = this.#schemeFor(known.offers);
    const proved = await this.#ask(target, scheme, signal);
    this.#scheme = proved.status === 407 ? null : scheme;
    return this.#judge(proved, target);
  }

  async #ask(target: string, scheme: Scheme | null, signal: AbortSignal): Promise<Answer> {
    const socket = await reach(this.#proxy, signal);
    try {
      return await this.#talk({ socket, target, signal }, scheme);
    } catch (thrown) {
      socket.destroy();
      if (thrown instanceof Failure) throw thrown;
      if (signal.aborted) throw new Failure('network.timeout', { params: { host: nameOf(this.#proxy) }, retry: 'later' });
      throw this.#failure('network.proxy-unreachable', codesOf(thrown).join(', '));
    }
  }

  /** NTLM proves the connection, not the request: both of its steps go over the same socket. */
  async #talk(line: Line, scheme: Scheme | null): Promise<Answer> {
    if (scheme === null) return await ask(line, null);
    const account = this.#account();
    if (scheme === 'basic') return await ask(line, `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`);
    const challenged = await ask(line, ntlmNegotiation());
    if (challenged.status !== 407) return challenged;
    const proof = ntlmAnswer(challenged.offers.find((offer) => /^NTLM /i.test(offer)) ?? '', account);
    if (proof === null) throw this.#failure('network.proxy-credentials', 'no NTLM challenge that can be answered');
    return await ask(line, proof);
  }

  #schemeFor(offers: readonly string[]): Scheme {
    const offered = (name: string) => offers.some((offer) => offer.toLowerCase().split(' ')[0] === name);
    const user = this.#proxy.user ?? '';
    if (offered('ntlm') && user.includes('\\')) return 'ntlm';
    if (offered('basic')) return 'basic';
    if (offered('ntlm')) throw this.#failure('network.proxy-credentials', 'NTLM needs a user with a domain');
    const offer = offers.map((one) => one.split(' ')[0]?.slice(0, 20)).join(', ');
    throw new Failure('network.proxy-scheme', { params: { proxy: nameOf(this.#proxy), offer }, retry: 'administrator' });
  }

  #account(): NtlmAccount {
    const { user, password } = this.#proxy;
    if (user === null || password === null) throw this.#failure('network.proxy-credentials', 'no user or no password is set');
    return { user, password };
  }

  #judge({ status, socket }: Answer, target: string): Socket {
    if (status >= 200 && status < 300) return socket;
    socket.destroy();
    // tinyproxy says 401 to a wrong password. No other server than the proxy answers a CONNECT.
    if (status === 407 || status === 401)
      throw this.#failure('network.proxy-credentials', `the proxy answered ${status} to the credentials`);
    throw this.#refusal(target, status);
  }

  #refusal(host: string, status: number): Failure {
    const retry = status >= 500 ? 'later' : 'administrator';
    return new Failure('network.proxy-refused', { params: { proxy: nameOf(this.#proxy), host, status }, retry });
  }

  #failure(code: 'network.proxy-credentials' | 'network.proxy-unreachable', detail: string): Failure {
    const retry = code === 'network.proxy-unreachable' ? 'later' : 'administrator';
    return new Failure(code, { params: { proxy: nameOf(this.#proxy) }, retry, detail });
  }
}

export function nameOf({ server, port }: Pick<ProxyAccess, 'server' | 'port'>): string {
  return `${server}:${port}`;
}

/** A connection to the proxy itself. Throws `network.proxy-unreachable`, or `cancelled`. */
export async function reach(proxy: Pick<ProxyAccess, 'server' | 'port'>, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: proxy.server, port: proxy.port });
  try {
    await opened(socket, signal);
    return socket;
  } catch (thrown) {
    socket.destroy();
    const detail = signal.aborted ? 'no answer in time' : codesOf(thrown).join(', ');
    throw new Failure('network.proxy-unreachable', { params: { proxy: nameOf(proxy) }, retry: 'later', detail });
  }
}

/** Resolves when the socket is connected; the caller ends it when this rejects. */
export function opened(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new DOMException('no connection in time', 'TimeoutError'));
    // Stays for the whole life of the socket: one that fails later must not end the process.
    socket.on('error', reject);
    socket.once('connect', () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

interface Line {
  readonly socket: Socket;
  readonly target: string;
  readonly signal: AbortSignal;
}

/** One CONNECT over a socket that stays open. */
async function ask({ socket, target, signal }: Line, authorization: string | null): Promise<Answer> {
  const credentials = authorization === null ? {} : { 'proxy-authorization': authorization };
  const headers = { host: target, connection: 'keep-alive', 'proxy-connection': 'keep-alive', ...credentials };
  const asked = request({ method: 'CONNECT', path: target, headers, createConnection: () => socket, signal });
  const [reply, head] = await new Promise<readonly [IncomingMessage, Buffer]>((resolve, reject) => {
    asked.once('error', reject);
    asked.once('connect', (answer, _, first) => resolve([answer, first]));
    asked.end();
  });
  const status = reply.statusCode ?? 0;
  if (status === 407) await skipBody(reply, { socket, signal, head });
  else if (head.length > 0) socket.unshift(head);
  return { status, offers: offersOf(reply), socket };
}

/** RFC 9110 11.3 lets a proxy put several offers on one line; only NTLM's challenge has no comma in it, so a split is safe. */
function offersOf(reply: IncomingMessage): readonly string[] {
  const lines = reply.headersDistinct['proxy-authenticate'] ?? [];
  return lines.flatMap((line) => line.split(/,\s*(?=[A-Za-z]+(?:\s|$|,))/)).map((offer) => offer.trim());
}

/** The page that comes with a 407 must be out of the way before the next request can use the connection. */
async function skipBody(
  reply: IncomingMessage,
  { socket, signal, head }: Pick<Line, 'socket' | 'signal'> & { readonly head: Buffer },
): Promise<void> {
  const isWhole = bodyEnd(reply);
  let body = head;
  while (!isWhole(body)) {
    if (socket.destroyed || socket.readableEnded || body.length > largestPage) return;
    body = Buffer.concat([body, await nextBytes(socket, signal)]);
  }
}

const largestPage = 256 * 1024;

function bodyEnd(reply: IncomingMessage): (body: Buffer) => boolean {
  if (/\bchunked\b/i.test(reply.headers['transfer-encoding'] ?? '')) return (body) => /(^|\r\n)0\r\n\r\n$/.test(body.toString('latin1'));
  const length = Number(reply.headers['content-length'] ?? 0);
  return (body) => !(body.length < length);
}

/** Empty at the end of the stream. */
async function nextBytes(socket: Socket, signal: AbortSignal): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const done = (bytes: Buffer) => {
      socket.off('data', done).off('close', end).pause();
      signal.removeEventListener('abort', abort);
      resolve(bytes);
    };
    const end = () => done(Buffer.alloc(0));
    const abort = () => reject(new DOMException('no answer in time', 'TimeoutError'));
    socket.once('data', done).once('close', end).resume();
    signal.addEventListener('abort', abort, { once: true });
  });
}
