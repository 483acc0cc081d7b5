/** Forward, back, across and out. */
import { submitAccount, submitExchange } from './answering.ts';
import { mayPass } from './asking.ts';
import { heldDeclined } from './connecting.ts';
import { endingOf, enter, startChecks, startConnect, startSignIn, stay, type Update, withStep } from './entering.ts';
import { type ChecksStep, type Page, pages, type SignInStep, type Step, type WizardState } from './state.ts';

/** The main act of the present page. For the two dangerous questions it is the harmless answer. */
export function goNext(state: WizardState, passwordLength: number): Update {
  const { step } = state;
  switch (step.kind) {
    case 'welcome':
      return enter(state, 'exchange');
    case 'exchange':
      return submitExchange(state);
    case 'account':
      return submitAccount(state, passwordLength);
    case 'signIn':
      return nextOfSignIn(state, step);
    case 'checks':
      return nextOfChecks(state, step);
    case 'connect':
      return step.phase === 'review' ? startConnect(state, false) : stay(state);
    case 'replace':
      return enter(state, 'connect');
    case 'held':
      return heldDeclined(state);
    case 'done':
      return stay(state, { kind: 'closeWindow' });
    case 'failed':
      return enter(state, step.mend);
    default:
      return step satisfies never;
  }
}

function nextOfSignIn(state: WizardState, step: SignInStep): Update {
  if (step.busy !== null) return stay(state);
  return step.tenant === null ? startSignIn(state) : enter(state, 'checks');
}

function nextOfChecks(state: WizardState, step: ChecksStep): Update {
  if (step.busy !== null) return stay(state);
  return mayPass(step) ? enter(state, 'connect') : startChecks(state);
}

/** The rail's page of a step. */
export function pageOf(step: Step): Page {
  return step.kind === 'replace' || step.kind === 'held' || step.kind === 'failed' ? 'connect' : step.kind;
}

/** Whether one may leave for an earlier page: not while something runs that cannot be ended so, and not once it is installed. */
export function mayLeave(step: Step): boolean {
  switch (step.kind) {
    case 'account':
      return step.busy === null;
    case 'connect':
      return step.phase === 'review';
    case 'held':
    case 'done':
      return false;
    default:
      return true;
  }
}

export function goBack(state: WizardState): Update {
  const { step } = state;
  if (!mayLeave(step)) return stay(state);
  if (step.kind === 'replace') return enter(state, 'connect');
  const previous = pages[pages.indexOf(pageOf(step)) - 1];
  return previous === undefined ? stay(state) : enter(state, previous);
}

/** Along the rail, to pages already done. */
export function goTo(state: WizardState, page: Page): Update {
  const isDone = pages.indexOf(page) < pages.indexOf(pageOf(state.step));
  return isDone && mayLeave(state.step) ? enter(state, page) : stay(state);
}

/** Cancelling undoes a running connection and stays; anywhere else it closes the window. */
export function cancelConfirmed(state: WizardState): Update {
  const { step } = state;
  if (step.kind === 'connect' && step.phase === 'running')
    return withStep(state, { ...step, phase: 'cancelling' }, { kind: 'cancelConnect' });
  if (step.kind === 'connect' && step.phase === 'cancelling') return stay(state);
  return stay(state, ...endingOf(step), { kind: 'closeWindow' });
}
