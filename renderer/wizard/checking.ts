/** The two lists of checks: of this computer, and of Exchange and Intune. Both run, tell and end alike. */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import type { SetupEvent } from '../../shared/setup/progress.ts';
import { answersOf } from './answers.ts';
import { expectedChecks, inOrderOfUrgency } from './check-list.ts';
import type { ChecksEvent } from './events.ts';
import type { ChecksStep, ServerStep, WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

type AnyList = ServerStep | ChecksStep;

/** The list on the present page, if it has one. */
function listOf({ step }: WizardState): AnyList | null {
  return step.kind === 'server' || step.kind === 'checks' ? step : null;
}

/** `only`: these again, the other results stay; null: all. */
export function startHostChecks(from: WizardState, only: readonly CheckId[] | null): Update {
  const state = { ...from, attempts: from.attempts + 1 };
  const step = { kind: 'server', busy: state.attempts, ...running(from, 'server', only), error: null } as const;
  return withStep(state, step, { kind: 'runHostChecks', attempt: state.attempts, only });
}

export function startEngineChecks(from: WizardState, only: readonly CheckId[] | null): Update {
  const state = { ...from, attempts: from.attempts + 1 };
  const step = { kind: 'checks', busy: state.attempts, ...running(from, 'checks', only), error: null } as const;
  return withStep(state, step, { kind: 'runChecks', attempt: state.attempts, answers: answersOf(state), only });
}

/** Rows stay where they are while checks run again: nothing moves under the pointer. */
function running(state: WizardState, kind: AnyList['kind'], only: readonly CheckId[] | null): Pick<AnyList, 'order' | 'results'> {
  const before = listOf(state);
  if (before === null || only === null) return { order: expectedChecks(kind, state.forms.notification.isOn), results: [] };
  return { order: before.order, results: before.results.filter((one) => !only.includes(one.id)) };
}

/** What is to be asked again: whatever did not pass, a warning too, whose cure may be done by now; everything where nothing came to an end. */
export function toAskAgain({ results, error }: AnyList): readonly CheckId[] | null {
  const open = results.filter((one) => one.verdict !== 'pass').map((one) => one.id);
  return error !== null || open.length === 0 ? null : open;
}

export function checkAgain(state: WizardState): Update {
  const list = listOf(state);
  if (list === null || list.busy !== null) return stay(state);
  return list.kind === 'server' ? startHostChecks(state, toAskAgain(list)) : startEngineChecks(state, toAskAgain(list));
}

/** A single result, as soon as it is known. */
export function checkTold(state: WizardState, event: SetupEvent): Update {
  const list = listOf(state);
  if (list === null || list.busy === null || event.event !== 'check') return stay(state);
  if (event.step !== (list.kind === 'server' ? 'check-host' : 'check-connection')) return stay(state);
  return withStep(state, { ...list, ...withResults(list, [event.result]) });
}

function withResults(list: AnyList, news: readonly CheckResult[]): Pick<AnyList, 'order' | 'results'> {
  const ids = news.map((one) => one.id);
  const added = ids.filter((id) => !list.order.includes(id));
  return { order: [...list.order, ...added], results: [...list.results.filter((one) => !ids.includes(one.id)), ...news] };
}

export function onChecks(state: WizardState, event: ChecksEvent): Update {
  if (event.kind === 'againAsked') return checkAgain(state);
  const list = listOf(state);
  if (list === null || list.busy !== event.attempt) return stay(state);
  if (!event.result.ok) return withStep(state, { ...list, busy: null, error: event.result.error });
  const { results } = withResults(list, event.result.value);
  return withStep(state, { ...list, busy: null, order: inOrderOfUrgency(results), results, error: null });
}

/** Failures stop, warnings do not; a list that never came to its end proves nothing. */
export function mayPass({ busy, error, results }: AnyList): boolean {
  return busy === null && error === null && results.length > 0 && !results.some((one) => one.verdict === 'fail');
}
