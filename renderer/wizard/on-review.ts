/** Observe or enforce, and what the first synchronization would do. A failed preview explains, and stops nobody. */
import { startPreview } from './entering.ts';
import type { ReviewEvent } from './events.ts';
import { isStep, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

export function onReview(state: WizardState, event: ReviewEvent): Update {
  const { step } = state;
  if (!isStep(step, 'review')) return stay(state);
  const { run } = step;
  switch (event.kind) {
    case 'modeChosen':
      return stay({ ...state, forms: { ...state.forms, mode: event.mode } });
    case 'previewAsked':
      return run.busy === null ? startPreview(state) : stay(state);
    case 'told':
      return run.busy === null ? stay(state) : withStep(state, { ...step, run: { ...run, progress: event.progress } });
    default:
      if (run.busy !== event.attempt) return stay(state);
      if (!event.result.ok) return withStep(state, { ...step, run: { ...run, busy: null, progress: null, error: event.result.error } });
      return withStep(state, { ...step, run: { busy: null, progress: null, preview: event.result.value, error: null } });
  }
}
