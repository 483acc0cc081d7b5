/** Sign-in to Intune (W5), in the browser of this computer or with a code on any device. */
import type { AppError } from '../../shared/errors.ts';
import type { SignInLine } from '../../shared/setup/engine-verbs.ts';
import { proxyFor } from './answers.ts';
import { enter } from './entering.ts';
import type { SignInEvent } from './events.ts';
import { isStep, type SignInStep, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

const idle = { busy: null, code: null, isBrowserOpen: false } as const;

export function onSignIn(state: WizardState, event: SignInEvent): Update {
  const { step } = state;
  if (!isStep(step, 'signIn')) return stay(state);
  switch (event.kind) {
    case 'methodChosen':
      return methodChosen(state, step, event);
    case 'otherAccountAsked':
      return step.busy === null ? withStep(state, { ...step, tenant: null, error: null }) : stay(state);
    case 'pageAsked':
      return stay(state, { kind: 'openSignInPage' });
    case 'told':
      return told(state, step, event.line);
    default:
      return ended(state, step, event);
  }
}

/** While one way waits, choosing the other goes over to it at once. */
function methodChosen(state: WizardState, step: SignInStep, { method }: Extract<SignInEvent, { kind: 'methodChosen' }>): Update {
  const chosen = { ...state, forms: { ...state.forms, method } };
  if (step.busy === null || method === state.forms.method) return withStep(chosen, { ...step, error: null });
  const started = startSignIn(chosen, step);
  return { state: started.state, effects: [{ kind: 'cancelSignIn' }, ...started.effects] };
}

export function submitSignIn(state: WizardState): Update {
  const { step } = state;
  if (!isStep(step, 'signIn') || step.busy !== null) return stay(state);
  return step.tenant === null ? startSignIn(state, step) : enter(state, 'checks');
}

function startSignIn(from: WizardState, step: SignInStep): Update {
  const state = { ...from, attempts: from.attempts + 1 };
  return withStep(
    state,
    { ...step, ...idle, busy: state.attempts, tenant: null, error: null },
    { kind: 'signIn', attempt: state.attempts, method: state.forms.method, proxy: proxyFor(state.forms) },
  );
}

function told(state: WizardState, step: SignInStep, line: SignInLine): Update {
  if (step.busy === null) return stay(state);
  if (line.kind === 'browser' && state.forms.method === 'browser') return withStep(state, { ...step, isBrowserOpen: true });
  if (line.kind !== 'code' || state.forms.method !== 'code') return stay(state);
  const { userCode, verificationUri, expiresInSeconds } = line;
  return withStep(state, { ...step, code: { userCode, verificationUri, expiresInSeconds } });
}

function ended(state: WizardState, step: SignInStep, { attempt, result }: Extract<SignInEvent, { kind: 'ended' }>): Update {
  if (step.busy !== attempt) return stay(state);
  const stopped = { ...step, ...idle };
  if (!result.ok) return withStep(state, { ...stopped, error: unlessCancelled(result.error) });
  const line = result.value;
  if (line.kind === 'signed-in') return withStep(state, { ...stopped, tenant: line.tenant, error: null });
  return withStep(state, { ...stopped, error: line.kind === 'failed' ? unlessCancelled(line.error) : null });
}

/** What was stopped on request is no failure. */
function unlessCancelled(error: AppError): AppError | null {
  return error.code === 'cancelled' ? null : error;
}
