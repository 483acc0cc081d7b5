/** Loopback servers: a free port at the start, nothing left open at the end. */
import type { Server, Socket } from 'node:net';

export type ClosableServer = Server & { closeAllConnections(): void };

/** Starts listening on a free port of loopback and tells which. */
export async function portOf(server: ClosableServer): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function stopServer(server: ClosableServer): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** Connections below TLS by the port of their client: only these can be reset, a TLS socket is none of the kernel's. */
export function resetterOf(server: Server): (clientPort: number | undefined) => void {
  const open = new Map<number | undefined, Socket>();
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    open.set(remotePort, socket);
    socket.once('close', () => open.delete(remotePort));
  });
  return (clientPort) => void open.get(clientPort)?.resetAndDestroy();
}
