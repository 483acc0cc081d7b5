/**
 * HTTP to Exchange's web services: one kept connection per server and HTTP/1.1 only, since an NTLM sign-in belongs to its
 * connection; small answers only; redirects are told, not followed. Through the proxy only to a hosted Exchange, which lies beyond it.
 */
import { Agent, buildConnector, request } from 'undici';
import type { Failure } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { codesOf, failureIn } from '../http/causes.ts';
import type { HttpReply, HttpRequest, ProxyAccess } from '../http/message.ts';
import { trusting } from '../http/transport.ts';
import { ProxyTunnel } from '../http/tunnel.ts';
import { ReplyRefused } from './xml.ts';

/** Where `https://name:port` is met instead. Null: where the name says. Only a rehearsal and tests have such a list. */
export type Redirected = (host: string, port: number) => { readonly host: string; readonly port: number } | null;

export interface MailTransport {
  /** `milliseconds`: from connecting to the last byte. Throws {@link Unreached} or {@link ReplyRefused}; a signal that fires throws its reason. */
  send(wanted: HttpRequest, milliseconds: number, signal: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

/** No whole answer came. `code` is Node's name of the cause. */
export class Unreached extends Error {
  readonly code: string;
  /** The request cannot have reached the server's program: there was no connection. */
  readonly isBeforeSending: boolean;
  /** What a proxy said of this host. */
  readonly refused: Failure | null;

  constructor(code: string, refused: Failure | null = null) {
    super(code);
    this.code = code;
    this.refused = refused;
    this.isBeforeSending = refused !== null || neverSent.test(code);
  }
}

const neverSent =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
const connectMilliseconds = 8_000;
const largestReply = 1024 * 1024;

export interface MailTransportOptions {
  /** PEM; trusted besides the authorities of Node, of the system, and of NODE_EXTRA_CA_CERTS. */
  readonly trustedAuthority?: string;
  readonly redirected?: Redirected;
  /** Left out or null: straight. */
  readonly proxy?: ProxyAccess | null;
}

export function openMailTransport({ trustedAuthority, redirected, proxy = null }: MailTransportOptions): MailTransport {
  const life = new AbortController();
  const tunnel = proxy === null ? null : new ProxyTunnel(proxy);
  const secureContext = trusting(trustedAuthority);
  const connector = buildConnector({ secureContext, rejectUnauthorized: true, timeout: connectMilliseconds, allowH2: false });
  const agent = new Agent({
    connections: 1,
    allowH2: false,
    connect: (options, settle) => {
      const instead = redirected?.(options.hostname, portOf(options)) ?? null;
      // `host` stays, and with it the name that the certificate must have.
      if (instead !== null) return connector({ ...options, hostname: instead.host, port: String(instead.port) }, settle);
      if (tunnel === null || proxy?.isStraight?.(options) === true) return connector(options, settle);
      tunnel.open(`${options.hostname}:${portOf(options)}`, connectMilliseconds, life.signal).then(
        (socket) => (options.protocol === 'https:' ? connector({ ...options, httpSocket: socket }, settle) : settle(null, socket)),
        (thrown: unknown) => settle(thrown instanceof Error ? thrown : new Error('no connection'), null),
      );
    },
  });
  return {
    send: (wanted, milliseconds, signal) => send(agent, wanted, deadline(milliseconds, signal), signal),
    close: async () => {
      life.abort();
      await agent.destroy();
    },
  };
}

function portOf({ port, protocol }: { readonly port: string; readonly protocol: string }): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

async function send(agent: Agent, wanted: HttpRequest, limit: AbortSignal, outer: AbortSignal): Promise<HttpReply> {
  try {
    const { method, headers, body = null } = wanted;
    const reply = await request(wanted.url, { dispatcher: agent, method, headers: { ...headers }, body, signal: limit });
    const text = await readAll(reply.body);
    return { status: reply.statusCode, headers: Object.fromEntries(Object.entries(reply.headers).map(headerText)), text };
  } catch (thrown) {
    outer.throwIfAborted();
    if (limit.aborted) throw new Unreached('no answer in time');
    throw thrown instanceof ReplyRefused ? thrown : unreached(thrown);
  }
}

/** A proxy that does not let this host through may let through another; one that lets nobody in is the end of all. */
function unreached(thrown: unknown): Error {
  const failure = failureIn(thrown);
  if (failure === null) return new Unreached(codesOf(thrown).at(-1) ?? 'failed');
  return failure.error.code === 'network.proxy-refused' ? new Unreached(failure.error.code, failure) : failure;
}

function headerText([name, value]: readonly [string, string | string[] | undefined]): readonly [string, string] {
  return [name, Array.isArray(value) ? value.join(', ') : (value ?? '')];
}

async function readAll(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > largestReply) throw new ReplyRefused(`an answer larger than ${largestReply} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
