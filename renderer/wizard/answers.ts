/** From what is typed to what is sent, and by what to know whether something learned still holds. */
import type { Notification, ProxyChoice, TypedSecret } from '../../shared/setup/answers.ts';
import { notificationOf } from '../forms/notification-form.ts';
import { proxyOf } from '../forms/proxy-form.ts';
import { judgeMailAddress, judgeProxyUser, judgeUser, type TypedPassword } from '../forms/validation.ts';
import type { AnswersToSend } from './events.ts';
import type { Forms, Learned, WizardState } from './state.ts';

/** What stands in the field for the chosen type. */
export function serverText({ type, server, address }: Pick<Forms, 'type' | 'server' | 'address'>): string {
  return type === 'hosted' ? address : server;
}

/** `replace`: the administrator chose to take over from another machine. */
export function answersOf({ forms, given, language }: Pick<WizardState, 'forms' | 'given' | 'language'>, replace = false): AnswersToSend {
  return {
    exchange: { type: forms.type, server: serverText(forms).trim(), user: forms.user.trim() },
    proxy: proxyFor(forms),
    notification: notificationFor(forms),
    mode: forms.mode,
    replace,
    language,
    ...given,
  };
}

export function proxyFor({ proxy }: Pick<Forms, 'proxy'>): ProxyChoice {
  return proxyOf(proxy);
}

function notificationFor({ notification }: Pick<Forms, 'notification'>): Notification | null {
  return notificationOf(notification);
}

/** Changes with every answer and every password that a check, a test or the preview depends on. */
export function keyOf(state: WizardState): string {
  const { exchange, proxy, notification } = answersOf(state);
  return JSON.stringify([exchange, proxy, notification, state.kept.storings]);
}

export function stillTrue<T>(state: WizardState, learned: Learned<T> | null): T | null {
  return learned !== null && learned.key === keyOf(state) ? learned.value : null;
}

/** Whose password it is, by the fields; '' while they do not say it rightly. */
export function ownerOf({ forms }: Pick<WizardState, 'forms'>, name: TypedSecret): string {
  switch (name) {
    case 'exchange-password':
      return judgeUser(forms.user) === null ? plain(forms.user) : '';
    case 'proxy-password':
      return judgeProxyUser(forms.proxy.user) === null ? plain(forms.proxy.user) : '';
    case 'notification-password':
      return judgeMailAddress(forms.notification.address) === null ? plain(forms.notification.address) : '';
    case 'service-password':
      return '';
    default:
      return name satisfies never;
  }
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

/** Whether main already has the password of whoever stands in the field. */
export function isStored(state: WizardState, name: TypedSecret): boolean {
  const owner = state.kept.stored[name];
  return owner !== undefined && (owner === '' || owner === ownerOf(state, name));
}

export function passwordOf(state: WizardState, name: TypedSecret): TypedPassword {
  return { length: state.typed[name] ?? 0, isStored: isStored(state, name) };
}
