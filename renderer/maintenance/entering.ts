/** What a page starts with: what is configured now. */
import type { Configuration } from '../../shared/config/configuration.ts';
import { parseProxyChoice } from '../../shared/config/proxy-address.ts';
import { proxyUser } from '../../shared/setup/answers.ts';
import { noAccountProblems } from '../forms/account-form.ts';
import { noNotificationProblems, notificationFormOf } from '../forms/notification-form.ts';
import { noProxyProblems, proxyFormOf } from '../forms/proxy-form.ts';
import { stay, type Update, withStep } from './moving.ts';
import type { ActPage, FormStep, MaintenanceState, PasswordName, PasswordOwners } from './state.ts';

export function enter(state: MaintenanceState, page: ActPage): Update {
  const step = formFor(state, page);
  return step === null ? stay(state) : withStep({ ...state, wasCancelled: false }, step);
}

/** Null when there is nothing to do on such a page. */
function formFor({ installed }: MaintenanceState, page: ActPage): FormStep | null {
  const { configuration } = installed;
  switch (page) {
    case 'edit-proxy': {
      const form = proxyFormOf(parseProxyChoice(configuration?.proxy ?? ''));
      return { kind: page, form, problems: noProxyProblems, busy: null, hops: [], error: null };
    }
    case 'change-credentials':
      return { kind: page, user: configuration?.exchangeUser ?? '', problems: noAccountProblems, busy: null, error: null };
    case 'change-notification':
      return { kind: page, form: notificationForm(configuration), problems: noNotificationProblems, busy: null, sentTo: null, error: null };
    case 'change-mode':
      return { kind: page, mode: configuration?.mode === 'observe' ? 'enforce' : 'observe' };
    case 'repair':
    case 'upgrade':
      return { kind: page };
    case 'replace':
      return { kind: page, keepData: true };
    case 'uninstall':
      return { kind: page, removeData: false, takeBack: false };
    case 'accept-plan': {
      const finding = installed.status?.held ?? null;
      return finding === null ? null : { kind: page, finding };
    }
    default:
      return page satisfies never;
  }
}

function notificationForm(configuration: Configuration | null) {
  const address = configuration?.notificationAddress ?? '';
  return notificationFormOf(address === '' ? null : { address });
}

/** Accounts whose password the engine has, since it works with them: such a field may stay empty. */
export function engineHas({ installed: { configuration, status } }: Pick<MaintenanceState, 'installed'>): PasswordOwners {
  return {
    'exchange-password': status?.secrets.exchangePassword === true ? (configuration?.exchangeUser ?? null) : null,
    'proxy-password': status?.secrets.proxyPassword === true ? proxyUser(parseProxyChoice(configuration?.proxy ?? '')) : null,
    'notification-password': status?.secrets.notificationPassword === true ? configuration?.notificationAddress || null : null,
  };
}

/** For whom set-up itself has the password `name`; of what was in the vault at its start, the configured account is taken to be the owner. */
export function ownersAtStart(installed: MaintenanceState['installed'], stored: readonly string[]): PasswordOwners {
  const { configuration } = installed;
  const configured: PasswordOwners = {
    'exchange-password': configuration?.exchangeUser ?? null,
    'proxy-password': proxyUser(parseProxyChoice(configuration?.proxy ?? '')),
    'notification-password': configuration?.notificationAddress || null,
  };
  const owner = (name: PasswordName): string | null => (stored.includes(name) ? configured[name] : null);
  return {
    'exchange-password': owner('exchange-password'),
    'proxy-password': owner('proxy-password'),
    'notification-password': owner('notification-password'),
  };
}
