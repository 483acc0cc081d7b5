/** Which acts home offers, in their order, and what each says of itself in one line. Pure. */
import { parseProxyChoice } from '../../shared/config/proxy-address.ts';
import type { MessageKey, MessageParams } from '../../shared/i18n/translate.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import type { ActPage } from './state.ts';
import { isNewer } from './status.ts';

export interface ListedAct {
  readonly page: ActPage;
  readonly line: MessageKey;
  readonly params: MessageParams;
}

/** Upgrade stands there only while there is something newer; what is held and waits for a word comes first. */
export function listedActs(installed: Installed): readonly ListedAct[] {
  return [
    ...heldLine(installed),
    proxyLine(installed),
    credentialsLine(installed),
    notificationLine(installed),
    modeLine(installed),
    { page: 'repair', line: 'maintenance.line.repair', params: {} },
    ...upgradeLine(installed),
    { page: 'replace', line: 'maintenance.line.replace', params: {} },
    { page: 'uninstall', line: 'maintenance.line.uninstall', params: {} },
  ];
}

function heldLine({ status }: Installed): readonly ListedAct[] {
  const held = status?.held ?? null;
  return held === null ? [] : [{ page: 'accept-plan', line: 'maintenance.line.accept', params: { count: held.newBlocks } }];
}

function proxyLine({ configuration }: Installed): ListedAct {
  if (configuration === null) return { page: 'edit-proxy', line: 'maintenance.line.proxyUnknown', params: {} };
  const proxy = parseProxyChoice(configuration.proxy);
  if (proxy === null) return { page: 'edit-proxy', line: 'maintenance.line.proxyNone', params: {} };
  if (proxy === 'system') return { page: 'edit-proxy', line: 'maintenance.line.proxySystem', params: {} };
  return { page: 'edit-proxy', line: 'maintenance.line.proxy', params: { proxy: `${proxy.server}:${proxy.port}` } };
}

function credentialsLine({ configuration }: Installed): ListedAct {
  if (configuration === null) return { page: 'change-credentials', line: 'maintenance.line.credentialsUnknown', params: {} };
  return { page: 'change-credentials', line: 'maintenance.line.credentials', params: { user: configuration.exchangeUser } };
}

function notificationLine({ configuration }: Installed): ListedAct {
  const address = configuration?.notificationAddress ?? '';
  if (address === '') return { page: 'change-notification', line: 'maintenance.line.notificationNone', params: {} };
  return { page: 'change-notification', line: 'maintenance.line.notification', params: { address } };
}

function modeLine({ configuration }: Installed): ListedAct {
  const isObserving = configuration?.mode === 'observe';
  return { page: 'change-mode', line: isObserving ? 'maintenance.line.observing' : 'maintenance.line.enforcing', params: {} };
}

function upgradeLine({ version, offered }: Installed): readonly ListedAct[] {
  return isNewer(offered, version) ? [{ page: 'upgrade', line: 'maintenance.line.upgrade', params: { version, offered } }] : [];
}
