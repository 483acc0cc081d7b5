/** Forward, back, across and out. */
import { checkAgain, mayPass } from './checking.ts';
import { endingOf, enter, enterDone, startConnect } from './entering.ts';
import { leaveFor } from './leaving.ts';
import { submitAccount } from './on-account.ts';
import { submitConnection } from './on-connection.ts';
import { submitDone } from './on-done.ts';
import { submitExchange } from './on-exchange.ts';
import { submitSignIn } from './on-sign-in.ts';
import { type ChecksStep, type Page, pages, type ServerStep, type Step, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

/** The main act of the present page. For the two dangerous questions it is the harmless answer. */
export function goNext(state: WizardState): Update {
  const { step } = state;
  switch (step.kind) {
    case 'welcome':
      return enter(state, 'server');
    case 'server':
      return nextOfList(state, step, 'exchange');
    case 'exchange':
      return submitExchange(state);
    case 'connection':
      return submitConnection(state);
    case 'account':
      return submitAccount(state);
    case 'signIn':
      return submitSignIn(state);
    case 'checks':
      return nextOfList(state, step, 'review');
    default:
      return nextOfEnd(state, step);
  }
}

function nextOfList(state: WizardState, step: ServerStep | ChecksStep, page: Page): Update {
  if (step.busy !== null) return stay(state);
  return mayPass(step) ? enter(state, page) : checkAgain(state);
}

type EndStep = Extract<Step, { kind: 'review' | 'connect' | 'replace' | 'held' | 'done' | 'failed' }>;

function nextOfEnd(state: WizardState, step: EndStep): Update {
  switch (step.kind) {
    case 'review':
      return startConnect(state, false);
    case 'connect':
      return stay(state);
    case 'replace':
      return enter(state, 'review');
    case 'held':
      return enterDone(state, null);
    case 'done':
      return submitDone(state);
    case 'failed':
      return enter(state, step.mend);
    default:
      return step satisfies never;
  }
}

/** The rail's page of a step. */
export function pageOf(step: Step): Page {
  switch (step.kind) {
    case 'connect':
    case 'replace':
    case 'held':
    case 'failed':
      return 'review';
    default:
      return step.kind;
  }
}

/** Whether one may leave for an earlier page: not while something runs that cannot be ended so, and not once it is installed. */
export function mayLeave(step: Step): boolean {
  switch (step.kind) {
    case 'connection':
    case 'account':
      return step.storing === null;
    case 'connect':
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
  if (step.kind === 'replace') return enter(state, 'review');
  const previous = pages[pages.indexOf(pageOf(step)) - 1];
  return previous === undefined ? stay(state) : leaveFor(state, previous);
}

/** Along the rail, to pages already done. */
export function goTo(state: WizardState, page: Page): Update {
  const isDone = pages.indexOf(page) < pages.indexOf(pageOf(state.step));
  return isDone && mayLeave(state.step) ? leaveFor(state, page) : stay(state);
}

/** Cancelling undoes a running connection and stays; anywhere else it closes the window. */
export function cancelConfirmed(state: WizardState): Update {
  const { step } = state;
  if (step.kind !== 'connect') return stay(state, ...endingOf(step), { kind: 'closeWindow' });
  return step.phase === 'running' ? withStep(state, { ...step, phase: 'cancelling' }, { kind: 'cancelConnect' }) : stay(state);
}
