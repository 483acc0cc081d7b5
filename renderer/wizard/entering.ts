/** From state to state by page: what is kept on leaving one, and what a step starts with on entering it. */
import type { AnswersToSend, Effect } from './events.ts';
import { type Kept, noRun, type Page, type Step, type WizardState } from './state.ts';

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

/** Keeps the fields of the present step, so that nothing typed is lost whichever way one leaves. */
export function keep(state: WizardState): WizardState {
  const { step, kept } = state;
  if (step.kind === 'exchange') return { ...state, kept: changed(kept, { type: step.type, server: step.server.trim() }) };
  if (step.kind === 'account') return { ...state, kept: changed(kept, { user: step.user.trim() }) };
  if (step.kind === 'signIn') return { ...state, kept: { ...kept, tenant: step.tenant } };
  if (step.kind === 'checks')
    return { ...state, kept: { ...kept, checks: step.busy === null && step.error === null ? step.results : null } };
  return state;
}

/** Other answers make the checks of before worthless. */
function changed(kept: Kept, fields: Partial<Pick<Kept, 'type' | 'server' | 'user'>>): Kept {
  const next = { ...kept, ...fields };
  const isSame = next.type === kept.type && next.server === kept.server && next.user === kept.user;
  return isSame ? next : { ...next, checks: null };
}

/** Leaves the present step for `page`; the step is built from what is kept. */
export function enter(from: WizardState, page: Page): Update {
  const state = keep(from);
  const entered = enterFresh(state, page);
  return { state: entered.state, effects: [...endingOf(from.step), ...entered.effects] };
}

/** Ends what would go on unseen once the page is left. */
export function endingOf(step: Step): readonly Effect[] {
  if (step.kind === 'signIn' && step.busy !== null) return [{ kind: 'cancelSignIn' }];
  return step.kind === 'checks' && step.busy !== null ? [{ kind: 'cancelChecks' }] : [];
}

function enterFresh(state: WizardState, page: Page): Update {
  const { kept } = state;
  switch (page) {
    case 'welcome':
      return withStep(state, { kind: 'welcome' });
    case 'exchange':
      return withStep(state, { kind: 'exchange', type: kept.type, server: kept.server, problem: null });
    case 'account':
      return withStep(state, { kind: 'account', user: kept.user, userProblem: null, passwordProblem: null, busy: null, error: null });
    case 'signIn':
      if (kept.tenant === null) return startSignIn(state);
      return withStep(state, { kind: 'signIn', busy: null, code: null, tenant: kept.tenant, error: null });
    case 'checks':
      if (kept.checks === null) return startChecks(state);
      return withStep(state, { kind: 'checks', busy: null, results: kept.checks, error: null });
    case 'connect':
      return withStep(state, { kind: 'connect', phase: 'review', busy: null, wasCancelled: false, isAccepting: false, run: noRun });
    case 'done':
      return withStep(state, { kind: 'done', report: null });
    default:
      return page satisfies never;
  }
}

export function startSignIn(from: WizardState): Update {
  const attempt = from.attempts + 1;
  const state = { ...from, attempts: attempt };
  return withStep(state, { kind: 'signIn', busy: attempt, code: null, tenant: null, error: null }, { kind: 'signIn', attempt });
}

export function startChecks(from: WizardState): Update {
  const attempt = from.attempts + 1;
  const state = { ...from, attempts: attempt };
  const effect: Effect = { kind: 'runChecks', attempt, answers: answersOf(state, false) };
  return withStep(state, { kind: 'checks', busy: attempt, results: [], error: null }, effect);
}

/** `replace`: the administrator chose to take over from another machine. */
export function startConnect(from: WizardState, replace: boolean): Update {
  const attempt = from.attempts + 1;
  const state = { ...from, attempts: attempt };
  const effect: Effect = { kind: 'connect', attempt, answers: answersOf(state, replace) };
  const running = { kind: 'connect', phase: 'running', busy: attempt, wasCancelled: false, isAccepting: false, run: noRun } as const;
  return withStep(state, running, effect);
}

function answersOf(state: WizardState, replace: boolean): AnswersToSend {
  const { type, server, user } = state.kept;
  return { exchange: { type, server, user }, replace, language: state.language };
}
