/**
 * JSON over HTTP on 127.0.0.1 for the simulators' own doors. A page in a browser cannot use them: foreign hosts are refused, and so are
 * posted forms where a door does not read them itself.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** An answer that is not a success: `{"error": code, "message": text}` with this status. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
  }
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Cuts what is still open. Safe to call twice. */
  stop(): Promise<void>;
}

const largestBody = 1024 * 1024;
/** Longer than a client thinks between two calls: a connection that closes just as it is used looks like a fault. */
const idleConnectionMilliseconds = 10 * 60_000;
const addressSchema = z.object({ port: z.number() });

export async function listenOnLoopback(handler: Handler): Promise<LoopbackServer> {
  const server = createServer((request, response) => void answer(handler, request, response));
  server.keepAliveTimeout = idleConnectionMilliseconds;
  await new Promise<void>((settle, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', settle);
  });
  const { port } = addressSchema.parse(server.address());
  const stop = () =>
    new Promise<void>((settle) => {
      server.close(() => settle());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    refuseForeignHost(request);
    await handler(request, response);
  } catch (thrown) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const problem = thrown instanceof HttpProblem ? thrown : new HttpProblem(500, 'internal', String(thrown));
    sendJson(response, problem.status, { error: problem.code, message: problem.message });
  }
}

/** A name that resolves to 127.0.0.1 would let a web page in. */
function refuseForeignHost(request: IncomingMessage): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost') throw new HttpProblem(421, 'wrong-host', 'this door answers on 127.0.0.1 only');
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(JSON.stringify(body));
}

/** The body as the schema wants it. Throws an HttpProblem 400 that says what is wrong, 413 or 415. */
export async function readJson<T extends z.ZodType>(request: IncomingMessage, schema: T): Promise<z.infer<T>> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new HttpProblem(415, 'wrong-content-type', 'the body must be application/json');
  }
  const parsed = schema.safeParse(parseJson(await readText(request)));
  if (!parsed.success) throw new HttpProblem(400, 'bad-request', z.prettifyError(parsed.error));
  return parsed.data;
}

/** The fields of a posted form, each once, as the schema wants them. Throws like {@link readJson}. */
export async function readForm<T extends z.ZodType>(request: IncomingMessage, schema: T): Promise<z.infer<T>> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    throw new HttpProblem(415, 'wrong-content-type', 'the body must be a form');
  }
  const parsed = schema.safeParse(Object.fromEntries(new URLSearchParams(await readText(request))));
  if (!parsed.success) throw new HttpProblem(400, 'bad-request', 'the form is not one of this page');
  return parsed.data;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBody) throw new HttpProblem(413, 'too-large', `the body is larger than ${largestBody} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'bad-request', 'the body is not JSON');
  }
}
