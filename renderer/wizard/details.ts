/** What "copy details" hands over: codes, technical detail and the log. Holds no secret, because the state holds none. */
import type { FailedStep, LogLine, WizardState } from './state.ts';

export function detailsOf(state: WizardState, step: FailedStep, sayLine: (line: LogLine) => string): string {
  const { error, run } = step;
  const facts = Object.entries(error.params).map(([name, value]) => `${name}: ${value}`);
  return [
    `Exchange Connector ${state.version}${state.rehearsal ? ' (rehearsal)' : ''}`,
    `code: ${error.code}`,
    `retry: ${error.retry}`,
    ...facts,
    ...(error.detail === undefined ? [] : [`detail: ${error.detail}`]),
    `Exchange: ${state.kept.type}, ${state.kept.server}`,
    '',
    ...run.log.map(sayLine),
  ].join('\n');
}
