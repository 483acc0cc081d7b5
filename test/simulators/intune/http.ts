/** The HTTP side of the simulator: reads a request whole, answers it, and puts asked-for faults on the wire. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultEffect, FaultList } from '../faults.ts';
import type { RequestLog } from '../request-log.ts';
import { type Damaged, damaged } from './damage.ts';
import type { Call, Reply } from './messages.ts';

export interface Service {
  readonly answer: (call: Call, effects: readonly FaultEffect[]) => Reply;
  readonly faults: FaultList;
  readonly log: RequestLog;
  /** By the service's clock, which need not be this machine's. */
  readonly now: () => number;
  /** Resets the connection of the client at this port. */
  readonly reset: (clientPort: number | undefined) => void;
}

const largestRequest = 256 * 1024;
/** Rows of a collection that the log keeps; all rows of a page have the same form. */
const loggedRows = 6;
/** Of each list within a row. */
const loggedEntries = 20;

/** Answers each request by `service.answer`; a mistake of our own becomes a 500 with its message. */
export function listener(service: Service): RequestListener {
  return (request, response) => {
    serve(service, request, response).catch((thrown: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(thrown instanceof Error ? thrown.message : 'failed');
    });
  };
}

async function serve(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = await readCall(request);
  const effects = service.faults.take(subjectOf(call));
  for (const effect of effects) if (effect.kind === 'latency') await wait(effect.milliseconds);
  const outcome = damaged(service.answer(call, effects), effects, { url: call.url, now: service.now() });
  if (outcome.cut === undefined || outcome.cut === 'within') service.log.write(logEntry(call, outcome));
  else service.log.write(logEntry(call, { ...outcome, reply: { status: 0 } }));
  if (outcome.cut === 'reset') service.reset(request.socket.remotePort);
  else send(outcome, { call, now: service.now() }, response);
}

/** What a fault is matched with. */
export function subjectOf({ method, url }: Call): string {
  return `${method} ${url.pathname}${url.search.replaceAll('%24', '$')}`;
}

function send(outcome: Damaged, { call, now }: { readonly call: Call; readonly now: number }, response: ServerResponse): void {
  if (outcome.cut === 'before') return void response.destroy();
  const { status, body } = outcome.reply;
  const text = outcome.text ?? textOf(body);
  response.writeHead(status, {
    ...contentType(body),
    date: new Date(now).toUTCString(),
    'request-id': crypto.randomUUID(),
    'client-request-id': call.headers['client-request-id'] ?? '',
    ...outcome.reply.headers,
    ...(status === 204 ? {} : { 'content-length': String(outcome.promisedBytes ?? Buffer.byteLength(text)) }),
  });
  if (outcome.cut === 'within') response.write(text, () => response.destroy());
  else response.end(text);
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function contentType(body: unknown): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  return { 'content-type': typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json' };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestRequest) throw new RangeError('the request is too large');
    chunks.push(bytes);
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: request.method ?? 'GET',
    url: new URL(`https://${headers['host'] ?? 'localhost'}${request.url ?? '/'}`),
    headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

function logEntry(call: Call, outcome: Damaged) {
  const { reply } = outcome;
  return {
    side: 'intune' as const,
    method: call.method,
    url: call.url.href,
    headers: call.headers,
    body: reply.logged === undefined ? parsedBody(call.text) : reply.logged.body,
    status: reply.status,
    response: reply.logged === undefined ? firstRows(reply.body) : reply.logged.response,
    ...(outcome.planned || reply.planned === true ? { planned: true as const } : {}),
  };
}

function parsedBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return '[not JSON]';
  }
}

function firstRows(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body ?? null;
  if ('responses' in body && Array.isArray(body.responses)) return { ...body, responses: body.responses.map(shortAnswer) };
  if (!('value' in body) || !Array.isArray(body.value)) return body;
  return { ...body, value: body.value.slice(0, loggedRows).map(shortLists) };
}

/** A large group comes with a hundred members a row. */
function shortLists(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).map(([name, list]) => [name, Array.isArray(list) ? list.slice(0, loggedEntries) : list]));
}

/** Answers within a batch are pages too. */
function shortAnswer(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'body' in answer ? { ...answer, body: firstRows(answer.body) } : answer;
}
