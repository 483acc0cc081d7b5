/** The main act and the tests of the pages with fields: judge, put the password away, then go on. */
import type { Result } from '../../shared/result.ts';
import type { Hop, MailLine } from '../../shared/setup/engine-verbs.ts';
import type { MaintenanceAct } from '../../shared/setup/maintenance.ts';
import { isAccountRight, judgeAccount } from '../forms/account-form.ts';
import { isNotificationRight, judgeNotification, notificationOf } from '../forms/notification-form.ts';
import { isProxyRight, judgeProxy, proxyOf } from '../forms/proxy-form.ts';
import { endingOf, stay, type Update } from './moving.ts';
import { accountOf, mainHasIt, passwordForTest, typedPassword } from './passwords.ts';
import type { Attempt, FormBusy, MaintenanceState, StepOf } from './state.ts';
import { startAct } from './working.ts';

type FilledStep = StepOf<'edit-proxy' | 'change-credentials' | 'change-notification'>;

export function isFilled(step: MaintenanceState['step']): step is FilledStep {
  return step.kind === 'edit-proxy' || step.kind === 'change-credentials' || step.kind === 'change-notification';
}

/** Asked for on one of the pages with fields; what is wrong is shown first. */
export function submit(state: MaintenanceState, passwordLength: number, next: FormBusy['next']): Update {
  const { step } = state;
  if (!isFilled(step) || step.busy !== null) return stay(state);
  const judged = judge(state, step, passwordLength);
  const needsTyping = next === 'test' && accountOf(step) !== null && passwordLength === 0 && !mainHasIt(state);
  if (!judged.isRight) return stay({ ...state, step: judged.step }, { kind: 'focusFirstWrong' });
  if (needsTyping) return stay({ ...state, step: withPasswordProblem(judged.step) }, { kind: 'focusFirstWrong' });
  const ready = { ...state, step: { ...judged.step, error: null }, wasCancelled: false };
  return passwordLength > 0 && accountOf(step) !== null ? store(ready, next) : goOn(ready, next);
}

interface Judged {
  readonly step: FilledStep;
  readonly isRight: boolean;
}

function judge(state: MaintenanceState, step: FilledStep, passwordLength: number): Judged {
  const password = typedPassword(state, passwordLength);
  switch (step.kind) {
    case 'edit-proxy': {
      const problems = judgeProxy(step.form, password);
      return { step: { ...step, problems }, isRight: isProxyRight(problems) };
    }
    case 'change-credentials': {
      const problems = judgeAccount(step.user, password);
      return { step: { ...step, problems }, isRight: isAccountRight(problems) };
    }
    case 'change-notification': {
      const problems = judgeNotification(step.form, password);
      return { step: { ...step, problems }, isRight: isNotificationRight(problems) };
    }
    default:
      return step satisfies never;
  }
}

function withPasswordProblem(step: FilledStep): FilledStep {
  if (step.kind === 'edit-proxy') return { ...step, problems: { ...step.problems, password: passwordForTest } };
  if (step.kind === 'change-notification') return { ...step, problems: { ...step.problems, password: passwordForTest } };
  return step;
}

function store(state: MaintenanceState, next: FormBusy['next']): Update {
  const account = accountOf(state.step);
  const attempt = state.attempts + 1;
  if (!isFilled(state.step) || account === null) return stay(state);
  const step = { ...state.step, busy: { attempt, what: 'store', next } } as const;
  return stay({ ...state, attempts: attempt, step }, { kind: 'storeSecret', attempt, name: account.name });
}

/** The vault took the password, or it did not; then it is still in its field. */
export function secretStored(state: MaintenanceState, attempt: Attempt, result: Result<unknown>): Update {
  const { step } = state;
  if (!isFilled(step) || step.busy?.attempt !== attempt) return stay(state);
  if (!result.ok) return stay({ ...state, step: { ...step, busy: null, error: result.error } });
  const account = accountOf(step);
  const mainHas = account === null ? state.mainHas : { ...state.mainHas, [account.name]: account.user };
  return goOn({ ...state, mainHas, step: { ...step, busy: null } }, step.busy.next);
}

function goOn(state: MaintenanceState, next: FormBusy['next']): Update {
  const { step } = state;
  if (!isFilled(step)) return stay(state);
  return next === 'test' ? startTest(state, step) : startAct(state, actOf(step), step);
}

function actOf(step: FilledStep): MaintenanceAct {
  switch (step.kind) {
    case 'edit-proxy':
      return { act: 'edit-proxy', proxy: proxyOf(step.form) };
    case 'change-credentials':
      return { act: 'change-credentials', user: step.user.trim() };
    case 'change-notification':
      return { act: 'change-notification', notification: notificationOf(step.form) };
    default:
      return step satisfies never;
  }
}

function startTest(state: MaintenanceState, step: FilledStep): Update {
  const attempt = state.attempts + 1;
  const busy: FormBusy = { attempt, what: 'test', next: 'test' };
  const counted = { ...state, attempts: attempt };
  if (step.kind === 'edit-proxy') {
    const argument = { proxy: proxyOf(step.form), exchange: exchangeOf(state) };
    return stay({ ...counted, step: { ...step, busy, hops: [] } }, { kind: 'testNetwork', attempt, argument });
  }
  const notification = step.kind === 'change-notification' ? notificationOf(step.form) : null;
  if (step.kind !== 'change-notification' || notification === null) return stay(state);
  return stay({ ...counted, step: { ...step, busy, sentTo: null } }, { kind: 'sendTestMail', attempt, notification });
}

function exchangeOf({ installed: { configuration } }: MaintenanceState) {
  return configuration === null ? null : { type: configuration.exchangeType, server: configuration.exchangeServer };
}

/** What was found until then stays to be seen; the late answer is ignored. */
export function testStopped(state: MaintenanceState): Update {
  const { step } = state;
  const effects = endingOf(step);
  if (effects.length === 0 || !isFilled(step)) return stay(state);
  const found = step.kind === 'edit-proxy' ? { ...step, hops: step.hops.filter((one) => one.state !== 'testing') } : step;
  return stay({ ...state, step: { ...found, busy: null } }, ...effects);
}

export function hopTold(state: MaintenanceState, hop: Hop): Update {
  const { step } = state;
  if (step.kind !== 'edit-proxy' || step.busy?.what !== 'test') return stay(state);
  const others = step.hops.filter((one) => one.hop !== hop.hop);
  return stay({ ...state, step: { ...step, hops: [...others, hop] } });
}

export function networkTested(state: MaintenanceState, attempt: Attempt, result: Result<readonly Hop[]>): Update {
  const { step } = state;
  if (step.kind !== 'edit-proxy' || step.busy?.attempt !== attempt) return stay(state);
  const ended = { ...step, busy: null };
  return stay({ ...state, step: result.ok ? { ...ended, hops: result.value } : { ...ended, error: result.error } });
}

export function mailTested(state: MaintenanceState, attempt: Attempt, result: Result<MailLine>): Update {
  const { step } = state;
  if (step.kind !== 'change-notification' || step.busy?.attempt !== attempt) return stay(state);
  const ended = { ...step, busy: null };
  if (!result.ok) return stay({ ...state, step: { ...ended, error: result.error } });
  if (result.value.kind === 'failed') return stay({ ...state, step: { ...ended, error: result.value.error } });
  return stay({ ...state, step: { ...ended, sentTo: result.value.kind === 'sent' ? result.value.to : null } });
}
