/** Server end of the control channel: a socket that only this account can open, or a named pipe. */
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import type { Log } from '../ports/log.ts';
import { type ServedConnection, serveConnection } from './connection.ts';
import type { ControlHandlers } from './handlers.ts';

export interface ControlServer {
  /** Answers what is asked, closes every connection and removes the socket. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly path: string;
  readonly handlers: ControlHandlers;
  readonly log: Log;
}

const mostConnections = 32;
/** Bytes that a unix socket's path may have (sun_path of Linux less its NUL). */
const longestSocketPath = 107;
const probeMilliseconds = 2_000;

/** Throws `engine.already-running` when an engine answers there, `path.too-long`, or `engine.start-failed`. */
export async function serveControl(options: ServeOptions): Promise<ControlServer> {
  const isPipe = options.path.startsWith('\\\\');
  if (!isPipe) await clearTheWay(options.path);
  const connections = new Set<ServedConnection>();
  const server = createServer((socket) => {
    const connection = serveConnection(socket, options.handlers, options.log);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.maxConnections = mostConnections;
  await listen(server, options.path);
  if (!isPipe) await chmod(options.path, 0o600);
  return { close: () => closeAll(server, connections) };
}

/** Removes a socket that nobody answers at; a folder that is not ours alone is made so. */
async function clearTheWay(path: string): Promise<void> {
  if (Buffer.byteLength(path) > longestSocketPath) throw new Failure('path.too-long', { params: { path } });
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (await answers(path)) throw new Failure('engine.already-running');
  await rm(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    const end = (isLiving: boolean) => {
      socket.destroy();
      resolve(isLiving);
    };
    socket.setTimeout(probeMilliseconds, () => end(true));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'EADDRINUSE' ? 'engine.already-running' : 'engine.start-failed';
      reject(new Failure(code, { detail: error.message }));
    });
    // The socket is born closed to others; there is no moment in which they could connect.
    const before = process.platform === 'win32' ? null : process.umask(0o177);
    server.listen(path, resolve);
    if (before !== null) process.umask(before);
  });
}

async function closeAll(server: Server, connections: ReadonlySet<ServedConnection>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all([...connections].map((connection) => connection.finish()));
  await closed;
}
