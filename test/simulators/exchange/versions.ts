/** Versions of Exchange, and the servers of an organization that runs one of them or several (exchange.md 2.6). */

const versions = ['2010-sp3', '2013', '2016', '2019', 'se'] as const;
export type ExchangeVersion = (typeof versions)[number];

/** `mixed`: a server of 2010, one of 2013 and one of 2016. */
export type ExchangeProfile = ExchangeVersion | 'mixed';

export interface ExchangeServer {
  readonly name: string;
  readonly fqdn: string;
  readonly version: ExchangeVersion;
  /** Name of its Active Directory site. */
  readonly site: string;
}

export function isAtLeast(version: ExchangeVersion, other: ExchangeVersion): boolean {
  return versions.indexOf(version) >= versions.indexOf(other);
}

const mainSite = 'Default-First-Site-Name';

/** Two servers of one version in one site; of `mixed`, CAS2 stands elsewhere. */
export function serversOf(profile: ExchangeProfile, domain: string): readonly ExchangeServer[] {
  const named = (name: string, version: ExchangeVersion, site = mainSite): ExchangeServer => ({
    name: name.toUpperCase(),
    fqdn: `${name}.${domain}`,
    version,
    site,
  });
  if (profile !== 'mixed') return [named('cas1', profile), named('cas2', profile)];
  return [named('cas1', '2010-sp3'), named('cas2', '2013', 'Rotterdam'), named('cas3', '2016')];
}

/** As AdminDisplayVersion says it. */
export const displayVersions: Readonly<Record<ExchangeVersion, string>> = {
  '2010-sp3': 'Version 14.3 (Build 123.4)',
  '2013': 'Version 15.0 (Build 1497.2)',
  '2016': 'Version 15.1 (Build 2507.6)',
  '2019': 'Version 15.2 (Build 1544.4)',
  se: 'Version 15.2 (Build 2562.17)',
};

/** Roles were separate until 2013; since 2016 every mailbox server serves clients. */
export const serverRoles: Readonly<Record<ExchangeVersion, string>> = {
  '2010-sp3': 'Mailbox, ClientAccess, HubTransport',
  '2013': 'Mailbox, ClientAccess',
  '2016': 'Mailbox',
  '2019': 'Mailbox',
  se: 'Mailbox',
};
