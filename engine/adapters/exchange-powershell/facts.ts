/** What the servers tell about themselves. Pure. */
import { Failure } from '../../../shared/errors.ts';
import type { ExchangeServer } from '../../domain/exchange.ts';
import type { ServerRecord } from './schema.ts';

/** `Version 15.1 (Build 2507.6)` as `15.1.2507.6`. The build shows the cumulative update (exchange.md 2.6). */
export function plainVersion(text: string): string {
  const found = /(\d+)\.(\d+)(?:\s*\(Build (\d+)\.(\d+)\)|\.(\d+)\.(\d+))?/.exec(text);
  if (found === null) throw new Failure('exchange.reply-invalid', { detail: `A server has no version: ${text.slice(0, 80)}` });
  return found
    .slice(1)
    .filter((part) => part !== undefined)
    .join('.');
}

/** Below 14.3 (Exchange 2010 SP3) nothing is supported. */
export function assertSupported(version: string, server: string): void {
  if (!isAtLeast(version, 14, 3)) throw new Failure('exchange.version-unsupported', { params: { server, version } });
}

/** Edge servers are left out: they know nothing of mailboxes. From 15.1 on every other server carries client access. */
export function exchangeServers(records: readonly ServerRecord[]): readonly ExchangeServer[] {
  return records
    .filter((record) => !record.IsEdgeServer)
    .map((record) => {
      const version = plainVersion(record.AdminDisplayVersion);
      const isClientAccess = record.IsClientAccessServer || /ClientAccess/i.test(record.ServerRole) || isAtLeast(version, 15, 1);
      return { name: record.Name, fqdn: record.Fqdn, version, isClientAccess, site: siteName(record.Site) };
    });
}

/** The server we were told to use, by FQDN or by name; an alias stands for the first one that carries client access. */
export function connectedServer(servers: readonly ExchangeServer[], told: string): ExchangeServer {
  const wanted = told.toLowerCase();
  const found =
    servers.find((server) => server.fqdn.toLowerCase() === wanted || server.name.toLowerCase() === wanted) ??
    servers.find((server) => server.isClientAccess);
  if (found === undefined) throw new Failure('exchange.reply-invalid', { detail: 'Exchange named no server with client access.' });
  return found;
}

/** `CN=CAS1,…,CN=Contoso,CN=Microsoft Exchange,CN=Services,…` belongs to the organization Contoso. */
export function organizationOf(records: readonly ServerRecord[]): string {
  for (const record of records) {
    const found = /CN=((?:[^,\\]|\\.)+),CN=Microsoft Exchange,CN=Services,/i.exec(record.DistinguishedName)?.[1];
    if (found !== undefined) return found.replace(/\\(.)/g, '$1');
  }
  throw new Failure('exchange.reply-invalid', { detail: 'No server tells the name of its organization.' });
}

/** `contoso.test/Configuration/Sites/Default-First-Site-Name` is the site after its last slash. */
function siteName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}
