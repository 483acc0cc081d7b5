/** Folds what main tells about connecting into the list of named steps and the log. */
import type { SetupEvent } from '../../shared/setup/progress.ts';
import type { LogLine, Run, StepProgress } from './state.ts';

export function tell(run: Run, event: SetupEvent): Run {
  switch (event.event) {
    case 'started':
      return note(put(run, { step: event.step, state: 'running', seconds: null, sync: null }), event, 'running');
    case 'progress':
      return put(run, { ...entry(run, event), state: 'running', sync: event.sync });
    case 'check':
      return run;
    case 'done':
      return note(put(run, { ...entry(run, event), state: 'done', seconds: event.seconds }), event, 'done');
    case 'undone':
      return note(put(run, { ...entry(run, event), state: 'undone' }), event, 'undone');
    case 'failed':
      return note(put(run, { ...entry(run, event), state: 'failed' }), event, 'failed');
    default:
      return event satisfies never;
  }
}

function entry(run: Run, event: SetupEvent): StepProgress {
  return run.steps.find((one) => one.step === event.step) ?? { step: event.step, state: 'running', seconds: null, sync: null };
}

function put(run: Run, progress: StepProgress): Run {
  const isKnown = run.steps.some((one) => one.step === progress.step);
  return { ...run, steps: isKnown ? run.steps.map((one) => (one.step === progress.step ? progress : one)) : [...run.steps, progress] };
}

function note(run: Run, event: SetupEvent, state: LogLine['state']): Run {
  const at = event.event === 'started' ? event.at : null;
  const code = event.event === 'failed' ? event.error.code : null;
  return { ...run, log: [...run.log, { number: run.log.length + 1, at, step: event.step, state, code }] };
}
