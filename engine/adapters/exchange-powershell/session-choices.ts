/**
 * What New-PSSession and New-PSSessionOption are told, for each type of Exchange (exchange.md 2.1, 2.4). Pure. Names are the
 * parameters' own, checked against the real cmdlets by a test; the credential is no part of it.
 */
import { Failure } from '../../../shared/errors.ts';
import type { ExchangeType } from '../../../shared/setup/answers.ts';

export const authentications = ['Kerberos', 'Negotiate', 'Basic'] as const;
export const proxyAccesses = ['NoProxyServer', 'IEConfig', 'WinHttpConfig', 'AutoDetect'] as const;

/** From the configuration file; null stands for what the type gives. */
export interface SessionSettings {
  readonly path: string | null;
  readonly authentication: (typeof authentications)[number] | null;
  /** WinRM takes a proxy from Windows only, never by host and port. */
  readonly proxyAccess: (typeof proxyAccesses)[number] | null;
  /** Domain names below which a hosted service may send us on; none: nowhere. */
  readonly redirectSuffixes: readonly string[];
}

export const defaultSettings: SessionSettings = { path: null, authentication: null, proxyAccess: null, redirectSuffixes: [] };

export interface Destination {
  readonly type: ExchangeType;
  readonly server: string;
}

/** Kerberos encrypts what travels, so http is right inside; any other authentication, and every hosted server, gets https only. */
export function addressOf({ type, server }: Destination, settings: SessionSettings): string {
  const isKerberos = authenticationOf(type, settings) === 'Kerberos';
  const protocol = type === 'on-premises' && isKerberos ? 'http' : 'https';
  const path = settings.path ?? (type === 'on-premises' ? '/PowerShell/' : '/powershell-liveid/');
  return `${protocol}://${server}${path}`;
}

/** Whether WinRM goes through a proxy of Windows, which may want to know who asks. */
export function hasProxy({ proxyAccess }: SessionSettings): boolean {
  return proxyAccess !== null && proxyAccess !== 'NoProxyServer';
}

/** Every choice as `session.Name=value` or `option.Name=value`; times in milliseconds. */
export function sessionChoices(type: ExchangeType, address: string, settings: SessionSettings): readonly string[] {
  const session = {
    ConfigurationName: 'Microsoft.Exchange',
    ConnectionUri: address,
    Authentication: authenticationOf(type, settings),
  };
  const option = {
    ProxyAccessType: settings.proxyAccess ?? 'NoProxyServer',
    // Basic and Digest would show a proxy something that can be used again (exchange.md 2.4).
    ...(hasProxy(settings) ? { ProxyAuthentication: 'Negotiate' } : {}),
    Culture: 'en-US',
    UICulture: 'en-US',
    OpenTimeout: 60_000,
    OperationTimeout: 180_000,
    CancelTimeout: 10_000,
  };
  return [...named('session', session), ...named('option', option)];
}

/**
 * Where a server that sends us on may lead to: over https, without a user in the address, to a name at or below an allowed one, and only
 * for the hosted types. Throws `exchange.redirect-refused`.
 */
export function redirectedAddress(type: ExchangeType, location: string, settings: SessionSettings): string {
  const url = URL.canParse(location) ? new URL(location) : null;
  const isAllowed =
    type !== 'on-premises' &&
    url?.protocol === 'https:' &&
    url.username === '' &&
    settings.redirectSuffixes.some((suffix) => isAtOrBelow(url.hostname, suffix));
  if (url === null || !isAllowed) {
    throw new Failure('exchange.redirect-refused', { detail: `Sent on to ${url === null ? 'an unknown address' : url.host}.` });
  }
  return url.href;
}

function isAtOrBelow(host: string, suffix: string): boolean {
  const wanted = suffix.toLowerCase();
  return host.toLowerCase() === wanted || host.toLowerCase().endsWith(`.${wanted}`);
}

function authenticationOf(type: ExchangeType, settings: SessionSettings): string {
  return settings.authentication ?? (type === 'on-premises' ? 'Kerberos' : 'Basic');
}

function named(family: 'session' | 'option', choices: Readonly<Record<string, string | number>>): readonly string[] {
  return Object.entries(choices).map(([name, value]) => `${family}.${name}=${value}`);
}
