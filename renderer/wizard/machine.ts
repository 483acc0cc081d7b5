/**
 * The wizard as a pure function: (state, event) gives the next state and what is to be done. No clock, no DOM, no call.
 * An event that does not fit the present step changes nothing, so a late answer can never disturb a later page.
 */
import type { SetupEvent } from '../../shared/setup/progress.ts';
import { checkTold, onChecks } from './checking.ts';
import type { WindowEvent, WizardEvent } from './events.ts';
import { secretsStored } from './leaving.ts';
import { cancelConfirmed, goBack, goNext, goTo } from './moving.ts';
import { onAccount, startTestMail } from './on-account.ts';
import { onConnect } from './on-connect.ts';
import { onConnection, startNetworkTest } from './on-connection.ts';
import { onDone } from './on-done.ts';
import { onExchange } from './on-exchange.ts';
import { onReview } from './on-review.ts';
import { onSignIn } from './on-sign-in.ts';
import type { WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

export function update(before: WizardState, event: WizardEvent): Update {
  const state = before.said !== null && isAct(event) ? { ...before, said: null } : before;
  switch (event.on) {
    case 'exchange':
      return onExchange(state, event);
    case 'connection':
      return onConnection(state, event);
    case 'account':
      return onAccount(state, event);
    case 'signIn':
      return onSignIn(state, event);
    case 'checks':
      return onChecks(state, event);
    case 'review':
      return onReview(state, event);
    case 'connect':
      return event.kind === 'told' ? setupTold(state, event.event) : onConnect(state, event);
    case 'done':
      return onDone(state, event);
    default:
      return onWindow(state, event);
  }
}

/** Something that a person did, and nothing that was only told. */
function isAct({ kind }: WizardEvent): boolean {
  return kind !== 'said' && kind !== 'told' && kind !== 'ended' && kind !== 'stored';
}

function setupTold(state: WizardState, event: SetupEvent): Update {
  return event.event === 'check' ? checkTold(state, event) : onConnect(state, { on: 'connect', kind: 'told', event });
}

function onWindow(state: WizardState, event: WindowEvent): Update {
  switch (event.kind) {
    case 'next':
      return goNext(state);
    case 'back':
      return goBack(state);
    case 'goTo':
      return goTo(state, event.page);
    case 'passwordTyped':
      return passwordTyped(state, event);
    case 'stored':
      return secretsStored(state, event, (idle) => (idle.step.kind === 'account' ? startTestMail(idle) : startNetworkTest(idle)));
    default:
      return aroundThePages(state, event);
  }
}

function passwordTyped(state: WizardState, { name, length }: Extract<WindowEvent, { kind: 'passwordTyped' }>): Update {
  const typed = { ...state, typed: { ...state.typed, [name]: length } };
  const { step } = state;
  if (step.kind === 'connection') return withStep(typed, { ...step, problems: { ...step.problems, password: null }, error: null });
  if (step.kind !== 'account') return stay(state);
  const isMail = name === 'notification-password';
  const problems = isMail ? step.problems : { ...step.problems, password: null };
  const notification = isMail ? { ...step.notification, password: null } : step.notification;
  return withStep(typed, { ...step, problems, notification, error: null });
}

type Around = Exclude<WindowEvent, { kind: 'next' | 'back' | 'goTo' | 'passwordTyped' | 'stored' }>;

function aroundThePages(state: WizardState, event: Around): Update {
  switch (event.kind) {
    case 'cancelAsked':
      return cancelAsked(state);
    case 'cancelDismissed':
      return stay({ ...state, isCancelAsked: false });
    case 'cancelConfirmed':
      return cancelConfirmed({ ...state, isCancelAsked: false });
    case 'languageChosen':
      return stay({ ...state, language: event.language }, { kind: 'setLanguage', language: event.language });
    case 'copyAsked':
      return stay(state, { kind: 'copyText', text: event.text });
    case 'saveAsked':
      return stay(state, { kind: 'saveText', name: event.name, text: event.text });
    case 'said':
      return stay({ ...state, said: event.what });
    default:
      return event satisfies never;
  }
}

function cancelAsked(state: WizardState): Update {
  const { step } = state;
  if (step.kind === 'done') return stay(state, { kind: 'closeWindow' });
  // What is being cancelled already is not asked about again.
  return step.kind === 'connect' && step.phase === 'cancelling' ? stay(state) : stay({ ...state, isCancelAsked: true });
}
