/** An act under way: its steps, its cancel, its ends. */
import type { AppError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import type { MaintenanceAct, MaintenanceOutcome } from '../../shared/setup/maintenance.ts';
import type { ConnectOutcome, SetupEvent } from '../../shared/setup/progress.ts';
import { noRun, tell } from '../run.ts';
import { goHome, stay, type Update, withStep } from './moving.ts';
import type { Attempt, FormStep, MaintenanceState, WorkStep } from './state.ts';

/** Begins `act`; `form` is the page it was asked on, to come back to. */
export function startAct(from: MaintenanceState, act: MaintenanceAct, form: FormStep): Update {
  const attempt = from.attempts + 1;
  const step: WorkStep = { kind: 'work', page: act.act, phase: 'running', busy: attempt, run: noRun, form };
  return withStep({ ...from, attempts: attempt }, step, { kind: 'maintain', attempt, act });
}

/** The held synchronization goes ahead, by the name of exactly the plan that was shown. */
export function startPlan(from: MaintenanceState, plan: string, form: FormStep): Update {
  const attempt = from.attempts + 1;
  const step: WorkStep = { kind: 'work', page: 'accept-plan', phase: 'running', busy: attempt, run: noRun, form };
  return withStep({ ...from, attempts: attempt }, step, { kind: 'acceptPlan', attempt, plan });
}

export function setupTold(state: MaintenanceState, event: SetupEvent): Update {
  const { step } = state;
  return step.kind === 'work' ? withStep(state, { ...step, run: tell(step.run, event) }) : stay(state);
}

export function actEnded(state: MaintenanceState, attempt: Attempt, result: Result<MaintenanceOutcome>): Update {
  const { step } = state;
  if (step.kind !== 'work' || step.busy !== attempt) return stay(state);
  const closed = { ...state, isLeaveAsked: false };
  if (!result.ok) return failed(closed, result.error, step);
  if (result.value.kind === 'cancelled') return cancelled(closed, step);
  return withStep(closed, { kind: 'end', page: step.page, outcome: result.value, run: step.run });
}

export function planEnded(state: MaintenanceState, attempt: Attempt, result: Result<ConnectOutcome>): Update {
  const { step } = state;
  if (step.kind !== 'work' || step.busy !== attempt) return stay(state);
  const closed = { ...state, isLeaveAsked: false };
  if (!result.ok) return failed(closed, result.error, step);
  switch (result.value.kind) {
    case 'connected':
      return withStep(closed, {
        kind: 'end',
        page: step.page,
        outcome: { kind: 'synchronized', report: result.value.report },
        run: step.run,
      });
    case 'held':
      return withStep(closed, { kind: 'accept-plan', finding: result.value.finding });
    case 'cancelled':
      return failed(closed, { code: 'cancelled', params: {}, retry: 'never' }, step);
    case 'replace-question':
      return failed(closed, { code: 'connector.exists', params: {}, retry: 'administrator' }, step);
    default:
      return result.value satisfies never;
  }
}

function failed(state: MaintenanceState, error: AppError, step: WorkStep): Update {
  if (error.code === 'cancelled' && step.page !== 'accept-plan') return cancelled(state, step);
  return withStep(state, { kind: 'failed', page: step.page, error, run: step.run, form: step.form });
}

/** Back on the page it was asked on, with everything as it was. */
function cancelled(state: MaintenanceState, { form }: WorkStep): Update {
  return withStep({ ...state, wasCancelled: true }, form);
}

/** From the failed page back to the one that can mend it, with what was typed. */
export function tryAgain(state: MaintenanceState): Update {
  return state.step.kind === 'failed' ? withStep(state, state.step.form) : goHome(state);
}
