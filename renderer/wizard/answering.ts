/** The pages with fields: what typing and leaving a field change, and what storing the password answers. */
import { enter, stay, type Update, withStep } from './entering.ts';
import type { WizardEvent } from './events.ts';
import { type AccountStep, isStep, type WizardState } from './state.ts';
import { judgePassword, judgeServer, judgeUser } from './validation.ts';

export function exchangeEvent(
  state: WizardState,
  event: Extract<WizardEvent, { kind: 'typeChosen' | 'serverTyped' | 'serverLeft' }>,
): Update {
  const { step } = state;
  if (!isStep(step, 'exchange')) return stay(state);
  if (event.kind === 'typeChosen') return withStep(state, { ...step, type: event.type });
  if (event.kind === 'serverTyped') return withStep(state, { ...step, server: event.server, problem: null });
  return isBlank(step.server) ? stay(state) : withStep(state, { ...step, problem: judgeServer(step.server) });
}

/** A field that is passed by empty is left in peace; Next asks for it. */
function isBlank(typed: string): boolean {
  return typed.trim() === '';
}

export function submitExchange(state: WizardState): Update {
  const { step } = state;
  if (!isStep(step, 'exchange')) return stay(state);
  const problem = judgeServer(step.server);
  return problem === null ? enter(state, 'account') : withStep(state, { ...step, problem }, { kind: 'focusFirstWrong' });
}

type AccountEvent = Extract<WizardEvent, { kind: 'userTyped' | 'userLeft' | 'passwordTyped' | 'passwordLeft' | 'passwordStored' }>;

export function accountEvent(state: WizardState, event: AccountEvent): Update {
  const { step } = state;
  if (!isStep(step, 'account')) return stay(state);
  if (event.kind === 'passwordStored') return passwordStored(state, event);
  if (step.busy !== null) return stay(state);
  if (event.kind === 'userTyped') return withStep(state, { ...step, user: event.user, userProblem: null, error: null });
  if (event.kind === 'passwordTyped') return withStep(state, { ...step, passwordProblem: null, error: null });
  return accountLeft(state, step, event);
}

function accountLeft(state: WizardState, step: AccountStep, event: Extract<AccountEvent, { kind: 'userLeft' | 'passwordLeft' }>): Update {
  if (event.kind === 'userLeft') return isBlank(step.user) ? stay(state) : withStep(state, { ...step, userProblem: judgeUser(step.user) });
  const { passwordLength } = event;
  return passwordLength === 0 ? stay(state) : withStep(state, { ...step, passwordProblem: judgePassword(passwordLength, true) });
}

export function submitAccount(state: WizardState, passwordLength: number): Update {
  const { step } = state;
  if (!isStep(step, 'account') || step.busy !== null) return stay(state);
  const userProblem = judgeUser(step.user);
  const passwordProblem = judgePassword(passwordLength, isPasswordStored(state));
  if (userProblem !== null || passwordProblem !== null)
    return withStep(state, { ...step, userProblem, passwordProblem, error: null }, { kind: 'focusFirstWrong' });
  if (passwordLength === 0) return enter(state, 'signIn');
  const attempt = state.attempts + 1;
  const busy = { ...step, userProblem, passwordProblem, error: null, busy: attempt };
  return withStep({ ...state, attempts: attempt }, busy, { kind: 'storePassword', attempt });
}

/** Whether main already has the password of the account that stands in the field. */
export function isPasswordStored(state: WizardState): boolean {
  const { step, kept } = state;
  return isStep(step, 'account') && kept.passwordFor !== null && kept.passwordFor.toLowerCase() === step.user.trim().toLowerCase();
}

function passwordStored(state: WizardState, event: Extract<WizardEvent, { kind: 'passwordStored' }>): Update {
  const { step } = state;
  if (!isStep(step, 'account') || step.busy !== event.attempt) return stay(state);
  if (!event.result.ok) return withStep(state, { ...step, busy: null, error: event.result.error });
  // A new password makes the checks of before worthless, also when the name stayed the same.
  const kept = { ...state.kept, passwordFor: step.user.trim(), checks: null };
  return enter({ ...state, kept, step: { ...step, busy: null } }, 'signIn');
}
