/** The connector account, and below it the notification account with its test mail (W4). */
import { isAccountRight, judgeAccount } from '../forms/account-form.ts';
import { isNotificationRight, judgeNotification, notificationOf } from '../forms/notification-form.ts';
import { answersOf, passwordOf, proxyFor } from './answers.ts';
import type { AccountEvent } from './events.ts';
import { claimed, isStoring, storeAndThen } from './leaving.ts';
import { type AccountStep, isStep, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

const noMail = { busy: null, sent: null, error: null } as const;

export function onAccount(state: WizardState, event: AccountEvent): Update {
  const { step } = state;
  if (!isStep(step, 'account')) return stay(state);
  switch (event.kind) {
    case 'testCancelled':
      return step.mail.busy === null ? stay(state) : withStep(state, { ...step, mail: noMail }, { kind: 'cancelTestMail' });
    case 'ended':
      return mailEnded(state, step, event);
    default:
      return isStoring(state) ? stay(state) : onFields(state, step, event);
  }
}

/** Not while passwords are on their way: then the fields are still. */
function onFields(state: WizardState, step: AccountStep, event: Exclude<AccountEvent, { kind: 'testCancelled' | 'ended' }>): Update {
  switch (event.kind) {
    case 'left':
      return left(state, step, event.field);
    case 'testAsked':
      return step.mail.busy === null ? askForMail(state, step) : stay(state);
    default:
      return typed(state, step, event);
  }
}

function typed(state: WizardState, step: AccountStep, event: Extract<AccountEvent, { kind: 'userTyped' | 'notificationChanged' }>): Update {
  if (event.kind === 'userTyped') {
    const problems = { ...step.problems, user: null };
    return withStep({ ...state, forms: { ...state.forms, user: event.user } }, { ...step, problems, error: null });
  }
  const form = { ...state.forms.notification, ...event.changes };
  const lengths = form.isOn ? state.typed : { ...state.typed, 'notification-password': 0 };
  const notification = { ...step.notification, address: null };
  const ended = step.mail.busy === null ? [] : [{ kind: 'cancelTestMail' } as const];
  const next = { ...state, typed: lengths, forms: { ...state.forms, notification: form } };
  return withStep(next, { ...step, notification, error: null, mail: noMail }, ...ended);
}

/** A field that is passed by empty is left in peace; Next asks for it. */
function left(state: WizardState, step: AccountStep, field: Extract<AccountEvent, { kind: 'left' }>['field']): Update {
  const { account, notification } = judged(state);
  const filled = {
    user: state.forms.user.trim() !== '',
    password: passwordOf(state, 'exchange-password').length > 0,
    address: state.forms.notification.address.trim() !== '',
    mailPassword: passwordOf(state, 'notification-password').length > 0,
  };
  if (!filled[field]) return stay(state);
  if (field === 'address') return withStep(state, { ...step, notification: { ...step.notification, address: notification.address } });
  if (field === 'mailPassword')
    return withStep(state, { ...step, notification: { ...step.notification, password: notification.password } });
  return withStep(state, { ...step, problems: { ...step.problems, [field]: account[field] } });
}

function judged(state: WizardState) {
  return {
    account: judgeAccount(state.forms.user, passwordOf(state, 'exchange-password')),
    notification: judgeNotification(state.forms.notification, passwordOf(state, 'notification-password')),
  };
}

export function submitAccount(state: WizardState): Update {
  const { step } = state;
  if (!isStep(step, 'account') || isStoring(state)) return stay(state);
  const { account, notification } = judged(state);
  if (!isAccountRight(account) || !isNotificationRight(notification))
    return withStep(state, { ...step, problems: account, notification, error: null }, { kind: 'focusFirstWrong' });
  return storeAndThen(claimed(state, ['exchange-password', 'notification-password']), 'signIn', stay);
}

/** The connector account does not have to be right for a test mail. */
function askForMail(state: WizardState, step: AccountStep): Update {
  const { notification } = judged(state);
  if (!isNotificationRight(notification)) return withStep(state, { ...step, notification, error: null }, { kind: 'focusFirstWrong' });
  return storeAndThen(claimed(state, ['notification-password']), 'test', startTestMail);
}

export function startTestMail(from: WizardState): Update {
  const { step } = from;
  const notification = notificationOf(from.forms.notification);
  if (!isStep(step, 'account') || notification === null) return stay(from);
  const state = { ...from, attempts: from.attempts + 1 };
  const mail = { ...noMail, busy: state.attempts };
  const way = { proxy: proxyFor(state.forms), type: answersOf(state).exchange.type };
  return withStep(state, { ...step, error: null, mail }, { kind: 'sendTestMail', attempt: state.attempts, notification, way });
}

function mailEnded(state: WizardState, step: AccountStep, { attempt, result }: Extract<AccountEvent, { kind: 'ended' }>): Update {
  if (step.mail.busy !== attempt) return stay(state);
  if (!result.ok) return withStep(state, { ...step, mail: { ...noMail, error: result.error } });
  if (result.value.kind === 'failed') return withStep(state, { ...step, mail: { ...noMail, error: result.value.error } });
  return withStep(state, { ...step, mail: { ...noMail, sent: result.value.kind === 'sent' ? result.value : null } });
}
