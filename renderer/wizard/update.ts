/** What a step of the machine gives: the next state, and what is to be done. */
import type { Effect } from './events.ts';
import type { Step, WizardState } from './state.ts';

export interface Update {
  readonly state: WizardState;
  readonly effects: readonly Effect[];
}

export function stay(state: WizardState, ...effects: readonly Effect[]): Update {
  return { state, effects };
}

export function withStep(state: WizardState, step: Step, ...effects: readonly Effect[]): Update {
  return { state: { ...state, step }, effects };
}
