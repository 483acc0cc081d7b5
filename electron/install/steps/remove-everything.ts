/**
 * Uninstalling, after its commit (I6): only forward, each step may be repeated. The journal itself goes last, with the
 * transaction, and the lock and their folder with the session.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure, toAppError } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { lockOf, serviceName } from '../../../shared/places.ts';
import { secretNames } from '../../../shared/setup/answers.ts';
import { removeAll, unfinished } from '../../platform/files.ts';
import { endEngine, findEngine, startEngine, withEngine } from '../engine-process.ts';
import { readEngineRecord } from '../engine-record.ts';
import { removeProven } from '../secrets.ts';
import { removeEventSource } from '../service/event-source.ts';
import { removeUninstallEntry } from '../service/uninstall-entry.ts';
import { unregisterService } from '../service/windows-service.ts';
import { type SetupHost, sharesVault } from '../setup-host.ts';
import { defineForwardStep } from '../step.ts';

const engineMilliseconds = 60_000;

/** The engine forgets its secrets; where its vault is ours, we look ourselves that nothing is left, whatever state it is in. */
export const removeSecrets = defineForwardStep({
  name: 'remove-secrets',
  factsSchema: z.null(),
  prepare: async () => null,
  run: async (host) => {
    await naming('vault', async () => {
      if (await isToBeAsked(host)) await askToForget(host);
      if (sharesVault(host)) await removeProven(host.engineVault, await host.engineVault.names());
    });
  },
});

export const removeEngine = defineForwardStep({
  name: 'stop-engine',
  factsSchema: z.null(),
  prepare: async () => null,
  run: (host) =>
    naming(host.places.program, async () => {
      await endEngine(host, deadline(engineMilliseconds));
      if ((await findEngine(host, deadline(engineMilliseconds))) === 'ours') throw new Failure('engine.unhealthy');
    }),
});

export const removeService = defineForwardStep({
  name: 'remove-service',
  factsSchema: z.null(),
  prepare: async () => null,
  run: async (host) => {
    if (host.platform === 'win32') await naming(serviceName, () => removeFromWindows(host));
  },
});

async function removeFromWindows(host: SetupHost): Promise<void> {
  const signal = deadline(engineMilliseconds);
  await unregisterService(host, signal);
  await removeEventSource(host, signal);
  await removeUninstallEntry(host, signal);
}

export const removeProgram = defineForwardStep({
  name: 'remove-program',
  factsSchema: z.null(),
  prepare: async () => null,
  run: (host) => naming(host.places.program, () => removeAll(host.places.program)),
});

/** What set-up keeps about the connector, and with `all` everything in the data folder. */
export const removeData = defineForwardStep({
  name: 'remove-data',
  factsSchema: z.strictObject({ all: z.boolean() }),
  prepare: async (_host, plan) => ({ all: plan.removeData }),
  run: async (host, { all }) => {
    await naming('vault', async () => removeProven(host.setupVault, await host.setupVault.names()));
    for (const path of all ? await everything(host) : records(host)) await naming(path, () => removeAll(path));
  },
});

function records({ places }: Pick<SetupHost, 'places'>): readonly string[] {
  const socket = places.control.startsWith(places.data) ? [places.control, lockOf(places.control)] : [];
  const { engineRecord, previous, configuration, pidFile } = places;
  return [engineRecord, unfinished(engineRecord), previous.engineRecord, unfinished(configuration), pidFile, ...socket];
}

async function everything({ places }: Pick<SetupHost, 'places'>): Promise<readonly string[]> {
  const names = await readdir(places.data).catch(() => []);
  const inData = names.map((name) => join(places.data, name)).filter((path) => path !== places.records);
  return [...new Set([...records({ places }), ...inData])];
}

/** An engine of another account alone can open its vault: it is started once more when it does not run. */
async function isToBeAsked(host: SetupHost): Promise<boolean> {
  const signal = deadline(engineMilliseconds);
  const record = await readEngineRecord(host.places).catch(() => null);
  const isRunning = (await findEngine(host, signal)) === 'ours';
  if (isRunning || sharesVault(host) || record === null) return isRunning;
  await startEngine(host, record.folder, signal);
  return true;
}

async function askToForget(host: SetupHost): Promise<void> {
  const signal = deadline(engineMilliseconds);
  await withEngine(host, signal, async (engine) => {
    for (const name of secretNames) await engine.call('removeSecret', { name }, { signal });
  });
}

/** Throws `install.remainder` with what could not be removed. */
async function naming(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const { code, detail } = toAppError(thrown);
    if (code === 'install.remainder') throw thrown;
    throw new Failure('install.remainder', { params: { what }, detail: detail === undefined ? code : `${code}: ${detail}` });
  }
}
