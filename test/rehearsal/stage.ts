/**
 * A rehearsal organization plus the environment in which set-up and engine meet it: their folders, the script that
 * opens the session to the simulated Exchange, and the account certificate of the simulated tenant.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { accountVariable } from '../../shared/places.ts';
import { startRehearsal } from '../simulators/rehearsal.ts';

export const repository = resolve(import.meta.dirname, '..', '..');
export const openerScript = join(repository, 'test', 'simulators', 'powershell', 'Open-RehearsalSession.ps1');
export const rehearsalAccount = 'CONTOSO\\svc-connector';

export interface StageOptions {
  readonly data: string;
  readonly devices: number;
  readonly seed: number;
  /** Of the connector account; kept in memory only. */
  readonly exchangePassword: string;
}

export async function raiseStage(options: StageOptions) {
  const folder = join(options.data, 'rehearsal');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const rehearsal = await startRehearsal({
    devices: options.devices,
    seed: options.seed,
    folder,
    exchangePassword: options.exchangePassword,
    account: rehearsalAccount,
  });
  const accountCertificate = join(folder, 'MicrosoftIntune.accountcert');
  await writeFile(accountCertificate, rehearsal.intune.accountCertificate, { mode: 0o600 });
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    EXCHANGE_CONNECTOR_HOME: join(options.data, 'connector'),
    EXCHANGE_CONNECTOR_OPENER: openerScript,
    EXCHANGE_CONNECTOR_REHEARSAL_URL: rehearsal.exchange.url,
    [accountVariable]: accountCertificate,
  };
  return { rehearsal, environment, accountCertificate, server: 'cas1.contoso.test' };
}

export type Stage = Awaited<ReturnType<typeof raiseStage>>;
