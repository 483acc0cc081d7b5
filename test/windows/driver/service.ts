/** One life of the service, by set-up's own steps: an installation that fails at its end, one that succeeds, an intruder, and the uninstallation. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createMessageConnection, SocketMessageWriter, StreamMessageReader } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import { configurationOf } from '../../../electron/install/configured.ts';
import { findEngine, startEngine, stopEngine, withEngine } from '../../../electron/install/engine-process.ts';
import { operations } from '../../../electron/install/operations.ts';
import { planOf } from '../../../electron/install/plan.ts';
import { eventSourceKey } from '../../../electron/install/service/event-source.ts';
import { askingFolder, ownersOnWindows, provenOwner, queryService } from '../../../electron/install/service/windows-service.ts';
import { controlKeyName, type Emit, type SetupHost } from '../../../electron/install/setup-host.ts';
import { defineStep, type Step } from '../../../electron/install/step.ts';
import { takeBack } from '../../../electron/install/steps/take-back.ts';
import { type Operation, perform } from '../../../electron/install/transaction.ts';
import { openSession } from '../../../electron/setup/session.ts';
import { writeEvent } from '../../../engine/windows/event-log.ts';
import { loadNative } from '../../../engine/windows/native.ts';
import { protocolVersion } from '../../../shared/control/contract.ts';
import { Failure, toAppError } from '../../../shared/errors.ts';
import { openVault } from '../../../shared/host/vault.ts';
import { homeVariable, vaultServices } from '../../../shared/places.ts';
import { answersSchema } from '../../../shared/setup/answers.ts';
import { hostInWine, limit, registryValues, serviceKey } from './this-windows.ts';

const answers = answersSchema.parse({
  exchange: { type: 'on-premises', server: 'cas01.contoso.test', user: 'contoso\\connector' },
});
const secrets = { 'exchange-password': randomBytes(12).toString('hex'), 'account-certificate': accountCertificate() };

/** 3.5 kB, as of a real tenant; nothing here looks inside. */
function accountCertificate(): string {
  const [certificate, privateKey] = ['CERTIFICATE', 'PRIVATE KEY'].map(
    (name) => `-----BEGIN ${name}-----\n${randomBytes(1230).toString('base64')}\n-----END ${name}-----\n`,
  );
  const id = '11111111-2222-4333-8444-555555555555';
  return JSON.stringify({ version: 1, tenantId: id, clientId: id, cloud: 'global', certificate, privateKey });
}

/** Fails, and tells when: what follows is taking back. */
const failing = (onFailure: () => void) =>
  defineStep({
    name: 'first-sync',
    undoSchema: z.null(),
    prepare: async () => null,
    run: async () => {
      onFailure();
      throw new Failure('exchange.unreachable');
    },
  });

/** What needs an Exchange or an Intune is left out, and the checks of this host: Wine is none of the systems that they accept. */
const leftOut: ReadonlySet<string> = new Set(['check-host', 'check-connection', 'first-sync']);

async function install(host: SetupHost, more: readonly Step[]): Promise<void> {
  const steps = [...operations.install.filter(({ name }) => !leftOut.has(name)), ...more];
  await carryOut(
    host,
    { name: 'install', steps },
    {
      configuration: configurationOf(answers),
      secrets,
      needed: ['exchange-password', 'account-certificate'],
      service: answers.service,
      needsEngine: true,
    },
  );
}

async function uninstall(host: SetupHost): Promise<void> {
  const steps = operations.uninstall.filter((step) => step !== takeBack);
  await carryOut(host, { name: 'uninstall', steps }, { needsEngine: true, removeData: true });
}

async function carryOut(host: SetupHost, operation: Operation<unknown>, change: Parameters<typeof planOf>[1]): Promise<void> {
  const emit: Emit = (event) => void process.stdout.write(`${JSON.stringify(event)}\n`);
  const { id, engine, close } = await openSession(host, emit);
  try {
    await perform(host, operation, planOf({ id, engine, emit, signal: limit(120) }, change));
  } finally {
    await close();
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (thrown: unknown) => {
      const { code, detail } = toAppError(thrown);
      return `${code} ${detail ?? ''}`.trim();
    },
  );
}

/** Everything of ours that can be found on this computer. */
async function traces(host: SetupHost): Promise<unknown> {
  const files = existsSync(host.places.data) ? readdirSync(host.places.data, { recursive: true }).map(String).sort() : [];
  return {
    files,
    service: (await registryValues(serviceKey)) !== null,
    eventSource: (await registryValues(eventSourceKey)) !== null,
    setupVault: await entries(vaultServices.setup),
    engineVault: await entries(vaultServices.engine),
  };
}

/** Names of the single entries, parts of long secrets included. */
async function entries(service: string): Promise<readonly string[]> {
  const raw = openVault(service, 'linux');
  const own = await Promise.all((await raw.names()).map(async (name) => ((await raw.read(name)) === null ? [] : [name])));
  return own.flat().sort();
}

export async function service(): Promise<unknown> {
  process.env[homeVariable] = 'C:\\connector';
  const host = hostInWine();
  let failedAt = Number.NaN;
  const fails = failing(() => {
    failedAt = host.clock.elapsed();
  });
  const failed = await codeOf(install(host, [fails]));
  const undoMilliseconds = host.clock.elapsed() - failedAt;
  const afterFailure = await traces(host);
  await install(host, []);
  const running = await whileRunning(host);
  const stopped = await whileStopped(host);
  const intruder = await withIntruder(host);
  const broken = await withoutStore(host);
  const previousLayout = await amongData(host);
  await uninstall(host);
  return {
    failed,
    undoMilliseconds,
    afterFailure,
    running,
    stopped,
    intruder,
    broken,
    previousLayout,
    afterUninstall: await traces(host),
    left: existsSync(host.places.data),
  };
}

async function whileRunning(host: SetupHost): Promise<unknown> {
  const folder = await folderOf(host.places.program);
  const facts = await queryService(host, folder, limit(30));
  const status = await withEngine(host, limit(30), (engine) => engine.call('status', {}));
  const kept = openVault(vaultServices.engine);
  const key = await host.setupVault.read(controlKeyName);
  const adoptedAgain = await codeOf(withEngine(host, limit(30), (engine) => engine.call('adoptKey', { key: 'ab'.repeat(32) })));
  await host.setupVault.remove(controlKeyName);
  const foundWithoutKey = await findEngine(host, limit(60));
  await host.setupVault.write(controlKeyName, key ?? '');
  return {
    service: facts,
    registry: await registryValues(serviceKey),
    eventSource: await registryValues(eventSourceKey),
    records: readdirSync(host.places.records),
    owners: await ownersOnWindows(host, [folder, 'C:\\windows', 'C:\\no such folder'], limit(30)),
    status: { state: status.state, pid: status.pid, secrets: status.secrets },
    owner: await provenOwner(host, folder, limit(30)),
    certificateBytes: Buffer.byteLength(secrets['account-certificate']),
    certificateIsSame: (await kept.read('account-certificate')) === secrets['account-certificate'],
    passwordIsSame: (await kept.read('exchange-password')) === secrets['exchange-password'],
    names: [...(await kept.names())].sort(),
    engineVault: await entries(vaultServices.engine),
    setupVault: await entries(vaultServices.setup),
    keysAreSame: key !== null && (await kept.read(controlKeyName)) === key,
    adoptedAgain,
    foundWithoutKey,
    event: await codeOf(loadNative().then((native) => writeEvent(native, 'started', 'A test of the event log.'))),
  };
}

async function whileStopped(host: SetupHost): Promise<unknown> {
  const folder = await folderOf(host.places.program);
  const before = host.clock.elapsed();
  const didRun = await stopEngine(host, limit(60));
  const milliseconds = host.clock.elapsed() - before;
  const facts = await queryService(host, folder, limit(30));
  await startEngine(host, folder, limit(60));
  const startedAgain = await findEngine(host, limit(30));
  await stopEngine(host, limit(60));
  return { didRun, milliseconds, state: facts?.state, exitCode: facts?.exitCode, startedAgain };
}

/** Another process serves the channel before the engine can, and speaks its language. */
async function withIntruder(host: SetupHost): Promise<unknown> {
  const folder = await folderOf(host.places.program);
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', (data) => heard.push(String(data)));
    const rpc = createMessageConnection(new StreamMessageReader(socket), new SocketMessageWriter(socket));
    rpc.onRequest('hello', () => ({ protocol: protocolVersion, version: '0', proof: '00'.repeat(32) }));
    rpc.listen();
  });
  await new Promise<void>((resolve) => server.listen(host.places.control, resolve));
  const found = await findEngine(host, limit(60));
  const start = await codeOf(startEngine(host, folder, limit(60)));
  await new Promise((resolve) => server.close(resolve));
  const key = (await host.setupVault.read(controlKeyName)) ?? '';
  const heardSecret = [key, ...Object.values(secrets)].some((secret) => heard.join('').includes(secret));
  return { found, start, heardHello: heard.join('').includes('hello'), heardSecret };
}

/** A folder stands where the engine's store should be. */
async function withoutStore(host: SetupHost): Promise<unknown> {
  const folder = await folderOf(host.places.program);
  const { store } = host.places;
  renameSync(store, `${store}.kept`);
  mkdirSync(store);
  const start = await codeOf(startEngine(host, folder, limit(60)));
  const facts = await queryService(host, folder, limit(30));
  rmdirSync(store);
  renameSync(`${store}.kept`, store);
  return { start, exitCode: facts?.exitCode, specificExitCode: facts?.specificExitCode };
}

/** As an earlier set-up left it. Which engine is found then: the one that asks Windows. */
async function amongData(host: SetupHost): Promise<string | null> {
  renameSync(host.places.engineRecord, host.places.previous.engineRecord);
  return await askingFolder(host);
}

async function folderOf(program: string): Promise<string> {
  const name = readdirSync(program).find((entry) => entry.startsWith('engine-'));
  if (name === undefined) throw new Error('no engine is installed');
  return `${program}\\${name}`;
}
