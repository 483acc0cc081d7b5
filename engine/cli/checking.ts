/** The connection test: tries both sides for real, changes nothing, and tells each finding as soon as it is known. */
import { existsSync } from 'node:fs';
import type { z } from 'zod';
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import { type AppError, toAppError } from '../../shared/errors.ts';
import { type Fact, textFact } from '../../shared/facts.ts';
import { openVault } from '../../shared/host/vault.ts';
import { powershellVariable, vaultServices } from '../../shared/places.ts';
import type { CheckLine, checkInputSchema, ExistingConnector } from '../../shared/setup/engine-verbs.ts';
import { findPowershell } from '../adapters/exchange-powershell/find-powershell.ts';
import { proxyAccess } from '../adapters/http/message.ts';
import { exchangeGateway, type Host, intuneDirectory } from '../container.ts';
import type { ExchangeFacts } from '../ports/exchange-gateway.ts';
import type { Log } from '../ports/log.ts';
import { parseAccountCertificate } from '../secrets.ts';
import { call, patience } from '../sync/calls.ts';
import { checkMail } from './checking-mail.ts';

export interface Checking {
  readonly host: Host;
  readonly input: z.output<typeof checkInputSchema>;
  readonly log: Log;
  readonly signal: AbortSignal;
  tell(result: CheckResult): void;
}

type Finished = Extract<CheckLine, { readonly kind: 'finished' }>;

/** What the engine asks for; the checks of the computer alone are set-up's own. */
const required = {
  powershell: [{ key: 'powershell-needed', params: {} }],
  vault: [{ key: 'vault-keeps', params: {} }],
  'exchange-reach': [{ key: 'exchange-needed', params: { version: '2010 SP3' } }],
  'exchange-account': [{ key: 'remote-powershell', params: {} }],
  'exchange-commands': [{ key: 'cmdlets-all', params: {} }],
  'intune-reach': [{ key: 'cloud-needed', params: { port: 443 } }],
  'intune-authority': [{ key: 'authority-needed', params: {} }],
} as const satisfies Partial<Record<CheckId, readonly Fact[]>>;
type EngineCheck = keyof typeof required;

const probeName = 'connection-test';

/** What both sides say about the organization; `existing` only when another machine holds it. */
export async function checkConnection(checking: Checking): Promise<Finished> {
  const { notification, notificationPassword } = checking.input;
  checkPowershell(checking);
  await checkVault(checking);
  const facts = await checkExchange(checking);
  const existing = await checkIntune(checking, facts?.organization ?? null);
  if (notification !== null) await checkMail({ ...checking, notification, password: notificationPassword });
  return { kind: 'finished', organization: facts?.organization ?? null, existing };
}

function checkPowershell(checking: Checking): void {
  const { environment } = checking.host;
  try {
    const search = { powershell: environment[powershellVariable] ?? null, platform: process.platform, environment, exists: existsSync };
    pass(checking, 'powershell', [textFact(findPowershell(search).path)]);
  } catch (thrown) {
    fail(checking, 'powershell', toAppError(thrown));
  }
}

async function checkVault(checking: Checking): Promise<void> {
  const vault = openVault(vaultServices.engine);
  try {
    await vault.write(probeName, 'probe');
    const kept = await vault.read(probeName);
    await vault.remove(probeName);
    if (kept === 'probe') pass(checking, 'vault', required.vault);
    else fail(checking, 'vault', { code: 'vault.unavailable', params: {}, retry: 'administrator' });
  } catch (thrown) {
    fail(checking, 'vault', toAppError(thrown));
  }
}

async function checkExchange(checking: Checking): Promise<ExchangeFacts | null> {
  const { host, input, log } = checking;
  const gateway = exchangeGateway(host, input.exchange, log);
  try {
    const credentials = { user: input.exchange.user, password: input.exchangePassword };
    const facts = await call((limit) => gateway.connect(credentials, limit), patience.connect, checking.signal);
    pass(checking, 'exchange-reach', [textFact(facts.server), { key: 'exchange-version', params: { version: numberOf(facts.version) } }]);
    pass(checking, 'exchange-account', [textFact(input.exchange.user)]);
    tellCommands(checking, facts.missingCommands);
    return facts;
  } catch (thrown) {
    tellExchangeFailure(checking, toAppError(thrown));
    return null;
  } finally {
    await gateway.close();
  }
}

/** Exchange says "Version 15.2 (Build 1118.7)", in English everywhere. */
function numberOf(version: string): string {
  return version.replace(/^Version /, '');
}

function tellCommands(checking: Checking, missing: readonly string[]): void {
  const params = { commands: missing.join(', ') };
  const error = { code: 'exchange.command-missing', params, retry: 'administrator' } as const;
  if (missing.length === 0) pass(checking, 'exchange-commands', required['exchange-commands']);
  else fail(checking, 'exchange-commands', error, [{ key: 'cmdlets-missing', params }]);
}

/** A refused account was reached; what cannot be known any more is said to be so. */
function tellExchangeFailure(checking: Checking, error: AppError): void {
  if (error.code === 'exchange.access-denied') {
    pass(checking, 'exchange-reach', [textFact(checking.input.exchange.server)]);
    fail(checking, 'exchange-account', error);
  } else {
    fail(checking, 'exchange-reach', error);
    unknown(checking, 'exchange-account');
  }
  unknown(checking, 'exchange-commands');
}

async function checkIntune(checking: Checking, organization: string | null): Promise<ExistingConnector | null> {
  const { host, input, log } = checking;
  let directory: ReturnType<typeof intuneDirectory> | null = null;
  try {
    const opened = intuneDirectory(
      host,
      { certificate: parseAccountCertificate(input.accountCertificate ?? ''), proxy: proxyAccess(input.proxy, input.proxyPassword) },
      log,
    );
    directory = opened;
    const tenant = await call((limit) => opened.probe(limit), patience.single, checking.signal);
    pass(checking, 'intune-reach', [textFact(tenant.name)]);
    tellAuthority(checking, tenant.mdmAuthority);
    return organization === null ? null : await existingConnector(checking, opened, organization);
  } catch (thrown) {
    fail(checking, 'intune-reach', toAppError(thrown));
    unknown(checking, 'intune-authority');
    return null;
  } finally {
    await directory?.close();
  }
}

function tellAuthority(checking: Checking, authority: string): void {
  const measured = [textFact(authority)];
  if (authority === 'intune') pass(checking, 'intune-authority', measured);
  else fail(checking, 'intune-authority', { code: 'intune.authority-wrong', params: { authority }, retry: 'administrator' }, measured);
}

/** Best effort: a service that no longer has such records does not stop the connection (graph.md 0). */
async function existingConnector(
  { host, signal, log }: Checking,
  directory: Pick<ReturnType<typeof intuneDirectory>, 'findConnector'>,
  organization: string,
): Promise<ExistingConnector | null> {
  try {
    const record = await call((limit) => directory.findConnector(organization, limit), patience.single, signal);
    if (record === null || record.connectorServer.toLowerCase() === host.machine.toLowerCase()) return null;
    return { id: record.id, connectorServer: record.connectorServer, lastSeen: record.lastSync };
  } catch (thrown) {
    log.warn('cloud record unavailable', { code: toAppError(thrown).code });
    return null;
  }
}

function pass(checking: Checking, id: EngineCheck, measured: readonly Fact[]): void {
  checking.tell({ id, verdict: 'pass', measured, required: required[id] });
}

function fail(checking: Checking, id: EngineCheck, error: AppError, measured: readonly Fact[] = []): void {
  checking.tell({ id, verdict: 'fail', measured, required: required[id], error });
}

function unknown(checking: Checking, id: EngineCheck): void {
  checking.tell({ id, verdict: 'unknown', measured: [], required: required[id] });
}
