/** Which way to the internet was chosen, made usable: the proxy with its password, or the system's own. */
import { type Answers, type ProxyChoice, proxyUser } from '../shared/setup/answers.ts';
import type { ProxyAccess } from './adapters/http/message.ts';
import { proxyOfEnvironment, proxyOfWindows } from './adapters/http/system-proxy.ts';
import { loadNative } from './windows/native.ts';
import { readProxySettings } from './windows/proxy-settings.ts';

/** `password`: of the chosen proxy's user, which travels apart. Null: straight. Throws `network.proxy-*` for settings of the system that cannot be followed. */
export async function proxyAccess(
  choice: ProxyChoice,
  password: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProxyAccess | null> {
  if (choice === null) return null;
  if (choice !== 'system') return { ...choice, password };
  if (process.platform !== 'win32') return proxyOfEnvironment(environment);
  return proxyOfWindows(readProxySettings(await loadNative()));
}

/** Who signs in to the chosen proxy; null: nobody, or nobody whose password is known. */
export async function proxyLogon(
  choice: ProxyChoice,
  read: () => Promise<string | null>,
): Promise<{ readonly user: string; readonly password: string } | null> {
  const user = proxyUser(choice);
  const password = user === null ? null : await read();
  return user === null || password === null ? null : { user, password };
}

export interface MailWay {
  readonly type: Answers['exchange']['type'];
  readonly proxy: ProxyChoice;
  readonly proxyPassword: string | null;
}

/** Mail of an Exchange inside the company goes straight; a hosted one lies beyond the proxy, as Intune does. */
export async function wayToMail(
  { type, proxy, proxyPassword }: MailWay,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProxyAccess | null> {
  return type === 'on-premises' ? null : await proxyAccess(proxy, proxyPassword, environment);
}
