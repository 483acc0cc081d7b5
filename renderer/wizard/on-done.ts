/** P3: set-up stood where others can get at it, and offers to delete the account certificate. */
import type { DoneEvent } from './events.ts';
import { type DoneStep, isStep, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

export function onDone(state: WizardState, event: DoneEvent): Update {
  const { step } = state;
  if (!isStep(step, 'done')) return stay(state);
  switch (event.kind) {
    case 'placeTold': {
      // What could not be found out is never called safe.
      const place = event.result.ok ? event.result.value : ({ kind: 'unknown' } as const);
      return withStep(state, { ...step, place, isDeletionChosen: place.kind === 'unsafe' });
    }
    case 'deletionChosen':
      return step.deletion === 'none' ? withStep(state, { ...step, isDeletionChosen: event.isChosen }) : stay(state);
    default:
      if (step.deletion !== 'running') return stay(state);
      if (event.result.ok) return withStep(state, { ...step, deletion: 'gone' });
      return withStep(state, { ...step, deletion: 'none', isDeletionChosen: false, error: event.result.error });
  }
}

/** Whether the page's main act is to delete the certificate, and not yet to close. */
export function isDeletionDue({ isDeletionChosen, deletion }: DoneStep): boolean {
  return isDeletionChosen && deletion === 'none';
}

export function submitDone(state: WizardState): Update {
  const { step } = state;
  if (!isStep(step, 'done') || step.deletion === 'running') return stay(state);
  if (!isDeletionDue(step)) return stay(state, { kind: 'closeWindow' });
  return withStep(state, { ...step, deletion: 'running', error: null }, { kind: 'deleteAccountCertificate' });
}
