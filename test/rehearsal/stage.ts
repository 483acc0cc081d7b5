/**
 * A rehearsal organization plus the environment in which set-up and engine meet it: their folders, the script that
 * opens the session to the simulated Exchange, the account certificate of the simulated tenant, and the names and the test authority of
 * the simulated mail servers.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { accountVariable, namesVariable } from '../../shared/places.ts';
import type { MailSimulator } from '../simulators/mail/server.ts';
import { administratorAccount, notificationAddress, startRehearsal } from '../simulators/rehearsal.ts';

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
  const notification = { address: notificationAddress, password: randomBytes(18).toString('base64url') };
  const administrator = { user: administratorAccount, password: randomBytes(18).toString('base64url') };
  const rehearsal = await startRehearsal({
    devices: options.devices,
    seed: options.seed,
    folder,
    exchangePassword: options.exchangePassword,
    account: rehearsalAccount,
    administratorPassword: administrator.password,
    notificationPassword: notification.password,
  });
  const accountCertificate = join(folder, 'MicrosoftIntune.accountcert');
  await writeFile(accountCertificate, rehearsal.intune.accountCertificate, { mode: 0o600 });
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    EXCHANGE_CONNECTOR_HOME: join(options.data, 'connector'),
    EXCHANGE_CONNECTOR_OPENER: openerScript,
    EXCHANGE_CONNECTOR_REHEARSAL_URL: rehearsal.exchange.url,
    [accountVariable]: accountCertificate,
    ...(await mailEnvironment(folder, rehearsal.mail)),
  };
  return { rehearsal, environment, accountCertificate, notification, administrator, server: 'cas1.contoso.test' };
}

/** What lets the engine meet the simulated mail servers under their names, with certificates that it accepts. */
export async function mailEnvironment(folder: string, mail: Pick<MailSimulator, 'names' | 'trustedAuthority'>): Promise<NodeJS.ProcessEnv> {
  const file = join(folder, 'test-authority.pem');
  const others = process.env['NODE_EXTRA_CA_CERTS'];
  const known = others === undefined ? '' : await readFile(others, 'utf8').catch(() => '');
  await writeFile(file, `${known.trimEnd()}\n${mail.trustedAuthority}`.trimStart(), { mode: 0o600 });
  return { NODE_EXTRA_CA_CERTS: file, [namesVariable]: [...mail.names].map((pair) => pair.join('=')).join(',') };
}

export type Stage = Awaited<ReturnType<typeof raiseStage>>;
