/** The cloud part of the connection test: the way to sign-in and to Intune, and what Intune says to the account certificate. */
import { type AppError, toAppError } from '../../shared/errors.ts';
import { textFact } from '../../shared/facts.ts';
import { cloudAddresses } from '../../shared/setup/account-certificate.ts';
import type { ExistingConnector } from '../../shared/setup/engine-verbs.ts';
import { certificateEnd } from '../account-certificate.ts';
import { intuneDirectory } from '../container.ts';
import { certificateLife, judgeCertificate, judgeTenant } from '../domain/tenant-checks.ts';
import { parseAccountCertificate } from '../secrets.ts';
import { call, patience } from '../sync/calls.ts';
import { proxyAccess } from '../way-out.ts';
import { type Checking, fail, isAsked, pass, unknown } from './check-results.ts';
import { intuneStation, type Station, signInStation, type WayOut } from './stations.ts';

const ofTenant = ['intune-authority', 'intune-licence', 'directory-sync'] as const;
export const ofIntune = ['intune-reach', ...ofTenant] as const;

export function notAskedOfIntune(checking: Checking): void {
  for (const id of ['account-certificate', 'network-sign-in', 'network-intune', ...ofIntune] as const) unknown(checking, id);
}

/** Its end; whether Intune takes it is another question. */
export function checkCertificate(checking: Checking, accountCertificate: string): void {
  if (!isAsked(checking, 'account-certificate')) return;
  try {
    const end = certificateEnd(parseAccountCertificate(accountCertificate));
    checking.tell(judgeCertificate(certificateLife(end, checking.host.clock.now())));
  } catch (thrown) {
    fail(checking, 'account-certificate', toAppError(thrown));
  }
}

type NetworkCheck = 'network-sign-in' | 'network-intune';

/** The two stations of the verb `network`, by the same code. The first error, or null. */
export async function checkNetwork(checking: Checking, accountCertificate: string): Promise<AppError | null> {
  const way = await wayOf(checking, accountCertificate);
  if ('code' in way) {
    unknown(checking, 'network-sign-in');
    unknown(checking, 'network-intune');
    return way;
  }
  const signIn = await checkStation(checking, 'network-sign-in', signInStation(way));
  const intune = await checkStation(checking, 'network-intune', intuneStation(way));
  return signIn ?? intune;
}

async function wayOf(checking: Checking, accountCertificate: string): Promise<WayOut | AppError> {
  try {
    const { cloud, tenantId } = parseAccountCertificate(accountCertificate);
    return { cloud: cloudAddresses(cloud), tenantId, proxy: await proxyOf(checking), clock: checking.host.clock };
  } catch (thrown) {
    return toAppError(thrown);
  }
}

function proxyOf({ host, input }: Checking): ReturnType<typeof proxyAccess> {
  return proxyAccess(input.proxy, input.proxyPassword, host.environment);
}

async function checkStation(checking: Checking, id: NetworkCheck, station: Station): Promise<AppError | null> {
  if (!isAsked(checking, id)) return null;
  const error = await station.try(checking.signal).then(() => null, toAppError);
  if (error === null) pass(checking, id, [textFact(station.address)]);
  else fail(checking, id, error);
  return error;
}

/** What is not reached at all is not asked again with all patience. */
export function tellUnreached(checking: Checking, error: AppError): void {
  fail(checking, 'intune-reach', error);
  for (const id of ofTenant) unknown(checking, id);
}

export async function checkIntune(
  checking: Checking,
  accountCertificate: string,
  organization: string | null,
): Promise<ExistingConnector | null> {
  const { host, log } = checking;
  let directory: ReturnType<typeof intuneDirectory> | null = null;
  try {
    const opened = intuneDirectory(host, { certificate: parseAccountCertificate(accountCertificate), proxy: await proxyOf(checking) }, log);
    directory = opened;
    const tenant = await call((limit) => opened.probe(limit), patience.single, checking.signal);
    pass(checking, 'intune-reach', [textFact(tenant.name)]);
    for (const check of judgeTenant(tenant, host.clock.now())) if (isAsked(checking, check.id)) checking.tell(check);
    return organization === null ? null : await existingConnector(checking, opened, organization);
  } catch (thrown) {
    tellUnreached(checking, toAppError(thrown));
    return null;
  } finally {
    await directory?.close();
  }
}

/** Best effort: a service that no longer has such records does not stop the connection (graph.md 0). */
async function existingConnector(
  { host, signal, log }: Checking,
  directory: Pick<ReturnType<typeof intuneDirectory>, 'findConnector'>,
  organization: string,
): Promise<ExistingConnector | null> {
  try {
    const record = await call((limit) => directory.findConnector({ organization, id: null }, limit), patience.single, signal);
    if (record === null || record.connectorServer.toLowerCase() === host.machine.toLowerCase()) return null;
    return { id: record.id, connectorServer: record.connectorServer, lastSeen: record.lastSync };
  } catch (thrown) {
    log.warn('cloud record unavailable', { code: toAppError(thrown).code });
    return null;
  }
}
