/** From state to state by page: what is kept on leaving one, and what a step starts with on entering it. */
import { noAccountProblems } from '../forms/account-form.ts';
import { noNotificationProblems } from '../forms/notification-form.ts';
import { noProxyProblems } from '../forms/proxy-form.ts';
import { noRun } from '../run.ts';
import { answersOf, keyOf, stillTrue } from './answers.ts';
import { startEngineChecks, startHostChecks } from './checking.ts';
import type { Effect } from './events.ts';
import type { Attempt, ChecksStep, DoneStep, Kept, Learned, Page, ServerStep, Step, WizardState } from './state.ts';
import { type Update, withStep } from './update.ts';

/** Leaves the present step for `page`; what was learned is kept, and what would go on unseen is ended. */
export function enter(from: WizardState, page: Page): Update {
  const entered = enterFresh({ ...keep(from), typed: {} }, page);
  return { state: entered.state, effects: [...endingOf(from.step), ...entered.effects] };
}

function keep(state: WizardState): WizardState {
  return { ...state, kept: { ...state.kept, ...learnedOn(state) } };
}

/** What the present page found out. What did not come to its end is worth nothing. */
function learnedOn(state: WizardState): Partial<Kept> {
  const { step } = state;
  switch (step.kind) {
    case 'server':
      return { hostChecks: completeResults(step) };
    case 'checks':
      return { checks: learned(state, completeResults(step)) };
    case 'signIn':
      return { tenant: step.tenant };
    case 'connection':
      return { network: learned(state, step.test.busy === null ? step.test.hops : null) };
    case 'account':
      return { mail: learned(state, step.mail.sent) };
    case 'review':
      return { preview: learned(state, step.run.preview) };
    default:
      return {};
  }
}

function completeResults({ busy, error, results }: ServerStep | ChecksStep): ServerStep['results'] | null {
  return busy === null && error === null ? results : null;
}

function learned<T>(state: WizardState, value: T | null): Learned<T> | null {
  return value === null ? null : { key: keyOf(state), value };
}

/** Ends what would go on unseen once the page is left. */
export function endingOf(step: Step): readonly Effect[] {
  switch (step.kind) {
    case 'server':
    case 'checks':
      return ending(step.busy, 'cancelChecks');
    case 'connection':
      return ending(step.test.busy, 'cancelTestNetwork');
    case 'account':
      return ending(step.mail.busy, 'cancelTestMail');
    case 'signIn':
      return ending(step.busy, 'cancelSignIn');
    case 'review':
      return ending(step.run.busy, 'cancelPreview');
    default:
      return [];
  }
}

type Cancel = 'cancelChecks' | 'cancelTestNetwork' | 'cancelTestMail' | 'cancelSignIn' | 'cancelPreview';

function ending(busy: Attempt | null, kind: Cancel): readonly Effect[] {
  return busy === null ? [] : [{ kind }];
}

function enterFresh(state: WizardState, page: Page): Update {
  switch (page) {
    case 'welcome':
      return withStep(state, { kind: 'welcome' });
    case 'server':
      return enterServer(state);
    case 'exchange':
      return withStep(state, { kind: 'exchange', problem: null });
    case 'connection':
      return enterConnection(state);
    case 'account':
      return enterAccount(state);
    case 'signIn':
      return withStep(state, { kind: 'signIn', busy: null, code: null, isBrowserOpen: false, tenant: state.kept.tenant, error: null });
    case 'checks':
      return enterChecks(state);
    case 'review':
      return enterReview(state);
    case 'done':
      return enterDone(state, null);
    default:
      return page satisfies never;
  }
}

function enterServer(state: WizardState): Update {
  const results = state.kept.hostChecks;
  if (results === null) return startHostChecks(state, null);
  return withStep(state, { kind: 'server', busy: null, order: results.map((one) => one.id), results, error: null });
}

function enterConnection(state: WizardState): Update {
  const hops = stillTrue(state, state.kept.network) ?? [];
  const test = { busy: null, hops, error: null };
  return withStep(state, { kind: 'connection', problems: noProxyProblems, storing: null, error: null, test });
}

function enterAccount(state: WizardState): Update {
  const mail = { busy: null, sent: stillTrue(state, state.kept.mail), error: null };
  const fields = { problems: noAccountProblems, notification: noNotificationProblems };
  return withStep(state, { kind: 'account', ...fields, storing: null, error: null, mail });
}

function enterChecks(state: WizardState): Update {
  const results = stillTrue(state, state.kept.checks);
  if (results === null) return startEngineChecks(state, null);
  return withStep(state, { kind: 'checks', busy: null, order: results.map((one) => one.id), results, error: null });
}

/** The preview begins by itself, unless it is known already for exactly these answers. */
function enterReview(state: WizardState): Update {
  const preview = stillTrue(state, state.kept.preview);
  return preview === null
    ? startPreview(state)
    : withStep(state, { kind: 'review', wasCancelled: false, run: { busy: null, progress: null, preview, error: null } });
}

export function startPreview(from: WizardState): Update {
  const attempt = from.attempts + 1;
  const wasCancelled = from.step.kind === 'review' && from.step.wasCancelled;
  const run = { busy: attempt, progress: null, preview: null, error: null };
  return withStep(
    { ...from, attempts: attempt },
    { kind: 'review', wasCancelled, run },
    { kind: 'preview', attempt, answers: answersOf(from) },
  );
}

export function startConnect(from: WizardState, replace: boolean): Update {
  const attempt = from.attempts + 1;
  const state = { ...keep(from), attempts: attempt };
  const connect: Effect = { kind: 'connect', attempt, answers: answersOf(state, replace) };
  const running = { kind: 'connect', phase: 'running', busy: attempt, isAccepting: false, run: noRun } as const;
  return withStep(state, running, ...endingOf(from.step), connect);
}

/** P3: who else can get at the folder is asked as soon as connecting has ended well. */
export function enterDone(state: WizardState, report: DoneStep['report']): Update {
  const step = { kind: 'done', report, place: null, isDeletionChosen: false, deletion: 'none', error: null } as const;
  return withStep(state, step, { kind: 'judgePlace' });
}
