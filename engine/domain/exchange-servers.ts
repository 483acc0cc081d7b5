/** Which Exchange server to use, in what order, and what there is to say about the configured one (X4, Q7). Pure. */
import type { ServerConcern } from '../../shared/control/exchange-load.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ExchangeServer } from './exchange.ts';

/** What a server must be to take over: Exchange 2010 SP3 or later (exchange.md 2.6). */
const oldest = [14, 3] as const;

/**
 * Full names, the configured one first, which stays as it was given. Then those of its own site, then newer ones. One of an older
 * version is never among them: it does not list the phones of mailboxes on newer servers, and what it lists looks whole (exchange.md 2.6).
 */
export function serverOrder(configured: string, servers: readonly ExchangeServer[]): readonly string[] {
  const primary = serverNamed(configured, servers);
  const floor = numbersOf((primary ?? newestOf(servers))?.version ?? '').slice(0, 2);
  const isNewEnough = ({ version }: ExchangeServer) => compareVersions(version, oldest) >= 0 && compareVersions(version, floor) >= 0;
  const others = servers.filter((server) => server !== primary && server.isClientAccess && isNewEnough(server));
  const distance = ({ site }: ExchangeServer) => (primary === null || site === primary.site ? 0 : 1);
  const ordered = others.toSorted(
    (one, other) =>
      distance(one) - distance(other) || compareVersions(other.version, numbersOf(one.version)) || one.fqdn.localeCompare(other.fqdn),
  );
  return [configured, ...ordered.map(({ fqdn }) => fqdn)];
}

export function serverConcerns(configured: string, servers: readonly ExchangeServer[]): readonly ServerConcern[] {
  const primary = serverNamed(configured, servers);
  if (primary === null) return [{ kind: 'alias' }];
  const newest = newestOf(servers);
  const isOlder = newest !== undefined && compareVersions(newest.version, numbersOf(primary.version).slice(0, 2)) > 0;
  return isOlder ? [{ kind: 'older', newest: newest.fqdn }] : [];
}

function newestOf(servers: readonly ExchangeServer[]): ExchangeServer | undefined {
  return servers
    .filter(({ isClientAccess }) => isClientAccess)
    .toSorted((one, other) => compareVersions(other.version, numbersOf(one.version)))[0];
}

/** Another server may answer where this one did not. */
export function isServerDown({ retry }: AppError): boolean {
  return retry === 'other-server';
}

const lost: ReadonlySet<string> = new Set(['exchange.session-lost', 'powershell.ended', 'powershell.timeout']);

/** The session is gone in the middle of a call: what was read so far is no whole, and what was written is in doubt. */
export function isConnectionLost({ code }: AppError): boolean {
  return lost.has(code);
}

function serverNamed(name: string, servers: readonly ExchangeServer[]): ExchangeServer | null {
  const wanted = name.toLowerCase();
  return servers.find((server) => [server.fqdn, server.name].some((one) => one.toLowerCase() === wanted)) ?? null;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

/** Only as many parts count as `other` has: 15.1.2507.6 is as new as 15.1. */
function compareVersions(version: string, other: readonly number[]): number {
  return compareNumbers(numbersOf(version).slice(0, other.length), other);
}

function compareNumbers(one: readonly number[], other: readonly number[]): number {
  const differing = other.findIndex((number, index) => number !== (one[index] ?? 0));
  return differing === -1 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}
