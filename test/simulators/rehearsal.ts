/**
 * The whole rehearsal organization in one process: people and phones, Exchange, its mail side, Intune and the admin interface.
 * With a folder it remembers: a second run over the same folder, seed and size finds the same lists.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Admin, startAdmin } from './admin/server.ts';
import { type ExchangeKind, type ExchangeSimulator, startExchangeSimulator } from './exchange/server.ts';
import { type IntuneSimulator, startIntuneSimulator } from './intune/server.ts';
import { type MailSimulator, startMailSimulator } from './mail/server.ts';
import { openRequestLog, type RequestLog } from './request-log.ts';
import { generateWorld } from './world/generate.ts';
import { Organization } from './world/organization.ts';

export interface RehearsalOptions {
  /** Partnerships, 1 to 100,000. */
  readonly devices: number;
  readonly seed: number;
  /** State and request log live here; null: memory only. */
  readonly folder: string | null;
  /** Of the connector account; kept in memory only. */
  readonly exchangePassword: string;
  /** `DOMAIN\user` of the connector account. */
  readonly account?: string;
  /** Of the notification mailbox; kept in memory only. Left out: made up and told to nobody. */
  readonly notificationPassword?: string;
  /** Cmdlets granted to the account; left out: all that a connector can use. */
  readonly commands?: readonly string[];
  /** Version, culture, language mode, what is denied to the connector account, and limits; left out: Exchange 2016 in English. */
  readonly exchange?: ExchangeKind;
  /** Of `administratorAccount`, which may run everything; kept in memory only. Left out: made up and told to nobody. */
  readonly administratorPassword?: string;
  /** Milliseconds after a change of its mailbox at which a phone makes contact by itself; left out: only when told. */
  readonly autoContactMilliseconds?: number;
}

export interface Rehearsal {
  readonly organization: Organization;
  readonly exchange: ExchangeSimulator;
  readonly intune: IntuneSimulator;
  readonly mail: MailSimulator;
  readonly admin: Admin;
  readonly requestLog: RequestLog;
  stop(): Promise<void>;
}

/** The mailbox that notifications come from. */
export const notificationAddress = 'notifications@contoso.test';

/** The organization administrator, for people and for the role script. */
export const administratorAccount = 'CONTOSO\\administrator';

/** Throws an Error that says so when the folder holds another rehearsal (other seed or size). */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { folder } = options;
  if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileNamed = (name: string) => (folder === null ? undefined : join(folder, name));
  const organization = new Organization(generateWorld(options), { stateFile: fileNamed('organization.json') });
  const requestLog = openRequestLog(fileNamed('requests.jsonl') ?? null);
  const exchange = await startExchangeSimulator({
    organization,
    requestLog,
    accounts: [accountOf(options), administratorOf(options)],
    kind: options.exchange,
    stateFile: fileNamed('exchange.jsonl'),
    autoContactMilliseconds: options.autoContactMilliseconds,
  });
  const intuneFile = fileNamed('intune.json');
  const intune = await startIntuneSimulator({
    organization,
    requestLog,
    exchangeOrganization: organization.world.organization,
    ...(intuneFile !== undefined && { stateFile: intuneFile }),
  });
  const password = options.notificationPassword ?? randomBytes(18).toString('base64url');
  const mail = await startMailSimulator({ organization, accounts: [{ address: notificationAddress, password }] });
  const admin = await startAdmin({ organization, exchange, intune, mail, requestLog });
  const stop = async () => {
    await Promise.all([admin.stop(), exchange.stop(), intune.stop(), mail.stop()]);
  };
  return { organization, exchange, intune, mail, admin, requestLog, stop };
}

function administratorOf({ administratorPassword = randomBytes(18).toString('base64url') }: RehearsalOptions) {
  return { user: administratorAccount, password: administratorPassword, isAdministrator: true };
}

function accountOf({ account = 'CONTOSO\\svc-connector', exchangePassword, commands }: RehearsalOptions) {
  return { user: account, password: exchangePassword, ...(commands !== undefined && { commands }) };
}
