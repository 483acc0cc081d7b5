/** What each act of maintenance is to bring about, worked out before anything is touched. Null: nothing is to be changed. */
import type { Configuration } from '../../shared/config/configuration.ts';
import { parseProxyChoice, proxyChoiceText } from '../../shared/config/proxy-address.ts';
import { Failure } from '../../shared/errors.ts';
import { type ProxyChoice, proxyUser, type SecretName } from '../../shared/setup/answers.ts';
import type { MaintenanceAct } from '../../shared/setup/maintenance.ts';
import type { Plan } from '../install/plan.ts';

export type Changes = Partial<Pick<Plan, 'configuration' | 'secrets' | 'needed' | 'unneeded' | 'needsEngine' | 'isRestart'>>;

type Edit = Exclude<MaintenanceAct, { act: 'repair' | 'upgrade' | 'uninstall' }>;

/** `typed`: the secret that belongs to this act, when there is one at hand. */
export function changesOf(act: Edit, now: Configuration, typed: string | null): Changes | null {
  switch (act.act) {
    case 'edit-proxy':
      return proxyChanges(act.proxy, now, typed);
    case 'change-credentials':
      return credentialChanges(act.user, now, typed);
    case 'change-notification':
      return notificationChanges(act.notification?.address ?? '', now, typed);
    case 'change-mode':
      return act.mode === now.mode ? null : { configuration: { mode: act.mode } };
    default:
      return act satisfies never;
  }
}

/** Name of the secret that a person may type for this act. */
export function secretOf(act: Edit['act']): Exclude<SecretName, 'account-certificate'> | null {
  const names = {
    'edit-proxy': 'proxy-password',
    'change-credentials': 'exchange-password',
    'change-notification': 'notification-password',
    'change-mode': null,
  } as const;
  return names[act];
}

function proxyChanges(proxy: ProxyChoice, now: Configuration, typed: string | null): Changes | null {
  const before = parseProxyChoice(now.proxy);
  const user = proxyUser(proxy);
  const isSame = proxyChoiceText(before) === proxyChoiceText(proxy);
  const configuration = isSame ? {} : { proxy: proxyChoiceText(proxy) };
  if (user === null) {
    if (isSame) return null;
    return proxyUser(before) === null ? { configuration } : { configuration, unneeded: ['proxy-password'], needsEngine: true };
  }
  if (isSame && typed === null) return null;
  return { configuration, ...handedOver('proxy-password', typed, proxyUser(before) === user) };
}

/** The password is always asked for: the account is tried before it is used. */
function credentialChanges(user: string, now: Configuration, typed: string | null): Changes | null {
  const isSame = user === now.exchangeUser;
  if (isSame && typed === null) return null;
  return { configuration: isSame ? {} : { exchangeUser: user }, ...handedOver('exchange-password', typed, false) };
}

function notificationChanges(address: string, now: Configuration, typed: string | null): Changes | null {
  const isSame = address === now.notificationAddress;
  const configuration = isSame ? {} : { notificationAddress: address };
  if (address === '') return isSame ? null : { configuration, unneeded: ['notification-password'], needsEngine: true };
  if (isSame && typed === null) return null;
  return { configuration, ...handedOver('notification-password', typed, isSame) };
}

/** `isKnown`: the engine has this very account's password from before. Throws `secret.missing` when nobody has it. */
function handedOver(name: SecretName, typed: string | null, isKnown: boolean): Changes {
  if (typed !== null) return { secrets: { [name]: typed }, needed: [name], needsEngine: true };
  if (!isKnown) throw new Failure('secret.missing', { params: { name } });
  return {};
}
