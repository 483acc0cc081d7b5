import { once } from 'node:events';
import { lstatSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameLimit } from '../../shared/control/contract.ts';
import { toAppError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { connectToEngine } from '../../shared/host/control-client.ts';
import { openVault } from '../../shared/host/vault.ts';
import { vaultServices } from '../../shared/places.ts';
import { secretNames } from '../../shared/setup/answers.ts';
import { type EngineStage, leftovers, raiseEngineStage } from '../builders/engine-stage.ts';

let stage: EngineStage;

beforeEach(async () => {
  stage = await raiseEngineStage({ devices: 5 });
});

afterEach(() => stage.stop());

function connect(key: string | null) {
  return connectToEngine({ path: stage.places.control, key, clock: systemClock, signal: AbortSignal.timeout(20_000) });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'nothing thrown',
    (thrown: unknown) => toAppError(thrown).code,
  );
}

async function rawSocket(): Promise<Socket> {
  const socket = createConnection({ path: stage.places.control });
  await once(socket, 'connect');
  return socket;
}

function frame(message: unknown): string {
  const text = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** The next answer, or null when the engine closes the connection. */
async function answerTo(socket: Socket, bytes: string): Promise<unknown> {
  const answer = new Promise<unknown>((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const start = text.indexOf('{');
      if (start >= 0 && text.length - start >= Number(/Content-Length: (\d+)/.exec(text)?.[1])) resolve(JSON.parse(text.slice(start)));
    });
    socket.once('close', () => resolve(null));
    socket.once('error', () => resolve(null));
  });
  socket.write(bytes);
  const received = await answer;
  socket.removeAllListeners('data');
  return received;
}

const hello = frame({ jsonrpc: '2.0', id: 1, method: 'hello', params: { protocol: 1, nonce: 'ab'.repeat(16) } });
const refused = { error: { data: { code: 'channel.message-invalid' } } };

describe('the control channel of a real engine', { timeout: 180_000 }, () => {
  it('is a socket of its own account only, and proves the key of its start', async () => {
    const engine = await stage.start();
    const facts = lstatSync(stage.places.control);

    expect(facts.isSocket()).toBe(true);
    expect(facts.mode & 0o777).toBe(0o600);
    expect(lstatSync(stage.places.data).mode & 0o777).toBe(0o700);
    expect(await codeOf(connect('cd'.repeat(32)))).toBe('channel.owner-unproven');
    expect(await engine.connection.call('status', {})).toMatchObject({
      pid: engine.child.pid,
      state: 'idle',
      rehearsal: true,
      secrets: { exchangePassword: true, accountCertificate: true },
      lastFull: null,
      policy: null,
      held: null,
    });
  });

  it('refuses what breaks the schema with an error, changes nothing and goes on', async () => {
    const engine = await stage.start();
    const socket = await rawSocket();
    const request = (method: string, params: unknown) => answerTo(socket, frame({ jsonrpc: '2.0', id: 2, method, params }));

    expect(await request('status', {})).toMatchObject(refused);
    expect(await answerTo(socket, hello)).toMatchObject({ result: { protocol: 1 } });
    expect(await request('status', { extra: 1 })).toMatchObject(refused);
    expect(await request('status', [])).toMatchObject(refused);
    expect(await request('storeSecret', { name: 'exchange-password', value: '' })).toMatchObject(refused);
    expect(await request('storeSecret', { name: '__proto__', value: 'x' })).toMatchObject(refused);
    expect(await request('constructor', {})).toMatchObject(refused);
    expect(await request('syncFull', { acceptPlan: 7 })).toMatchObject(refused);
    expect(await request('explain', { text: 'nobody' })).toMatchObject({ error: { data: { code: 'device.unknown' } } });
    expect(await request('status', {})).toMatchObject({ result: { state: 'idle' } });
    expect(await codeOf(engine.connection.call('storeSecret', { name: 'account-certificate', value: '{"certificate":"not one"}' }))).toBe(
      'account-certificate.invalid',
    );
    expect((await engine.connection.call('status', {})).secrets.accountCertificate).toBe(true);
    socket.destroy();
  });

  it('keeps every secret it is given, tells which it has, and removes them again (I6)', async () => {
    const { connection } = await stage.start();
    const values = {
      'exchange-password': 'p',
      'account-certificate': stage.rehearsal.intune.accountCertificate,
      'proxy-password': ' with blanks "and" signs ',
      'notification-password': 'pässwörd',
    } as const;
    const told = async () => Object.values((await connection.call('status', {})).secrets);

    for (const name of secretNames) await connection.call('storeSecret', { name, value: values[name] });
    expect(await told()).toEqual([true, true, true, true]);
    for (const name of secretNames) expect(await connection.call('removeSecret', { name })).toEqual({ removed: true });
    expect(await told()).toEqual([false, false, false, false]);
    for (const name of secretNames) expect(await connection.call('removeSecret', { name })).toEqual({ removed: false });
  });

  it('started without a key, it takes one, proves it from then on and after a restart, and it goes with the last secret', async () => {
    const vault = openVault(vaultServices.engine);
    for (const name of await vault.names()) await vault.remove(name);
    const engine = stage.spawn(['run']);
    await expect.poll(() => leftovers(stage.places).length, { timeout: 20_000 }).toBe(2);
    const first = await connect(null);

    expect(await codeOf(connect('ab'.repeat(32)))).toBe('channel.owner-unproven');
    expect(await first.call('adoptKey', { key: 'ab'.repeat(32) })).toEqual({ adopted: true });
    expect(await codeOf(first.call('adoptKey', { key: 'cd'.repeat(32) }))).toBe('channel.owner-unproven');
    expect(await codeOf(connect('cd'.repeat(32)))).toBe('channel.owner-unproven');
    await first.call('storeSecret', { name: 'exchange-password', value: 'p' });
    engine.child.kill('SIGTERM');
    expect(await engine.ended).toBe(0);

    const again = stage.spawn(['run']);
    await expect.poll(() => leftovers(stage.places).length, { timeout: 20_000 }).toBe(2);
    const proven = await connect('ab'.repeat(32));
    expect((await proven.call('status', {})).pid).toBe(again.child.pid);
    expect(await proven.call('removeSecret', { name: 'exchange-password' })).toEqual({ removed: true });
    expect(await vault.names()).toEqual([]);
    first.close();
    proven.close();
  });

  it('started with a key, it takes no other', async () => {
    const { connection } = await stage.start();

    expect(await codeOf(connection.call('adoptKey', { key: 'cd'.repeat(32) }))).toBe('channel.owner-unproven');
  });

  it.each([
    ['a frame larger than allowed, as soon as it is announced', `Content-Length: ${frameLimit + 1}\r\n\r\n`],
    ['a header without end', 'x'.repeat(4096)],
    ['a header without length', 'Content-Type: x\r\n\r\n{}'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['what is no JSON', 'Content-Length: 3\r\n\r\n{{{'],
  ])('closes the connection on %s, and only that one', async (_, bytes) => {
    const engine = await stage.start();
    const socket = await rawSocket();

    expect(await answerTo(socket, bytes)).toBeNull();
    expect((await engine.connection.call('status', {})).state).toBe('idle');
  });

  it('a second engine on the same data says that one is running, and leaves it alone', async () => {
    const engine = await stage.start();
    const second = stage.spawn(['run', '--json']);

    expect(await second.ended).toBe(1);
    expect(second.output()).toContain('engine.already-running');
    expect((await engine.connection.call('status', {})).pid).toBe(engine.child.pid);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends politely on %s: exit 0, no socket, no pid file', async (signal) => {
    const engine = await stage.start();
    expect(leftovers(stage.places)).toHaveLength(2);
    engine.child.kill(signal);

    expect(await engine.ended).toBe(0);
    expect(leftovers(stage.places)).toEqual([]);
    expect(await codeOf(engine.connection.call('status', {}))).toBe('channel.closed');
    expect(await codeOf(connect(null))).toBe('channel.unreachable');
  });

  it('takes the place of an engine that was killed and left its socket', async () => {
    const first = await stage.start();
    first.child.kill('SIGKILL');
    await first.ended;
    expect(leftovers(stage.places)).toHaveLength(2);

    const second = await stage.start();

    expect((await second.connection.call('status', {})).pid).toBe(second.child.pid);
  });

  it('keeps the last good configuration when the file turns bad (F1)', async () => {
    const engine = await stage.start();
    writeFileSync(
      stage.places.configuration,
      '<OnPremisesExchangeConnectorServiceConfiguration>\n<Language>xx</Language></OnPremisesExchangeConnectorServiceConfiguration>',
    );

    await expect(engine.connection.call('reload', {})).rejects.toMatchObject({
      error: { code: 'configuration.invalid', params: { line: 2 } },
    });
    expect((await engine.connection.call('status', {})).state).toBe('idle');
  });

  it('a cancelled synchronization ends, its session is removed and its report says so', async () => {
    const engine = await stage.start();
    const cancel = new AbortController();
    const report = await engine.connection.call('syncFull', {}, { signal: cancel.signal, onProgress: () => cancel.abort() });

    expect(report).toMatchObject({ outcome: 'cancelled', writes: 0 });
    expect(stage.rehearsal.exchange.sessions()).toBe(0);
  });

  it('command line: status, explain and stop speak to it, with the exit codes of the table', async () => {
    await stage.start();
    const run = async (...args: string[]) => {
      const { ended, output } = stage.spawn(args);
      return { exit: await ended, text: output() };
    };

    expect(await run('status', '--json')).toMatchObject({ exit: 0, text: expect.stringContaining('"state":"idle"') });
    expect(await run('explain', 'nobody', '--json')).toMatchObject({ exit: 1, text: expect.stringContaining('device.unknown') });
    expect((await run('sync', 'half')).exit).toBe(2);
    expect((await run('stop')).exit).toBe(0);
    await expect.poll(() => leftovers(stage.places), { timeout: 20_000 }).toEqual([]);
    expect((await run('status')).exit).toBe(4);
  });
});

describe('a client of the control channel', () => {
  it('says nothing to a socket that other accounts may open', async () => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (chunk: Buffer) => void heard.push(chunk)));
    server.listen(stage.places.control);
    await once(server, 'listening');
    await chmod(stage.places.control, 0o666);

    expect(await codeOf(connect(null))).toBe('channel.owner-unproven');
    expect(heard).toEqual([]);
    server.close();
  });

  it('says that nobody is there when there is no socket', async () => {
    expect(await codeOf(connect(null))).toBe('channel.unreachable');
  });

  it('does not wait for ever for a server that keeps silent', async () => {
    const server = createServer();
    server.listen(stage.places.control);
    await once(server, 'listening');
    await chmod(stage.places.control, 0o600);

    expect(await codeOf(connect(null))).toBe('channel.unreachable');
    server.close();
  });
});
