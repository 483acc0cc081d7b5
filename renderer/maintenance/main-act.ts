/** What the buttons of each page do. The main act is what Enter does; a dangerous act is never the main one. */
import { endingOf, goHome, stay, type Update, withStep } from './moving.ts';
import type { MaintenanceState } from './state.ts';
import { isFilled, submit } from './submitting.ts';
import { startAct, startPlan, tryAgain } from './working.ts';

export function mainAct(state: MaintenanceState, passwordLength: number): Update {
  const { step } = state;
  if (isFilled(step)) return submit(state, passwordLength, 'act');
  switch (step.kind) {
    case 'change-mode':
      return step.mode === 'enforce' ? goHome(state) : startAct(state, { act: 'change-mode', mode: step.mode }, step);
    case 'repair':
    case 'upgrade':
      return startAct(state, { act: step.kind }, step);
    case 'replace':
      return stay(state, { kind: 'enterWizard', keepData: step.keepData });
    case 'failed':
      return tryAgain(state);
    case 'work':
      return stay(state);
    case 'home':
      return stay(state, { kind: 'closeWindow' });
    case 'end':
      return step.outcome.kind === 'removed' ? stay(state, { kind: 'closeWindow' }) : goHome(state);
    // The harmless answer to a dangerous question.
    case 'uninstall':
    case 'accept-plan':
      return goHome(state);
    default:
      return step satisfies never;
  }
}

/** Begins what may take access or the connector itself from somebody: uninstalling, enforcing, a plan that was held. */
export function dangerAccepted(state: MaintenanceState): Update {
  const { step } = state;
  switch (step.kind) {
    case 'accept-plan':
      return startPlan(state, step.finding.plan, step);
    case 'change-mode':
      return startAct(state, { act: 'change-mode', mode: step.mode }, step);
    case 'uninstall':
      return startAct(state, { act: 'uninstall', removeData: step.removeData, takeBack: step.takeBack }, step);
    default:
      return stay(state);
  }
}

/** Escape: asks before something running is undone; from a page it leads home, from home out. */
export function cancelAsked(state: MaintenanceState): Update {
  const { step } = state;
  if (step.kind === 'work') return step.phase === 'running' ? stay({ ...state, isLeaveAsked: true }) : stay(state);
  if (step.kind === 'home' || (step.kind === 'end' && step.outcome.kind === 'removed')) return stay(state, { kind: 'closeWindow' });
  return goHome(state);
}

/** What runs is undone; its page says so when main has answered. */
export function cancelConfirmed(state: MaintenanceState): Update {
  const { step } = state;
  if (step.kind !== 'work' || step.phase === 'cancelling') return stay(state, ...endingOf(step));
  return withStep(state, { ...step, phase: 'cancelling' }, { kind: 'cancelConnect' });
}
