/** The service WIEC (I2): registered, started, proven, stopped and removed. Windows only. */
import { Failure } from '../../../shared/errors.ts';
import { serviceName } from '../../../shared/places.ts';
import type { ServiceIdentity } from '../../../shared/setup/answers.ts';
import type { OwnersAnswer, ServiceFacts } from '../../../shared/setup/windows-verbs.ts';
import { exists } from '../../platform/files.ts';
import { readRegistryKey, registryOfThisHost } from '../../prerequisites/registry.ts';
import { enginePrograms } from '../engine-programs.ts';
import { readEngineRecord } from '../engine-record.ts';
import type { SetupHost } from '../setup-host.ts';
import { askWindows, ServiceRefused } from './ask-windows.ts';
import { grantDataFolder, revokeDataFolder } from './folder-rights.ts';
import { hasPassword, isOurs, type Registration, registrationOf } from './registration.ts';
import { runSystemProgram } from './system-programs.ts';

export interface WantedService {
  /** Of the engine that the service is to run. */
  readonly folder: string;
  readonly identity: ServiceIdentity;
  /** Null also where Windows knows it already. */
  readonly password: string | null;
}

const errorNumbers = { exists: 1073, logOnTypeNotGranted: 1385, logOnFailed: 1069 } as const;
const sidType = 5;
const goneMilliseconds = 15_000;
const pollMilliseconds = 250;

/** Null when no service of this name is registered. `folder`: of any engine that can ask. */
export async function queryService(host: SetupHost, folder: string, signal: AbortSignal): Promise<ServiceFacts | null> {
  return (await askWindows(host, folder, { act: 'query', name: serviceName }, signal)).service;
}

/**
 * Registers the service, or changes ours; the data folder is opened to it. Throws `service.logon-right` when the account may not run
 * a service, `secret.missing` without its password, `service.failed` with Windows' number: 1073 when another product's service has the name.
 */
export async function registerWindowsService(host: SetupHost, wanted: WantedService, signal: AbortSignal): Promise<void> {
  const before = await queryService(host, wanted.folder, signal);
  if (before !== null && !isOurs(before.binaryPath))
    throw new ServiceRefused('CreateServiceW', errorNumbers.exists, `the name belongs to ${before.binaryPath}`);
  await requireLogOn(host, wanted, before, signal);
  await register(host, wanted.folder, registrationOf(host, wanted.folder, wanted.identity, wanted.password), signal);
  await grantDataFolder(host, signal);
}

export async function register(host: SetupHost, folder: string, registration: Registration, signal: AbortSignal): Promise<void> {
  const { unknownSettings } = await askWindows(host, folder, registration, signal);
  const isNamed = registration.account.toUpperCase() !== `NT SERVICE\\${serviceName}`;
  // Under a named account the folder's rights hold for the service only through this setting.
  if (isNamed && unknownSettings.includes(sidType)) throw new ServiceRefused('ChangeServiceConfig2W', 124, 'service SID');
}

/** The account is tried before anything is changed. A managed account cannot be tried: there the first start tells. */
async function requireLogOn(host: SetupHost, wanted: WantedService, before: ServiceFacts | null, signal: AbortSignal): Promise<void> {
  const { identity, password, folder } = wanted;
  if (identity.kind === 'virtual' || !hasPassword(identity)) return;
  if (password === null) {
    if (before?.account.toUpperCase() === identity.user.toUpperCase()) return;
    throw new Failure('secret.missing', { params: { name: 'service-password' } });
  }
  try {
    await askWindows(host, folder, { act: 'log-on', user: identity.user, password }, signal);
  } catch (thrown) {
    throw isRefusedWith(thrown, errorNumbers.logOnTypeNotGranted) ? logOnRight(identity.user) : thrown;
  }
}

export function isRefusedWith(thrown: unknown, number: number): boolean {
  return thrown instanceof ServiceRefused && thrown.number === number;
}

function logOnRight(user: string): Failure {
  return new Failure('service.logon-right', { params: { user } });
}

/** Resolves once the service runs. Throws `engine.start-failed` with how it ended, `service.logon-right`, or `service.failed`. */
export async function startService(host: SetupHost, folder: string, signal: AbortSignal, milliseconds: number): Promise<ServiceFacts> {
  const facts = await askWindows(host, folder, { act: 'start', name: serviceName, milliseconds }, signal)
    .then((answer) => answer.service)
    .catch(async (thrown: unknown) => {
      if (!isRefusedWith(thrown, errorNumbers.logOnFailed)) throw thrown;
      throw logOnRight((await queryService(host, folder, signal))?.account ?? serviceName);
    });
  if (facts?.state === 'running') return facts;
  const ended =
    facts === null ? 'it is not registered' : `${facts.state}, exit code ${facts.exitCode}, of the engine ${facts.specificExitCode}`;
  throw new Failure('engine.start-failed', { detail: ended });
}

/** What is after that time; null when no such service is registered. */
export async function stopService(
  host: SetupHost,
  folder: string,
  signal: AbortSignal,
  milliseconds: number,
): Promise<ServiceFacts | null> {
  return (await askWindows(host, folder, { act: 'stop', name: serviceName, milliseconds }, signal)).service;
}

/**
 * Process id of the service, proven to be the one that serves the control channel. Null when nobody serves it.
 * Throws `channel.owner-unproven` when another process does.
 */
export async function provenOwner(host: SetupHost, folder: string, signal: AbortSignal): Promise<number | null> {
  const { service, pipeOwner } = await askWindows(
    host,
    folder,
    { act: 'pipe-owner', name: serviceName, pipe: host.places.control },
    signal,
  );
  if (pipeOwner === null) return null;
  if (service === null || service.pid !== pipeOwner || !isOurs(service.binaryPath))
    throw new Failure('channel.owner-unproven', { detail: `process ${pipeOwner} serves it, the service is process ${service?.pid ?? 0}` });
  return pipeOwner;
}

/** Who owns these files and folders; null when there is no engine to ask Windows with, or one of an earlier version. */
export async function ownersOnWindows(host: SetupHost, paths: readonly string[], signal: AbortSignal): Promise<OwnersAnswer | null> {
  const folder = await askingFolder(host);
  return folder === null ? null : (await askWindows(host, folder, { act: 'owners', paths }, signal)).owners;
}

/** Folder of an engine that can ask Windows for us: the installed one. Null when there is none that could. */
export async function askingFolder(host: SetupHost): Promise<string | null> {
  const record = await readEngineRecord(host.places).catch(() => null);
  if (record === null || !(await exists(enginePrograms(host, record.folder).script))) return null;
  return record.folder;
}

/**
 * Stops the service and takes it out of Windows; one that is not there is fine. Works also without any engine left to ask with.
 * The data folder's rights are its parent's again. Throws `install.remainder` when it is still there afterwards.
 */
export async function unregisterService(host: SetupHost, signal: AbortSignal, folder: string | null = null): Promise<void> {
  const key = await serviceKey(host, signal);
  if (key.kind === 'absent') return;
  const path = key.kind === 'values' ? (key.values.get('imagepath')?.data ?? '') : '';
  if (!isOurs(path)) throw new ServiceRefused('DeleteService', errorNumbers.exists, `it belongs to ${path}`);
  const asking = folder ?? (await askingFolder(host));
  if (asking === null) await removeWithoutEngine(host, signal);
  else await askWindows(host, asking, { act: 'unregister', name: serviceName, milliseconds: goneMilliseconds }, signal);
  await revokeDataFolder(host, signal);
  const limit = host.clock.elapsed() + goneMilliseconds;
  // Windows keeps it until the last program that looks at it lets it go.
  while ((await serviceKey(host, signal)).kind !== 'absent') {
    if (host.clock.elapsed() > limit) throw new Failure('install.remainder', { params: { what: serviceName } });
    await host.clock.sleep(pollMilliseconds, signal);
  }
}

async function removeWithoutEngine(host: SetupHost, signal: AbortSignal): Promise<void> {
  await runSystemProgram(host, 'sc.exe', ['stop', serviceName], signal);
  await runSystemProgram(host, 'sc.exe', ['delete', serviceName], signal);
}

function serviceKey(host: SetupHost, signal: AbortSignal) {
  const query = registryOfThisHost({ environment: host.environment, signal, deadlineMilliseconds: 10_000 });
  return readRegistryKey(query, `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${serviceName}`);
}
