/** A rehearsal Exchange for one test file, and gateways to it over each PowerShell that this machine has. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { ExchangePowershellOptions } from '../../engine/adapters/exchange-powershell/connection.ts';
import { createExchangeGateway } from '../../engine/adapters/exchange-powershell/gateway.ts';
import type { ExchangeCredentials, ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { powershellVariable } from '../../shared/places.ts';
import { processesOfRehearsal, type SeenProcess } from '../builders/seen-processes.ts';
import { type ExchangeKind, type ExchangeSimulator, startExchangeSimulator } from '../simulators/exchange/server.ts';
import type { ExchangeAccount } from '../simulators/exchange/sessions.ts';
import { openRequestLog, type RequestLog } from '../simulators/request-log.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';

export const repository = join(import.meta.dirname, '..', '..');
export const scripts = join(repository, 'assets', 'powershell');
export const opener = join(repository, 'test', 'simulators', 'powershell', 'Open-RehearsalSession.ps1');

export interface Found {
  readonly name: string;
  readonly path: string;
}

/** The named one or the host from NuGet, and pwsh where there is one. Throws when there is none: nothing imitates PowerShell. */
export function powershells(): readonly Found[] {
  const named = process.env[powershellVariable];
  const built = join(repository, '.cache', 'powershell-host', 'rehearsal-powershell');
  const folders = (process.env['PATH'] ?? '').split(':');
  const pwsh = folders.map((folder) => join(folder, 'pwsh')).find((path) => existsSync(path));
  const found = [
    ...(named === undefined ? [] : [{ name: powershellVariable, path: named }]),
    ...(existsSync(built) && built !== named ? [{ name: 'host from NuGet', path: built }] : []),
    ...(pwsh === undefined || pwsh === named ? [] : [{ name: 'pwsh', path: pwsh }]),
  ];
  if (found.length === 0)
    throw new Error(
      'No PowerShell: build the host with "dotnet publish test/simulators/powershell-host -c Release -o .cache/powershell-host".',
    );
  return found;
}

export interface Stage {
  readonly organization: Organization;
  readonly simulator: ExchangeSimulator;
  readonly requests: RequestLog;
  readonly credentials: ExchangeCredentials;
  /** May run everything but Get-MobileDevice, as the account of the documentation. */
  readonly older: ExchangeCredentials;
  readonly warnings: string[];
  gateway(powershell: string, options?: Partial<ExchangePowershellOptions>): ExchangeGateway;
}

const documented = [
  'Get-ExchangeServer',
  'Set-ADServerSettings',
  'Get-ActiveSyncOrganizationSettings',
  'Get-CASMailbox',
  'Set-CASMailbox',
  'Get-ActiveSyncDevice',
  'Get-ActiveSyncDeviceAccessRule',
];

export async function setStage(devices: number, kind: ExchangeKind = {}, more: readonly ExchangeAccount[] = []): Promise<Stage> {
  const organization = new Organization(generateWorld({ seed: 11, devices }));
  const requests = openRequestLog(null);
  const credentials = { user: 'CONTOSO\\connector', password: randomBytes(18).toString('base64url') };
  const older = { user: 'CONTOSO\\older', password: randomBytes(18).toString('base64url') };
  const accounts = [credentials, { ...older, commands: documented }, ...more];
  const simulator = await startExchangeSimulator({ organization, accounts, requestLog: requests, kind });
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (message: string) => void warnings.push(message),
    error: (message: string) => void warnings.push(message),
  };
  const gateway: Stage['gateway'] = (powershell, options = {}) =>
    createExchangeGateway({
      type: 'on-premises',
      server: simulator.servers[0] ?? '',
      scripts,
      opener,
      powershell,
      environment: { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: simulator.url },
      clock: systemClock,
      log,
      ...options,
    });
  return { organization, simulator, requests, credentials, older, warnings, gateway };
}

/** The PowerShell processes of this stage: only they know its address. */
export function processesOf(stage: Stage): readonly SeenProcess[] {
  return processesOfRehearsal(stage.simulator.url);
}

export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** Resolves when the fault that was put in has struck: the call is with the server then. */
export function untilHit(stage: Stage): Promise<unknown> {
  return vi.waitUntil(() => stage.simulator.faults.list().length === 0, { timeout: 120_000 });
}
