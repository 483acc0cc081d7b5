/**
 * The system's own proxy settings, judged: which proxy they mean for https, and which hosts are reached straight. A script (PAC) is not
 * followed, it is told. Pure: what the system says is gathered elsewhere.
 */
import { Failure } from '../../../shared/errors.ts';
import { proxySchema } from '../../../shared/setup/answers.ts';
import type { ProxyAccess, Target } from './message.ts';

/** As Windows keeps a fixed proxy: `proxy:8080` or `http=a:80;https=b:443`, and the hosts that are reached straight. */
export interface FixedProxy {
  readonly proxy: string;
  readonly bypass: string;
}

export interface WindowsProxySettings {
  /** Of the whole computer (WinHTTP), which services follow; null: none. */
  readonly machine: FixedProxy | null;
  /** The Internet settings of the account that asks. */
  readonly account: { readonly fixed: FixedProxy | null; readonly script: string | null };
  /** A policy makes the Internet settings those of the whole computer. */
  readonly isAccountMachineWide: boolean;
}

/**
 * Null: straight. Settings of one account only are not followed: a service has another account, and what set-up tested would not be
 * what the service uses. Throws `network.proxy-of-account`, `network.proxy-script` or `network.proxy-settings`.
 */
export function proxyOfWindows({ machine, account, isAccountMachineWide }: WindowsProxySettings): ProxyAccess | null {
  const fixed = machine ?? (isAccountMachineWide ? account.fixed : null);
  if (fixed !== null) return followed(fixed);
  if (account.fixed !== null) throw new Failure('network.proxy-of-account', { params: { setting: shown(account.fixed.proxy) } });
  if (account.script !== null) throw new Failure('network.proxy-script', { params: { setting: shown(account.script) } });
  return null;
}

/** `HTTPS_PROXY` and `NO_PROXY`, in capitals or not. Null: straight. Throws `network.proxy-settings`. */
export function proxyOfEnvironment(environment: Readonly<Record<string, string | undefined>>): ProxyAccess | null {
  const named = (name: string) => (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
  const setting = named('HTTPS_PROXY');
  if (setting === '') return null;
  const url = URL.parse(setting.includes('://') ? setting : `http://${setting}`);
  if (url?.protocol !== 'http:') throw unusable(url === null ? '' : url.protocol);
  const account = { user: decoded(url.username), password: decoded(url.password) };
  const access = parsedAccess({ server: url.hostname, port: Number(url.port || 80), ...account });
  const rules = named('NO_PROXY')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(suffixRule);
  return { ...access, isStraight: (target) => rules.some((rule) => rule(target)) };
}

/** Empty means that there is none. */
function decoded(text: string): string | null {
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    throw unusable('user and password are not percent-encoded');
  }
}

type Rule = (target: Target) => boolean;

/** `*`, `contoso.test` with what is below it, `.contoso.test`, `host:port`. */
function suffixRule(entry: string): Rule {
  const [, host = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  const name = host.replace(/^\*?\./, '');
  return (target) => {
    const asked = target.hostname.toLowerCase();
    return samePort(port, target) && (name === '*' || asked === name || asked.endsWith(`.${name}`));
  };
}

function followed({ proxy, bypass }: FixedProxy): ProxyAccess | null {
  const entry = entryForHttps(proxy);
  if (entry === null) return null;
  const [, server, port = '80'] = /^(?:http:\/\/)?([^\s:/[\]]+)(?::(\d{1,5}))?\/?$/i.exec(entry) ?? [];
  if (server === undefined) throw unusable(shown(entry));
  const rules = bypass
    .split(/[\s;]+/)
    .filter((one) => one !== '')
    .map(wildcardRule);
  const access = parsedAccess({ server, port: Number(port), user: null, password: null });
  return { ...access, isStraight: (target) => rules.some((rule) => rule(target)) };
}

/** One proxy for everything, or one for each protocol; null when https has none. SOCKS is another language than ours. */
function entryForHttps(proxy: string): string | null {
  const entries = proxy.split(/[\s;]+/).filter((entry) => entry !== '');
  const ofProtocol = (name: string) => entries.find((entry) => entry.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  const forAll = entries.find((entry) => !entry.includes('=')) ?? null;
  const found = ofProtocol('https') ?? forAll;
  if (found === null && ofProtocol('socks') !== null) throw unusable('SOCKS');
  return found;
}

/** `<local>`: names without a dot. Else a name with any number of `*`, perhaps for one protocol or one port only. */
function wildcardRule(entry: string): Rule {
  if (entry.toLowerCase() === '<local>') return ({ hostname }) => !/[.:]/.test(hostname);
  const [, protocol = 'https', pattern = '', port = ''] = /^(?:([a-z]+):\/\/)?(.*?)(?::(\d+))?$/i.exec(entry) ?? [];
  if (protocol.toLowerCase() !== 'https') return () => false;
  const literal = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const name = new RegExp(`^${literal.join('.*')}$`, 'i');
  return (target) => samePort(port, target) && name.test(target.hostname);
}

function samePort(port: string, target: Target): boolean {
  return port === '' || Number(port) === Number(target.port || 443);
}

function parsedAccess({ password, ...settings }: Omit<ProxyAccess, 'isStraight'>): ProxyAccess {
  const parsed = proxySchema.safeParse(settings);
  if (!parsed.success) throw unusable(shown(`${settings.server}:${settings.port}`));
  return { ...parsed.data, password };
}

function unusable(setting: string): Failure {
  return new Failure('network.proxy-settings', { params: { setting: setting === '' ? '?' : setting } });
}

/** Settings come from elsewhere: without a user, and no longer than a line. */
function shown(setting: string): string {
  return setting.replace(/\/\/[^/@]*@/, '//').slice(0, 200);
}
