/** HTTPS with a pool of kept connections, through a proxy where there is one; every attempt has a deadline and a size limit. */
import { connect as connectSocket, type Socket } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import { type ErrorCode, Failure } from '../../../shared/errors.ts';
import { type Clock, deadline } from '../../../shared/host/clock.ts';
import { untilAborted } from './aborted.ts';
import { certificateProblem, clockFailure, failureIn, minutesOff, plainFailure, sides } from './causes.ts';
import type { HttpReply, HttpRequest, ProxyAccess, Target } from './message.ts';
import { meetPeer, type Peer } from './peer.ts';
import { opened, ProxyTunnel } from './tunnel.ts';

export interface Transport {
  /**
   * Throws a Failure: `network.*`, `cancelled`, or the side's own code where nothing better is known. Redirects are not followed.
   * Whether an answer is of the expected kind is the caller's to judge ({@link captivePage}).
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** PEM; trusted besides the authorities that Node and the system know. */
  readonly trustedAuthority: string | undefined;
  /** Null: straight. */
  readonly proxy: ProxyAccess | null;
  readonly clock: Clock;
  /** What a failure without a better name is called. */
  readonly side?: keyof typeof sides;
  /** At most so many at once; 1 keeps an NTLM sign-in to the server on its connection. */
  readonly connections?: number;
}

/** One attempt, from connecting to the last byte. */
const attemptMilliseconds = 60_000;
const connectMilliseconds = 15_000;
/** 1000 devices are about 2 MB. */
const largestReply = 32 * 1024 * 1024;

interface Way {
  readonly options: TransportOptions;
  readonly agent: Dispatcher;
  /** A bare connection to the host, straight or through the proxy. */
  readonly reach: (target: Target) => Promise<Socket>;
}

/** Opens nothing until the first request. `close` ends what is under way. */
export function openTransport(options: TransportOptions): Transport {
  const life = new AbortController();
  const tunnel = options.proxy === null ? null : new ProxyTunnel(options.proxy);
  const reach: Way['reach'] = ({ hostname, port }) =>
    tunnel === null || options.proxy?.isStraight?.({ hostname, port }) === true
      ? reachStraight(hostname, Number(port || 443), life.signal)
      : tunnel.open(`${hostname}:${port || 443}`, connectMilliseconds, life.signal);
  const secureContext = trusting(options.trustedAuthority);
  // HTTP/1.1 only: NTLM belongs to a connection, and HTTP/2 would share it.
  const straight = buildConnector({ secureContext, timeout: connectMilliseconds, allowH2: false });
  const connect = tunnel === null ? straight : through(straight, reach);
  const agent = new Agent({ connect, connections: options.connections ?? 8 });
  return {
    send: (wanted, signal) => send({ options, agent, reach }, wanted, signal),
    close: async () => {
      life.abort();
      await agent.destroy();
    },
  };
}

/** The system's authorities too: a company's own stand there, also those of a proxy that inspects with the company's knowledge. */
export function trusting(authority: string | undefined): SecureContext {
  const own = authority === undefined ? [] : [authority];
  return createSecureContext({ ca: [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...own])] });
}

function through(secure: buildConnector.connector, reach: Way['reach']): buildConnector.connector {
  return (options, callback) => {
    const fail = (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error('no connection'), null);
    reach(options)
      .then((httpSocket) => secure({ ...options, httpSocket }, callback))
      .catch(fail);
  };
}

async function reachStraight(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connectSocket({ host, port });
  await opened(socket, deadline(connectMilliseconds, signal)).catch((thrown: unknown) => {
    socket.destroy();
    throw thrown;
  });
  return socket;
}

async function send(way: Way, wanted: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
  const side = sides[way.options.side ?? 'intune'];
  try {
    // undici sees a signal only once it is connected.
    return await untilAborted(exchange(way.agent, wanted, { signal, tooLarge: side.invalid }), signal);
  } catch (thrown) {
    throw await named(thrown, way, { url: wanted.url, signal });
  }
}

async function exchange(
  dispatcher: Dispatcher,
  wanted: HttpRequest,
  { signal, tooLarge }: { readonly signal: AbortSignal; readonly tooLarge: ErrorCode },
): Promise<HttpReply> {
  const reply = await request(wanted.url, {
    dispatcher,
    method: wanted.method,
    headers: { ...wanted.headers },
    body: wanted.body ?? null,
    signal: deadline(attemptMilliseconds, signal),
  });
  const text = await readAll(reply.body, tooLarge);
  const headers = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, String(value)]));
  return { status: reply.statusCode, headers, text };
}

async function readAll(body: AsyncIterable<unknown>, tooLarge: ErrorCode): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > largestReply) throw new Failure(tooLarge, { detail: `an answer larger than ${largestReply} bytes` });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Asked {
  readonly url: URL;
  readonly signal: AbortSignal;
}

async function named(thrown: unknown, way: Way, { url, signal }: Asked): Promise<Failure> {
  if (signal.aborted) return new Failure('cancelled', { retry: 'never' });
  const known = failureIn(thrown);
  if (known !== null) return known;
  const problem = certificateProblem(thrown);
  if (problem === null) return plainFailure(thrown, url.host, sides[way.options.side ?? 'intune']);
  const peer = await way.reach(url).then(
    (socket) => meetPeer(socket, url, signal),
    () => null,
  );
  return certificateFailure(problem, peer, way, url.host);
}

/** A certificate out of its time points at our own clock first; one of an unknown authority at somebody between. */
function certificateFailure(problem: string, peer: Peer | null, { options }: Way, host: string): Failure {
  const isAboutTime = /EXPIRED|NOT_YET_VALID/.test(problem);
  const clock = isAboutTime ? clockFailure(minutesOff(peer?.date, options.clock.now()), host) : null;
  if (clock !== null) return clock;
  const issuer = peer?.issuer ?? '';
  if (!isAboutTime && problem !== 'ERR_TLS_CERT_ALTNAME_INVALID' && issuer !== '')
    return new Failure('network.tls-inspected', { params: { host, issuer }, detail: problem });
  return new Failure(sides[options.side ?? 'intune'].untrusted, { params: { host }, detail: problem });
}
