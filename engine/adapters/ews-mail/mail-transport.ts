/**
 * HTTP to Exchange's web services: one kept connection per server and HTTP/1.1 only, since an NTLM sign-in belongs to its
 * connection; small answers only; never through a proxy; redirects are told, not followed.
 */
import { Agent, buildConnector, request } from 'undici';
import { deadline } from '../../../shared/host/clock.ts';
import { codesOf } from '../http/causes.ts';
import type { HttpReply, HttpRequest } from '../http/message.ts';
import { trusting } from '../http/transport.ts';
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

  constructor(code: string) {
    super(code);
    this.code = code;
    this.isBeforeSending = neverSent.test(code);
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
}

export function openMailTransport({ trustedAuthority, redirected }: MailTransportOptions): MailTransport {
  const secureContext = trusting(trustedAuthority);
  const connector = buildConnector({ secureContext, rejectUnauthorized: true, timeout: connectMilliseconds, allowH2: false });
  const agent = new Agent({
    connections: 1,
    allowH2: false,
    connect: (options, settle) => {
      const instead = redirected?.(options.hostname, portOf(options)) ?? null;
      // `host` stays, and with it the name that the certificate must have.
      connector(instead === null ? options : { ...options, hostname: instead.host, port: String(instead.port) }, settle);
    },
  });
  return {
    send: (wanted, milliseconds, signal) => send(agent, wanted, deadline(milliseconds, signal), signal),
    close: () => agent.destroy(),
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
    throw thrown instanceof ReplyRefused ? thrown : new Unreached(codesOf(thrown).at(-1) ?? 'failed');
  }
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
