/** Who gets the place of the control socket. That nobody else's account can open it is shown in test/contract/engine-control.test.ts. */
import { once } from 'node:events';
import { link, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as giveWay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlHandlers } from '../../../../engine/control/handlers.ts';
import { type ControlServer, serveControl } from '../../../../engine/control/server.ts';
import { Failure, toAppError } from '../../../../shared/errors.ts';

let folder: string;
let path: string;
const open: ControlServer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'control-'));
  path = join(folder, 'control.sock');
});

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
  await rm(folder, { recursive: true, force: true });
});

const none = () => Promise.reject(new Failure('internal'));
const handlers: ControlHandlers = {
  hello: none,
  adoptKey: none,
  status: none,
  devices: none,
  explain: none,
  storeSecret: none,
  removeSecret: none,
  reload: none,
  syncFull: none,
  takeBack: none,
  policy: none,
  rights: none,
  orderDevice: none,
  connectors: none,
  unregister: none,
  stop: none,
};

async function serve(): Promise<string> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  try {
    open.push(await serveControl({ path, handlers, log }));
    return 'serves';
  } catch (thrown) {
    return toAppError(thrown).code;
  }
}

/** What a killed engine leaves: its socket's file, at which nobody answers. */
async function leaveDeadSocket(): Promise<void> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  await link(path, `${path}.kept`);
  await new Promise((resolve) => server.close(resolve));
  await rename(`${path}.kept`, path);
}

async function isAnswered(): Promise<boolean> {
  const socket = createConnection({ path });
  const answered = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(
    () => false,
  );
  socket.destroy();
  return answered;
}

describe('the place of the control socket', () => {
  it('is taken from an engine that was killed, and nothing of it stays', async () => {
    await leaveDeadSocket();

    expect(await serve()).toBe('serves');
    expect(await isAnswered()).toBe(true);
    expect(await readdir(folder)).toEqual(['control.sock', 'control.sock.lock']);
  });

  it('is taken from a file that is no socket', async () => {
    await writeFile(path, '');

    expect(await serve()).toBe('serves');
    expect(await isAnswered()).toBe(true);
  });

  it('is not taken from an engine that answers', async () => {
    await serve();

    expect(await serve()).toBe('engine.already-running');
    expect(await isAnswered()).toBe(true);
  });

  it('is not said to be taken when its lock cannot be made', async () => {
    await mkdir(`${path}.lock`);

    expect(await serve()).toBe('engine.start-failed');
    expect(await readdir(folder)).toEqual(['control.sock.lock']);
  });

  it('goes to one of many engines that start within the same moments after a kill', async () => {
    await leaveDeadSocket();

    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, turns) => afterTurns(turns).then(serve)));

    expect(outcomes.filter((outcome) => outcome === 'serves')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['serves', 'engine.already-running']));
    expect(await isAnswered()).toBe(true);
    expect(await readdir(folder)).toEqual(['control.sock', 'control.sock.lock']);
  });
});

async function afterTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await giveWay();
}
