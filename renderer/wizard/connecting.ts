/** Connecting, its questions and its ends. */
import type { AppError } from '../../shared/errors.ts';
import type { ConnectOutcome, SetupEvent } from '../../shared/setup/progress.ts';
import { enter, stay, type Update, withStep } from './entering.ts';
import type { WizardEvent } from './events.ts';
import { pageForError } from './mend.ts';
import { tell } from './run.ts';
import { type ConnectStep, isStep, noRun, type Run, type WizardState } from './state.ts';

export function setupTold(state: WizardState, event: SetupEvent): Update {
  const { step } = state;
  if (!isStep(step, 'connect') || step.busy === null) return stay(state);
  return withStep(state, { ...step, run: tell(step.run, event) });
}

export function connectEnded(state: WizardState, event: Extract<WizardEvent, { kind: 'connectEnded' }>): Update {
  const { step } = state;
  if (!isStep(step, 'connect') || step.busy !== event.attempt) return stay(state);
  const closed = { ...state, isCancelAsked: false };
  if (event.result.ok) return endedAs(closed, event.result.value, step);
  return event.result.error.code === 'cancelled' ? cancelled(closed, step) : failed(closed, event.result.error, step.run);
}

function endedAs(state: WizardState, outcome: ConnectOutcome, step: ConnectStep): Update {
  const installed = { ...state, isInstalled: true };
  switch (outcome.kind) {
    case 'connected':
      return withStep(installed, { kind: 'done', report: outcome.report });
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
  return withStep(state, { kind: 'connect', phase: 'review', busy: null, wasCancelled: true, isAccepting: false, run: noRun });
}

function failed(state: WizardState, error: AppError, run: Run): Update {
  // The failure may come from what was checked before: the checks have to be asked again.
  const kept = { ...state.kept, checks: null };
  return withStep({ ...state, kept }, { kind: 'failed', error, mend: pageForError(error.code), run });
}

/** The held run goes ahead, by the name of exactly the plan that was shown. */
export function heldAccepted(state: WizardState): Update {
  const { step } = state;
  if (!isStep(step, 'held')) return stay(state);
  const attempt = state.attempts + 1;
  const running: ConnectStep = { kind: 'connect', phase: 'running', busy: attempt, wasCancelled: false, isAccepting: true, run: step.run };
  return withStep({ ...state, attempts: attempt }, running, { kind: 'acceptPlan', attempt, plan: step.finding.plan });
}

export function heldDeclined(state: WizardState): Update {
  return state.step.kind === 'held' ? enter(state, 'done') : stay(state);
}
