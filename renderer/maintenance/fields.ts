/** Typing, leaving a field, choosing: what that changes on the page it happens on. */
import { judgeAccount } from '../forms/account-form.ts';
import { judgeNotification } from '../forms/notification-form.ts';
import { judgeProxy } from '../forms/proxy-form.ts';
import { isBusy } from './acts.ts';
import type { FieldEvent } from './events.ts';
import { stay, type Update } from './moving.ts';
import { typedPassword } from './passwords.ts';
import type { MaintenanceState, Step, StepOf } from './state.ts';

type Left = Extract<FieldEvent, { readonly passwordLength: number }>;

export function fieldChanged(state: MaintenanceState, event: FieldEvent): Update {
  if (isBusy(state.step)) return stay(state);
  return stay({ ...state, step: 'passwordLength' in event ? left(state, event) : typed(state.step, event) });
}

/** What is typed anew is not called wrong, nor is a test of before held against it or for it. */
function typed(step: Step, event: Exclude<FieldEvent, Left>): Step {
  switch (event.kind) {
    case 'proxyTyped':
      if (step.kind !== 'edit-proxy') return step;
      return { ...step, form: { ...step.form, ...event.changes }, problems: without(step.problems, event.changes), hops: [], error: null };
    case 'userTyped':
      if (step.kind !== 'change-credentials') return step;
      return { ...step, user: event.user, problems: { ...step.problems, user: null }, error: null };
    case 'notificationTyped':
      if (step.kind !== 'change-notification') return step;
      return {
        ...step,
        form: { ...step.form, ...event.changes },
        problems: without(step.problems, event.changes),
        sentTo: null,
        error: null,
      };
    case 'passwordTyped':
      return passwordTyped(step);
    default:
      return chosen(step, event);
  }
}

/** The problems without those of the fields that changed. */
function without<P extends object>(problems: P, changes: object): P {
  const gone = Object.keys(changes).filter((field) => field in problems);
  return { ...problems, ...Object.fromEntries(gone.map((field) => [field, null])) };
}

function passwordTyped(step: Step): Step {
  switch (step.kind) {
    case 'edit-proxy':
      return { ...step, problems: { ...step.problems, password: null }, hops: [], error: null };
    case 'change-notification':
      return { ...step, problems: { ...step.problems, password: null }, sentTo: null, error: null };
    case 'change-credentials':
      return { ...step, problems: { ...step.problems, password: null }, error: null };
    default:
      return step;
  }
}

function chosen(step: Step, event: Extract<FieldEvent, { kind: 'keepDataChosen' | 'removalChosen' }>): Step {
  if (event.kind === 'keepDataChosen') return step.kind === 'replace' ? { ...step, keepData: event.keepData } : step;
  return step.kind === 'uninstall' ? { ...step, removeData: event.removeData, takeBack: event.takeBack } : step;
}

function left(state: MaintenanceState, event: Left): Step {
  const { step } = state;
  if (event.kind === 'proxyLeft' && step.kind === 'edit-proxy') return proxyLeft(state, step, event);
  if (event.kind === 'accountLeft' && step.kind === 'change-credentials') return accountLeft(state, step, event);
  if (event.kind === 'notificationLeft' && step.kind === 'change-notification') return notificationLeft(state, step, event);
  return step;
}

/** A field that is passed by empty is left in peace; the main act asks for it. */
function isPassedBy(text: string, passwordLength: number, field: string): boolean {
  return field === 'password' ? passwordLength === 0 : text.trim() === '';
}

function proxyLeft(
  state: MaintenanceState,
  step: StepOf<'edit-proxy'>,
  { field, passwordLength }: Extract<Left, { kind: 'proxyLeft' }>,
): Step {
  if (isPassedBy(field === 'password' ? '' : step.form[field], passwordLength, field)) return step;
  const problem = judgeProxy(step.form, typedPassword(state, passwordLength))[field];
  return { ...step, problems: { ...step.problems, [field]: problem } };
}

function accountLeft(
  state: MaintenanceState,
  step: StepOf<'change-credentials'>,
  { field, passwordLength }: Extract<Left, { kind: 'accountLeft' }>,
): Step {
  if (isPassedBy(step.user, passwordLength, field)) return step;
  const problem = judgeAccount(step.user, typedPassword(state, passwordLength))[field];
  return { ...step, problems: { ...step.problems, [field]: problem } };
}

function notificationLeft(
  state: MaintenanceState,
  step: StepOf<'change-notification'>,
  { field, passwordLength }: Extract<Left, { kind: 'notificationLeft' }>,
): Step {
  if (isPassedBy(step.form.address, passwordLength, field)) return step;
  const problem = judgeNotification(step.form, typedPassword(state, passwordLength))[field];
  return { ...step, problems: { ...step.problems, [field]: problem } };
}
