/** Sign-in and checks: pages that ask somebody and wait for the answer. */
import type { AppError } from '../../shared/errors.ts';
import type { SignInLine } from '../../shared/setup/engine-verbs.ts';
import type { SetupEvent } from '../../shared/setup/progress.ts';
import { startChecks, startSignIn, stay, type Update, withStep } from './entering.ts';
import type { WizardEvent } from './events.ts';
import { type ChecksStep, isStep, type WizardState } from './state.ts';

export function signInTold(state: WizardState, line: SignInLine): Update {
  const { step } = state;
  if (!isStep(step, 'signIn') || step.busy === null || line.kind !== 'code') return stay(state);
  const { userCode, verificationUri, expiresInSeconds } = line;
  return withStep(state, { ...step, code: { userCode, verificationUri, expiresInSeconds } });
}

export function signInEnded(state: WizardState, event: Extract<WizardEvent, { kind: 'signInEnded' }>): Update {
  const { step } = state;
  if (!isStep(step, 'signIn') || step.busy !== event.attempt) return stay(state);
  const ended = { ...step, busy: null, code: null };
  if (!event.result.ok) return withStep(state, { ...ended, error: unlessCancelled(event.result.error) });
  const line = event.result.value;
  if (line.kind === 'signed-in') return withStep(state, { ...ended, tenant: line.tenant, error: null });
  return withStep(state, { ...ended, error: line.kind === 'failed' ? unlessCancelled(line.error) : null });
}

/** What was stopped on request is no failure. */
function unlessCancelled(error: AppError): AppError | null {
  return error.code === 'cancelled' ? null : error;
}

export function signInAgain(state: WizardState): Update {
  return state.step.kind === 'signIn' && state.step.busy === null ? startSignIn(state) : stay(state);
}

export function checksAgain(state: WizardState): Update {
  return state.step.kind === 'checks' && state.step.busy === null ? startChecks(state) : stay(state);
}

export function checkTold(state: WizardState, event: SetupEvent): Update {
  const { step } = state;
  if (!isStep(step, 'checks') || step.busy === null || event.event !== 'check') return stay(state);
  const others = step.results.filter((one) => one.id !== event.result.id);
  return withStep(state, { ...step, results: [...others, event.result] });
}

export function checksEnded(state: WizardState, event: Extract<WizardEvent, { kind: 'checksEnded' }>): Update {
  const { step } = state;
  if (!isStep(step, 'checks') || step.busy !== event.attempt) return stay(state);
  if (!event.result.ok) return withStep(state, { ...step, busy: null, error: event.result.error });
  return withStep(state, { ...step, busy: null, results: event.result.value, error: null });
}

/** Failures stop, warnings do not; a list that never came to its end proves nothing. */
export function mayPass(step: ChecksStep): boolean {
  return step.busy === null && step.error === null && step.results.length > 0 && !step.results.some((one) => one.verdict === 'fail');
}
