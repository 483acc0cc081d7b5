/** What a failed request really met, by a name of its own. Only codes and names get into a failure, never texts from outside. */
import { type ErrorCode, Failure } from '../../../shared/errors.ts';
import type { HttpReply } from './message.ts';

/** Names for what has no better one. */
export interface Side {
  readonly unreachable: ErrorCode;
  readonly untrusted: ErrorCode;
  readonly invalid: ErrorCode;
}

export const sides = {
  intune: { unreachable: 'intune.unreachable', untrusted: 'intune.tls-untrusted', invalid: 'intune.reply-invalid' },
  exchange: { unreachable: 'exchange.unreachable', untrusted: 'exchange.unreachable', invalid: 'exchange.reply-invalid' },
  mail: { unreachable: 'mail.unreachable', untrusted: 'mail.unreachable', invalid: 'mail.send-failed' },
} as const satisfies Record<string, Side>;

/** Everything but a certificate that is not trusted. */
export function plainFailure(thrown: unknown, host: string, side: Side): Failure {
  const codes = codesOf(thrown);
  const named = names.find(({ pattern }) => codes.some((code) => pattern.test(code)));
  return new Failure(named?.code ?? side.unreachable, { params: { host }, retry: 'later', detail: codes.join(', ') });
}

/** Node's and undici's words. EAI_AGAIN: the DNS server itself does not answer. */
const names = [
  { pattern: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/, code: 'network.name-unknown' },
  { pattern: /^ECONNREFUSED$/, code: 'network.refused' },
  { pattern: /^(TimeoutError|ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, code: 'network.timeout' },
] as const;

/** Node's names for a certificate that it does not accept. */
const untrusted = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_)/;

export function certificateProblem(thrown: unknown): string | null {
  return codesOf(thrown).find((code) => untrusted.test(code)) ?? null;
}

/** The Failure that stands anywhere in the chain of causes. */
export function failureIn(thrown: unknown, depth = 0): Failure | null {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof Error) || depth > deepest) return null;
  return failureIn(thrown.cause, depth + 1);
}

const deepest = 5;

/** undici and the happy-eyeballs connect bury the cause (graph.md section 9), so the whole chain is read. */
export function codesOf(thrown: unknown, depth = 0): readonly string[] {
  if (!(thrown instanceof Error) || depth > deepest) return [];
  const own = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
  const inner = thrown instanceof AggregateError ? thrown.errors : [thrown.cause];
  return [own, ...inner.flatMap((cause: unknown) => codesOf(cause, depth + 1))];
}

/** A connection that broke off or an answer that did not come in time may work at once again; a refused or unknown host will not. */
export function isTransient({ error }: Failure): boolean {
  if (error.code === 'network.proxy-refused') return Number(error.params['status']) >= 500;
  if (error.code === 'network.timeout') return true;
  return error.code === 'intune.unreachable' && !/E(HOST|NET)UNREACH/.test(error.detail ?? '');
}

/** `network.captive-page` when a page or a way elsewhere came where data is due; null otherwise. Errors of a gateway (5xx) are none. */
export function captivePage({ status, headers, text }: HttpReply, url: URL): Failure | null {
  const type = headers['content-type'] ?? '';
  const isPage = /^text\/html\b/i.test(type) || (type === '' && /^\s*<(!doctype html|html)\b/i.test(text));
  const isElsewhere = status >= 300 && status < 400;
  const isAnswer = status < 400 || status === 403 || status === 511;
  if (!isElsewhere && !(isPage && isAnswer)) return null;
  return new Failure('network.captive-page', { params: { host: url.host, status }, detail: `HTTP ${status} ${type.slice(0, 80)}` });
}

/** Minutes between our clock and a Date header; 0 when there is none that can be read. */
export function minutesOff(date: string | undefined, now: Date): number {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? 0 : Math.round(Math.abs(theirs - now.getTime()) / 60_000);
}

/** Sign-in accepts assertions that are at most so old or early, in minutes. */
const acceptedMinutes = 5;

export function clockFailure(minutes: number, host: string): Failure | null {
  return minutes > acceptedMinutes ? new Failure('network.clock-wrong', { params: { host, minutes } }) : null;
}
