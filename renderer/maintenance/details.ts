/** What "copy details" and "save report" hand over: codes, technical detail and the log. Holds no secret, because the state holds none. */
import type { LogLine } from '../run.ts';
import type { MaintenanceState, StepOf } from './state.ts';

export function detailsOf(state: MaintenanceState, step: StepOf<'failed'>, sayLine: (line: LogLine) => string): string {
  const { error, run, page } = step;
  const { installed } = state;
  return [
    `Exchange Connector ${state.version}${state.rehearsal ? ' (rehearsal)' : ''}`,
    `act: ${page}`,
    `code: ${error.code}`,
    `retry: ${error.retry}`,
    ...Object.entries(error.params).map(([name, value]) => `${name}: ${value}`),
    ...(error.detail === undefined ? [] : [`detail: ${error.detail}`]),
    `installed: ${installed.version}, offered: ${installed.offered}, engine: ${installed.engine}`,
    '',
    ...run.log.map(sayLine),
  ].join('\n');
}
