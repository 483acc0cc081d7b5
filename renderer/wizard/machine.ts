/**
 * The wizard as a pure function: (state, event) gives the next state and what is to be done. No clock, no DOM, no call.
 * An event that does not fit the present step changes nothing, so a late answer can never disturb a later page.
 */
import type { Snapshot } from '../../shared/ipc/contract.ts';
import { accountEvent, exchangeEvent } from './answering.ts';
import { checksAgain, checksEnded, checkTold, signInAgain, signInEnded, signInTold } from './asking.ts';
import { connectEnded, heldAccepted, setupTold } from './connecting.ts';
import { startConnect, stay, type Update } from './entering.ts';
import type { WizardEvent } from './events.ts';
import { cancelConfirmed, goBack, goNext, goTo } from './moving.ts';
import type { WizardState } from './state.ts';

export function initialState(snapshot: Snapshot): WizardState {
  const { draft } = snapshot;
  const user = draft.user ?? '';
  return {
    version: snapshot.version,
    language: snapshot.language,
    rehearsal: snapshot.rehearsal,
    tenantId: snapshot.tenantId,
    kept: {
      type: draft.type ?? 'on-premises',
      server: draft.server ?? '',
      user,
      passwordFor: snapshot.passwordStored && user !== '' ? user : null,
      tenant: null,
      checks: null,
    },
    step: { kind: 'welcome' },
    isCancelAsked: false,
    isInstalled: false,
    isCopied: false,
    attempts: 0,
  };
}

export function update(before: WizardState, event: WizardEvent): Update {
  const state = before.isCopied && event.kind !== 'copied' && event.kind !== 'setupTold' ? { ...before, isCopied: false } : before;
  switch (event.kind) {
    case 'typeChosen':
    case 'serverTyped':
    case 'serverLeft':
      return exchangeEvent(state, event);
    case 'userTyped':
    case 'userLeft':
    case 'passwordTyped':
    case 'passwordLeft':
    case 'passwordStored':
      return accountEvent(state, event);
    case 'next':
      return goNext(state, event.passwordLength);
    case 'back':
      return goBack(state);
    case 'goTo':
      return goTo(state, event.page);
    default:
      return askOrAnswer(state, event);
  }
}

type OnFields =
  | 'typeChosen'
  | 'serverTyped'
  | 'serverLeft'
  | 'userTyped'
  | 'userLeft'
  | 'passwordTyped'
  | 'passwordLeft'
  | 'passwordStored';
type Moving = 'next' | 'back' | 'goTo';

function askOrAnswer(state: WizardState, event: Exclude<WizardEvent, { kind: OnFields | Moving }>): Update {
  switch (event.kind) {
    case 'signInTold':
      return signInTold(state, event.line);
    case 'signInEnded':
      return signInEnded(state, event);
    case 'signInAgain':
      return signInAgain(state);
    case 'checksEnded':
      return checksEnded(state, event);
    case 'checksAgain':
      return checksAgain(state);
    case 'setupTold':
      return state.step.kind === 'checks' ? checkTold(state, event.event) : setupTold(state, event.event);
    case 'connectEnded':
      return connectEnded(state, event);
    case 'replaceAccepted':
      return state.step.kind === 'replace' ? startConnect(state, true) : stay(state);
    case 'planAccepted':
      return heldAccepted(state);
    default:
      return aroundThePages(state, event);
  }
}

type Around = 'cancelAsked' | 'cancelDismissed' | 'cancelConfirmed' | 'languageChosen' | 'copyAsked' | 'copied' | 'pageOpenAsked';

function aroundThePages(state: WizardState, event: Extract<WizardEvent, { kind: Around }>): Update {
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
    case 'copied':
      return stay({ ...state, isCopied: true });
    case 'pageOpenAsked':
      return stay(state, { kind: 'openSignInPage' });
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
