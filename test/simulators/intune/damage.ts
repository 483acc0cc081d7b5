/** What an asked-for fault does to an answer that was right. */
import type { FaultEffect } from '../faults.ts';
import type { Reply } from './messages.ts';
import { graphError, intuneError, nestedIntuneError, type Row } from './odata.ts';
import { retryAfterHeader } from './retry-after.ts';

export interface Damaged {
  readonly reply: Reply;
  readonly planned: boolean;
  /** Where the connection is cut: before an answer (with a reset of the connection), within its body, or not at all. */
  readonly cut?: 'before' | 'within' | 'reset';
  /** The text to send instead of the body's own. */
  readonly text?: string;
  /** Bytes that the headers promise, when that is more than is sent. */
  readonly promisedBytes?: number;
}

/** The request, and the time by the service's clock. */
interface Place {
  readonly url: URL;
  readonly now: number;
}

const gatewayPage = '<!DOCTYPE html><html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>';
const page = '<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Please sign in to the network</h1></body></html>';

/**
 * The answer after all effects. Latency was waited for before, and a rename lets this page be: neither is damage.
 * What only Exchange does has no effect here.
 */
export function damaged(reply: Reply, effects: readonly FaultEffect[], at: Place): Damaged {
  return effects.reduce<Damaged>((sum, effect) => apply(sum, effect, at), { reply, planned: false });
}

function apply(sum: Damaged, effect: FaultEffect, { url, now }: Place): Damaged {
  switch (effect.kind) {
    case 'reset':
      return { ...sum, planned: true, cut: 'reset' };
    case 'down':
      return { ...sum, planned: true, cut: 'before' };
    case 'error':
      return { planned: true, reply: { status: effect.status, body: errorBody(effect) } };
    case 'throttle':
      return {
        planned: true,
        reply: {
          status: 429,
          headers: retryAfterHeader(effect.retryAfter ?? 'decimal', effect.milliseconds, now),
          body: graphError('TooManyRequests', 'Too many requests.'),
        },
      };
    case 'end-early':
      return { planned: true, reply: { ...sum.reply, body: withoutLink(withRows(sum.reply.body, (rows) => rows.slice(0, effect.after))) } };
    case 'drop':
      return cutWithin(sum, effect.after);
    case 'marked':
      return { ...sum, planned: true };
    case 'damage':
      return spoil(sum, effect.how, url);
    default:
      return sum;
  }
}

function spoil(sum: Damaged, how: Extract<FaultEffect, { kind: 'damage' }>['how'], url: URL): Damaged {
  const { reply } = sum;
  switch (how) {
    case 'truncated':
      return { ...sum, planned: true, text: JSON.stringify(reply.body).slice(0, -20) };
    case 'html':
      return { planned: true, reply: { status: 200, body: page } };
    case 'wrong-content-type':
      return { planned: true, reply: { ...reply, headers: { ...reply.headers, 'content-type': 'application/octet-stream' } } };
    case 'expired-token':
      return {
        planned: true,
        reply: { status: 401, body: graphError('InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.') },
      };
    case 'foreign-link':
      return {
        planned: true,
        reply: { ...reply, body: withLink(reply.body, `https://127.0.0.1:${url.port}${url.pathname}?$skiptoken=foreign`) },
      };
    case 'repeated-link':
      return { planned: true, reply: { ...reply, body: withLink(reply.body, url.href) } };
    case 'duplicate-rows':
      return { planned: true, reply: { ...reply, body: withRows(reply.body, (rows) => [...rows, ...rows.slice(0, 2)]) } };
  }
}

function errorBody({ id, message, shape }: Extract<FaultEffect, { kind: 'error' }>): Row | string {
  if (shape === undefined) return graphError(id, message);
  if (shape === 'html') return gatewayPage;
  return shape === 'intune' ? intuneError(id, message) : nestedIntuneError(id, message);
}

function cutWithin(sum: Damaged, after: number): Damaged {
  const whole = JSON.stringify(sum.reply.body ?? null);
  const kept = JSON.stringify(withRows(sum.reply.body, (rows) => rows.slice(0, after)) ?? null).slice(0, -2);
  return { ...sum, planned: true, cut: 'within', text: kept, promisedBytes: Buffer.byteLength(whole) + 2 };
}

function withRows(body: unknown, change: (rows: readonly unknown[]) => readonly unknown[]): unknown {
  if (typeof body !== 'object' || body === null || !('value' in body) || !Array.isArray(body.value)) return body;
  return { ...body, value: change(body.value) };
}

function withLink(body: unknown, link: string): unknown {
  return typeof body === 'object' && body !== null && 'value' in body ? { ...body, '@odata.nextLink': link } : body;
}

function withoutLink(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== '@odata.nextLink'));
}
