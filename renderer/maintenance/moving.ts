/** From page to page, and the home page's own question to main. */
import type { Result } from '../../shared/result.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import type { Effect } from './events.ts';
import type { Attempt, MaintenanceState, Step } from './state.ts';

export interface Update {
  readonly state: MaintenanceState;
  readonly effects: readonly Effect[];
}

export function stay(state: MaintenanceState, ...effects: readonly Effect[]): Update {
  return { state, effects };
}

export function withStep(state: MaintenanceState, step: Step, ...effects: readonly Effect[]): Update {
  return { state: { ...state, step, isCopied: false, isSaved: false }, effects };
}

/** Home asks what is installed now; until the answer is there, what was known before is shown. */
export function goHome(state: MaintenanceState): Update {
  const ending = endingOf(state.step);
  const home = ask({ ...state, wasCancelled: false, step: { kind: 'home', busy: null, error: null } });
  return { state: home.state, effects: [...ending, ...home.effects] };
}

/** Ends what would go on unseen once the page is left. */
export function endingOf(step: Step): readonly Effect[] {
  if (step.kind === 'edit-proxy' && step.busy?.what === 'test') return [{ kind: 'cancelTestNetwork' }];
  return step.kind === 'change-notification' && step.busy?.what === 'test' ? [{ kind: 'cancelTestMail' }] : [];
}

/** Time and again; not while the answer before is still awaited. */
export function askAgain(state: MaintenanceState): Update {
  return state.step.kind === 'home' && state.step.busy === null ? ask(state) : stay(state);
}

function ask(from: MaintenanceState): Update {
  const attempt = from.attempts + 1;
  const { step } = from;
  if (step.kind !== 'home') return stay(from);
  return { state: { ...from, attempts: attempt, step: { ...step, busy: attempt } }, effects: [{ kind: 'askInstalled', attempt }] };
}

export function installedRead(state: MaintenanceState, attempt: Attempt, result: Result<Installed | null>): Update {
  const { step } = state;
  if (step.kind !== 'home' || step.busy !== attempt) return stay(state);
  if (!result.ok) return stay({ ...state, step: { ...step, busy: null, error: result.error } });
  const error = result.value === null ? ({ code: 'install.not-installed', params: {}, retry: 'never' } as const) : null;
  return stay({ ...state, installed: result.value ?? state.installed, step: { ...step, busy: null, error } });
}
