/** An engine that proves itself, says that it stops, and goes on: for the test that taking back does not wait for it for ever. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import { proofOf } from '../../shared/host/control-client.ts';

const [socket = '', pidFile = '', key = '', status = ''] = process.argv.slice(2);
const helloSchema = z.looseObject({ protocol: z.number(), nonce: z.string() });

process.on('SIGTERM', () => undefined);
process.umask(0o077);
createServer((client) => {
  const rpc = createMessageConnection(new SocketMessageReader(client), new SocketMessageWriter(client));
  rpc.onRequest('hello', (raw: unknown) => {
    const { protocol, nonce } = helloSchema.parse(raw);
    return { protocol, version: '1.0.0', proof: proofOf(key, nonce) };
  });
  rpc.onRequest('status', () => Object.assign(JSON.parse(status), { pid: process.pid }));
  rpc.onRequest('stop', () => ({ stopping: true }));
  rpc.listen();
  client.on('error', () => undefined);
}).listen(socket, () => writeFileSync(pidFile, `${process.pid}\n`));
