/** Connecting (W6), its questions (W7, B3) and its ends (W8). */
import type { AppError } from '../../shared/errors.ts';
import type { ConnectOutcome } from '../../shared/setup/progress.ts';
import { type Run, tell } from '../run.ts';
import { enter, enterDone, startConnect } from './entering.ts';
import type { ConnectEvent } from './events.ts';
import { pageForError } from './mend.ts';
import { type ConnectStep, isStep, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

export function onConnect(state: WizardState, event: ConnectEvent): Update {
  const { step } = state;
  switch (event.kind) {
    case 'replaceAccepted':
      return isStep(step, 'replace') ? startConnect(state, true) : stay(state);
    case 'planAccepted':
      return heldAccepted(state);
    case 'told':
      return isStep(step, 'connect') ? withStep(state, { ...step, run: tell(step.run, event.event) }) : stay(state);
    default:
      return connectEnded(state, event);
  }
}

function connectEnded(state: WizardState, { attempt, result }: Extract<ConnectEvent, { kind: 'ended' }>): Update {
  const { step } = state;
  if (!isStep(step, 'connect') || step.busy !== attempt) return stay(state);
  const closed = { ...state, isCancelAsked: false };
  if (result.ok) return endedAs(closed, result.value, step);
  return result.error.code === 'cancelled' ? cancelled(closed, step) : failed(closed, result.error, step.run);
}

function endedAs(state: WizardState, outcome: ConnectOutcome, step: ConnectStep): Update {
  const installed = { ...state, isInstalled: true };
  switch (outcome.kind) {
    case 'connected':
      return enterDone(installed, outcome.report);
    case 'replace-question':
      return withStep(state, { kind: 'replace', existing: outcome.existing });
    case 'held':
      return withStep(installed, { kind: 'held', finding: outcome.finding, run: step.run });
    case 'cancelled':
      return cancelled(state, step);
    default:
      return outcome satisfies never;
  }
}

/** Connecting was undone; a synchronization that was stopped was not, and then nothing may say so. */
function cancelled(state: WizardState, { isAccepting, run }: ConnectStep): Update {
  if (isAccepting) return failed(state, { code: 'cancelled', params: {}, retry: 'never' }, run);
  const review = enter(state, 'review');
  const { step } = review.state;
  return isStep(step, 'review') ? { ...review, state: { ...review.state, step: { ...step, wasCancelled: true } } } : review;
}

/** The failure may come from what was checked before: everything learned has to be asked again. */
function failed(state: WizardState, error: AppError, run: Run): Update {
  const kept = { ...state.kept, hostChecks: null, network: null, mail: null, checks: null, preview: null };
  const checks = [...(state.kept.hostChecks ?? []), ...(state.kept.checks?.value ?? [])];
  return withStep({ ...state, kept }, { kind: 'failed', error, mend: pageForError(error.code), run, checks });
}

/** The held run goes ahead, by the name of exactly the plan that was shown. */
function heldAccepted(state: WizardState): Update {
  const { step } = state;
  if (!isStep(step, 'held')) return stay(state);
  const attempt = state.attempts + 1;
  const running: ConnectStep = { kind: 'connect', phase: 'running', busy: attempt, isAccepting: true, run: step.run };
  return withStep({ ...state, attempts: attempt }, running, { kind: 'acceptPlan', attempt, plan: step.finding.plan });
}
