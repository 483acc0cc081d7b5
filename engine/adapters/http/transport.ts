/** HTTPS with a pool of kept connections, through a proxy where there is one; every attempt has a deadline and a size limit. */
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, request } from 'undici';
import { Failure } from '../../../shared/errors.ts';
import { type Clock, deadline } from '../../../shared/host/clock.ts';
import type { HttpReply, HttpRequest, ProxyAccess } from './message.ts';

export interface Transport {
  /** Throws a Failure: `intune.unreachable`, `intune.tls-untrusted`, `intune.reply-invalid` or `cancelled`. Redirects are not followed. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

/** One attempt, from connecting to the last byte. */
const attemptMilliseconds = 60_000;
const connectMilliseconds = 15_000;
/** 1000 devices are about 2 MB. */
const largestReply = 32 * 1024 * 1024;

export interface TransportOptions {
  /** PEM; trusted besides the authorities that Node and the system know. */
  readonly trustedAuthority: string | undefined;
  /** Null: straight. */
  readonly proxy: ProxyAccess | null;
  readonly clock: Clock;
  /** What a failure without a better name is called: `intune.*` or `mail.*`. */
  readonly side?: 'intune' | 'mail';
  /** At most so many at once; 1 keeps an NTLM sign-in to the server on its connection. */
  readonly connections?: number;
}

export function openTransport({ trustedAuthority, connections = 8 }: TransportOptions): Transport {
  const ca = trustedAuthority === undefined ? {} : { ca: [...rootCertificates, trustedAuthority] };
  const agent = new Agent({ connect: { ...ca, timeout: connectMilliseconds }, connections });
  return {
    send: (wanted, signal) => send(agent, wanted, signal),
    close: () => agent.destroy(),
  };
}

async function send(dispatcher: Dispatcher, wanted: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
  try {
    const reply = await request(wanted.url, {
      dispatcher,
      method: wanted.method,
      headers: { ...wanted.headers },
      body: wanted.body ?? null,
      signal: deadline(attemptMilliseconds, signal),
    });
    const text = await readAll(reply.body);
    const headers = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, String(value)]));
    return { status: reply.statusCode, headers, text };
  } catch (thrown) {
    throw transportFailure(thrown, wanted.url, signal);
  }
}

async function readAll(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > largestReply) throw new Failure('intune.reply-invalid', { detail: `an answer larger than ${largestReply} bytes` });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function transportFailure(thrown: unknown, url: URL, signal: AbortSignal): Failure {
  if (thrown instanceof Failure) return thrown;
  if (signal.aborted) return new Failure('cancelled', { retry: 'never' });
  const causes = causeCodes(thrown);
  const params = { host: url.host };
  if (causes.some((code) => untrusted.test(code))) return new Failure('intune.tls-untrusted', { params, detail: causes.join(', ') });
  return new Failure('intune.unreachable', { params, retry: 'later', detail: causes.join(', ') });
}

/** Node's names for a certificate that it does not accept. */
const untrusted = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_)/;

/** undici and the happy-eyeballs connect bury the cause (graph.md section 9), so the whole chain is read; only codes and names, no texts. */
function causeCodes(thrown: unknown, depth = 0): readonly string[] {
  if (!(thrown instanceof Error) || depth > 5) return [];
  const own = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
  const inner = thrown instanceof AggregateError ? thrown.errors : [thrown.cause];
  return [own, ...inner.flatMap((cause: unknown) => causeCodes(cause, depth + 1))];
}

/** A connection that broke off or an answer that did not come in time may work at once again; a refused or unknown host will not. */
export function isTransient(failure: Failure): boolean {
  if (failure.error.code !== 'intune.unreachable') return false;
  return !/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ENETUNREACH/.test(failure.error.detail ?? '');
}
