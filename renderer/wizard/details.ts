/** What "copy details" and "save report" hand over: codes, technical detail, what was chosen and found, the log. No secret: the state holds none. */
import type { Translate } from '../../shared/i18n/translate.ts';
import type { ProxyChoice } from '../../shared/setup/answers.ts';
import type { LogLine } from '../run.ts';
import { answersOf } from './answers.ts';
import { checksAsText } from './check-list.ts';
import type { FailedStep, WizardState } from './state.ts';

export function detailsOf(state: WizardState, step: FailedStep, sayLine: (line: LogLine) => string): string {
  const { error, run } = step;
  const { exchange, proxy } = answersOf(state);
  const facts = Object.entries(error.params).map(([name, value]) => `${name}: ${value}`);
  return [
    `Exchange Connector ${state.version}${state.rehearsal ? ' (rehearsal)' : ''}`,
    `code: ${error.code}`,
    `retry: ${error.retry}`,
    ...facts,
    ...(error.detail === undefined ? [] : [`detail: ${error.detail}`]),
    `Exchange: ${exchange.type}, ${exchange.server}`,
    ...proxyLines(proxy),
    '',
    ...run.log.map(sayLine),
  ].join('\n');
}

function proxyLines(proxy: ProxyChoice): readonly string[] {
  if (proxy === null) return [];
  if (proxy === 'system') return ['proxy: as the system is set'];
  return [`proxy: ${proxy.server}:${proxy.port}${proxy.user === null ? '' : ' (with credentials)'}`];
}

/** {@link detailsOf}, and the checks as they last were. */
export function reportOf(t: Translate, step: FailedStep, details: string): string {
  return [details, '', checksAsText(t, step.checks)].join('\n');
}
