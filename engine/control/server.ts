/** Server end of the control channel: a socket that only this account can open, or a named pipe. */
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Failure, toAppError } from '../../shared/errors.ts';
import { lockOf } from '../../shared/places.ts';
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
  if (!isPipe) await makePlace(options.path);
  const connections = new Set<ServedConnection>();
  const server = createServer((socket) => {
    const connection = serveConnection(socket, options.handlers, options.log);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.maxConnections = mostConnections;
  // A pipe's name belongs to its first server; a socket's file does not.
  const lock = isPipe ? null : lockPlace(options.path);
  try {
    await (isPipe ? listen(server, options.path) : listenThere(server, options.path));
  } catch (thrown) {
    lock?.release();
    throw thrown;
  }
  return {
    close: async () => {
      await closeAll(server, connections);
      lock?.release();
    },
  };
}

/** The folder of the socket, open to nobody else. */
async function makePlace(path: string): Promise<void> {
  if (Buffer.byteLength(path) > longestSocketPath) throw new Failure('path.too-long', { params: { path } });
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** Listens in the place of a socket that nobody answers at. The lock makes it safe to take away what is found there. */
async function listenThere(server: Server, path: string): Promise<void> {
  if (await answers(path)) throw new Failure('engine.already-running');
  await rm(path, { force: true });
  await listen(server, path);
}

interface Lock {
  release(): void;
}

/**
 * Of engines that start at the same moment one gets the place: the system's own file lock, held through SQLite for as long
 * as we serve, and gone with the process however it ends. The empty file stays, for removing it could part two that wait for it.
 */
function lockPlace(path: string): Lock {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(lockOf(path), { timeout: 0 });
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = file;
    return { release: () => held.close() };
  } catch (thrown) {
    file?.close();
    throw isBusy(thrown)
      ? new Failure('engine.already-running')
      : new Failure('engine.start-failed', { detail: toAppError(thrown).detail ?? '' });
  }
}

const sqliteBusy = 5;

/** Somebody else holds the lock; a folder that cannot be written, a full disk or a damaged file are other matters. */
function isBusy(thrown: unknown): boolean {
  const parsed = z.object({ errcode: z.number() }).safeParse(thrown);
  // The low byte is the primary code; what stands above it tells the kind.
  return parsed.success && parsed.data.errcode % 256 === sqliteBusy;
}

/** Only these say that nobody listens; anything else, such as a full queue, may be a busy engine. */
const nobody: ReadonlySet<string | undefined> = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    const end = (isLiving: boolean) => {
      socket.destroy();
      resolve(isLiving);
    };
    socket.setTimeout(probeMilliseconds, () => end(true));
    socket.once('connect', () => end(true)).once('error', (error: NodeJS.ErrnoException) => end(!nobody.has(error.code)));
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
