/** A run of named steps (connecting, maintenance) as main tells about it: the list to show and the log. Pure. */
import type { AppError } from '../shared/errors.ts';
import type { SetupEvent, SetupStep } from '../shared/setup/progress.ts';
import type { SyncProgress } from '../shared/sync-report.ts';

export type StepState = 'running' | 'done' | 'undone' | 'failed';

/** One named step as far as main told about it. */
export interface StepProgress {
  readonly step: SetupStep;
  readonly state: StepState;
  readonly seconds: number | null;
  readonly sync: SyncProgress | null;
}

export interface LogLine {
  readonly number: number;
  /** ISO time, where the event had one. */
  readonly at: string | null;
  readonly step: SetupStep;
  readonly state: StepState | 'warned';
  readonly code: string | null;
}

export interface Run {
  readonly steps: readonly StepProgress[];
  readonly log: readonly LogLine[];
  /** What a step could not do and somebody has to see to. */
  readonly warnings: readonly AppError[];
}

export const noRun: Run = { steps: [], log: [], warnings: [] };

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
    case 'warned':
      return note({ ...run, warnings: [...run.warnings, event.error] }, event, 'warned');
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
  const code = event.event === 'failed' || event.event === 'warned' ? event.error.code : null;
  return { ...run, log: [...run.log, { number: run.log.length + 1, at, step: event.step, state, code }] };
}
