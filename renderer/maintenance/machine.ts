/**
 * Maintenance as a pure function: (state, event) gives the next state and what is to be done; perform.ts does it. An event that
 * does not fit the present page changes nothing, so a late answer can never disturb a later page.
 */
import type { Snapshot } from '../../shared/ipc/contract.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import { enter, ownersAtStart } from './entering.ts';
import type { AnswerEvent, AroundEvent, MaintenanceEvent, MovingEvent } from './events.ts';
import { fieldChanged } from './fields.ts';
import { cancelAsked, cancelConfirmed, dangerAccepted, mainAct } from './main-act.ts';
import { askAgain, goHome, installedRead, stay, type Update } from './moving.ts';
import type { MaintenanceState } from './state.ts';
import { hopTold, mailTested, networkTested, secretStored, submit, testStopped } from './submitting.ts';
import { actEnded, planEnded, setupTold } from './working.ts';

export function initialState(snapshot: Snapshot, installed: Installed): MaintenanceState {
  return {
    version: snapshot.version,
    language: snapshot.language,
    rehearsal: snapshot.rehearsal,
    installed,
    mainHas: ownersAtStart(installed, snapshot.stored),
    step: { kind: 'home', busy: null, error: null },
    isLeaveAsked: false,
    wasCancelled: false,
    isCopied: false,
    isSaved: false,
    attempts: 0,
  };
}

export function update(state: MaintenanceState, event: MaintenanceEvent): Update {
  switch (event.kind) {
    case 'proxyTyped':
    case 'proxyLeft':
    case 'userTyped':
    case 'accountLeft':
    case 'notificationTyped':
    case 'notificationLeft':
    case 'passwordTyped':
    case 'keepDataChosen':
    case 'removalChosen':
      return fieldChanged(state, event);
    default:
      return move(state, event);
  }
}

function move(state: MaintenanceState, event: MovingEvent | AnswerEvent | AroundEvent): Update {
  switch (event.kind) {
    case 'pageChosen':
      return state.step.kind === 'home' ? enter(state, event.page) : stay(state);
    case 'homeChosen':
      return state.step.kind === 'work' ? stay(state) : goHome(state);
    case 'main':
      return mainAct(state, event.passwordLength);
    case 'dangerAccepted':
      return dangerAccepted(state);
    case 'testAsked':
      return submit(state, event.passwordLength, 'test');
    case 'testStopped':
      return testStopped(state);
    case 'timeToAsk':
      return askAgain(state);
    default:
      return answered(state, event);
  }
}

type Leaving = Extract<MovingEvent, { kind: 'cancelAsked' | 'cancelDismissed' | 'cancelConfirmed' }>;

function answered(state: MaintenanceState, event: AnswerEvent | AroundEvent | Leaving): Update {
  switch (event.kind) {
    case 'installedRead':
      return installedRead(state, event.attempt, event.result);
    case 'secretStored':
      return secretStored(state, event.attempt, event.result);
    case 'hopTold':
      return hopTold(state, event.hop);
    case 'networkTested':
      return networkTested(state, event.attempt, event.result);
    case 'mailTested':
      return mailTested(state, event.attempt, event.result);
    case 'setupTold':
      return setupTold(state, event.event);
    case 'actEnded':
      return actEnded(state, event.attempt, event.result);
    case 'planEnded':
      return planEnded(state, event.attempt, event.result);
    default:
      return around(state, event);
  }
}

function around(state: MaintenanceState, event: AroundEvent | Leaving): Update {
  switch (event.kind) {
    case 'cancelAsked':
      return cancelAsked(state);
    case 'cancelDismissed':
      return stay({ ...state, isLeaveAsked: false });
    case 'cancelConfirmed':
      return cancelConfirmed({ ...state, isLeaveAsked: false });
    case 'languageChosen':
      return stay({ ...state, language: event.language }, { kind: 'setLanguage', language: event.language });
    case 'copyAsked':
      return stay(state, { kind: 'copyText', text: event.text });
    case 'copied':
      return stay({ ...state, isCopied: true });
    case 'saveAsked':
      return stay(state, { kind: 'saveText', text: event.text });
    case 'saved':
      return stay({ ...state, isSaved: true });
    default:
      return event satisfies never;
  }
}
