/**
 * Takes the one answer that the browser brings back from sign-in: a listener on loopback, on a port that the system chose. Another
 * program of this computer that got hold of the answer could do nothing with it: the other half (PKCE) never leaves this process.
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { deferred } from './deferred.ts';

export type AnswerPage = (outcome: 'done' | 'refused' | 'foreign') => string;

export interface BrowserAnswer {
  /** Entra takes any port of `http://localhost`; the browser finds 127.0.0.1 behind that name. */
  readonly redirectUri: string;
  /** The query of the answer; it never rejects and, after `close`, never comes. */
  readonly answer: Promise<URLSearchParams>;
  close(): Promise<void>;
}

const portSchema = z.object({ port: z.number() });

/** `page` is HTML for the person; `state` is the mark that the right answer carries. */
export async function listenForAnswer(state: string, page: AnswerPage): Promise<BrowserAnswer> {
  const { promise: answer, resolve } = deferred<URLSearchParams>();
  let isOver = false;
  const server = createServer((request, response) => {
    const query = isOver ? null : answerIn(request, portOf(server));
    if (query === null) return leave(response, 404, '');
    if (!isSame(query.get('state') ?? '', state)) return leave(response, 400, page('foreign'));
    isOver = true;
    // Only when the page is out: closing would cut it off.
    response.once('close', () => resolve(query));
    leave(response, 200, page(query.has('error') ? 'refused' : 'done'));
  });
  await new Promise<void>((listening, fail) => void server.once('error', fail).listen({ host: '127.0.0.1', port: 0 }, listening));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { redirectUri: `http://localhost:${portOf(server)}`, answer, close };
}

function portOf(server: Server): number {
  return portSchema.parse(server.address()).port;
}

/** Null for everything but an answer: other paths, methods and hosts (a name that was bent to 127.0.0.1). */
function answerIn({ method, url, headers }: IncomingMessage, port: number): URLSearchParams | null {
  if (method !== 'GET' || (headers.host !== `localhost:${port}` && headers.host !== `127.0.0.1:${port}`)) return null;
  const asked = URL.canParse(url ?? '', 'http://localhost') ? new URL(url ?? '', 'http://localhost') : null;
  if (asked?.pathname !== '/') return null;
  return asked.searchParams.has('code') || asked.searchParams.has('error') ? asked.searchParams : null;
}

function isSame(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function leave(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(html);
}
