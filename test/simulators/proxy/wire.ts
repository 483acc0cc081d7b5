/** What goes over a client's connection before the tunnel: requests and refusals. */
import type { Socket } from 'node:net';

export interface Request {
  /** `host:port`. */
  readonly target: string;
  /** The Proxy-Authorization header, or empty. */
  readonly authorization: string;
}

const longestHead = 64 * 1024;

/** The next CONNECT, or null when the client has gone or asks something else. Bytes after it stay on the socket. */
export async function readRequest(socket: Socket): Promise<Request | null> {
  let bytes = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const more = await nextBytes(socket);
    if (more === null || bytes.length > longestHead) return null;
    bytes = Buffer.concat([bytes, more]);
    end = bytes.indexOf('\r\n\r\n');
  }
  if (bytes.length > end + 4) socket.unshift(bytes.subarray(end + 4));
  const head = bytes.toString('latin1', 0, end);
  const target = /^CONNECT (\S+) HTTP\/1\.[01]\r\n/.exec(head)?.[1];
  const authorization = /\r\nproxy-authorization:[ \t]*([^\r]*)/i.exec(head)?.[1] ?? '';
  return target === undefined ? null : { target, authorization };
}

function nextBytes(socket: Socket): Promise<Buffer | null> {
  if (socket.destroyed || socket.readableEnded) return Promise.resolve(null);
  return new Promise((resolve) => {
    const settle = (bytes: Buffer | null) => {
      socket.off('data', onData).off('close', onClose).pause();
      resolve(bytes);
    };
    const onData = (bytes: Buffer) => settle(bytes);
    const onClose = () => settle(null);
    socket.once('data', onData).once('end', onClose).once('close', onClose).resume();
  });
}

export interface Page {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly string[];
  /** In pieces without a length said before. */
  readonly isChunked?: boolean;
}

export function pageText({ status, reason, headers, isChunked = false }: Page): string {
  const body = `<!DOCTYPE html><html><head><title>${reason}</title></head><body><h1>${reason}</h1></body></html>`;
  const length = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
  const pieces = [body.slice(0, 30), body.slice(30)].map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
  const sent = isChunked ? `${pieces.join('')}0\r\n\r\n` : body;
  return [`HTTP/1.1 ${status} ${reason}`, 'Content-Type: text/html', length, ...headers, '', sent].join('\r\n');
}
