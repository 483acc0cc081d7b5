/** Which buttons a page has. The main act is what Enter does; a dangerous act is never the main one. Pure. */
import type { MessageKey, MessageParams } from '../../shared/i18n/translate.ts';
import type { MaintenanceEvent } from './events.ts';
import type { FormStep, MaintenanceState, Step, StepOf } from './state.ts';

export interface Act {
  readonly label: MessageKey;
  readonly params?: MessageParams;
  readonly letter: MessageKey;
}

export interface Danger extends Act {
  readonly event: MaintenanceEvent;
}

export interface Acts {
  readonly back: Act | null;
  readonly main: Act | null;
  readonly isMainEnabled: boolean;
  readonly danger: Danger | null;
  readonly cancel: Act | null;
}

const close: Act = { label: 'wizard.act.close', letter: 'wizard.letter.close' };
const toHome: Act = { label: 'maintenance.act.home', letter: 'maintenance.letter.home' };
const none: Acts = { back: null, main: null, isMainEnabled: true, danger: null, cancel: null };

export function actsOf({ step }: Pick<MaintenanceState, 'step'>): Acts {
  switch (step.kind) {
    case 'home':
      return { ...none, main: close };
    case 'work':
      return { ...none, cancel: cancelOf(step) };
    case 'end':
      return { ...none, main: step.outcome.kind === 'removed' ? close : toHome };
    case 'failed':
      return { ...none, back: toHome, main: { label: 'maintenance.act.again', letter: 'maintenance.letter.again' } };
    default:
      return ofForm(step);
  }
}

/** Beside a dangerous act the main one is to leave it, which is the way back, too. */
function ofForm(step: FormStep): Acts {
  const danger = dangerOf(step);
  return { ...none, back: danger === null ? toHome : null, main: mainOf(step), isMainEnabled: !isBusy(step), danger };
}

/** While something runs for this page its fields and its main act stand still. */
export function isBusy(step: Step): boolean {
  return step.kind !== 'home' && 'busy' in step && step.busy !== null;
}

function cancelOf({ phase, page }: StepOf<'work'>): Act | null {
  if (phase === 'cancelling') return null;
  return { label: page === 'accept-plan' ? 'maintenance.act.stopSync' : 'maintenance.act.stop', letter: 'maintenance.letter.stop' };
}

function mainOf(step: FormStep): Act {
  switch (step.kind) {
    case 'edit-proxy':
      return { label: 'maintenance.act.saveProxy', letter: 'maintenance.letter.save' };
    case 'change-credentials':
      return { label: 'maintenance.act.saveCredentials', letter: 'maintenance.letter.save' };
    case 'change-notification':
      return { label: 'maintenance.act.saveNotification', letter: 'maintenance.letter.save' };
    case 'change-mode':
      return {
        label: step.mode === 'observe' ? 'maintenance.act.observe' : 'maintenance.act.keepObserving',
        letter: 'maintenance.letter.observe',
      };
    case 'repair':
      return { label: 'maintenance.act.repair', letter: 'maintenance.letter.repair' };
    case 'upgrade':
      return { label: 'maintenance.act.upgrade', letter: 'maintenance.letter.upgrade' };
    case 'replace':
      return { label: 'maintenance.act.replace', letter: 'maintenance.letter.replace' };
    case 'uninstall':
      return { label: 'maintenance.act.keep', letter: 'maintenance.letter.keep' };
    case 'accept-plan':
      return { label: 'wizard.act.leaveHeld', letter: 'wizard.letter.leaveHeld' };
    default:
      return step satisfies never;
  }
}

/** Names its effect: what the administrator has in the end. */
function dangerOf(step: FormStep): Danger | null {
  const event = { kind: 'dangerAccepted' } as const;
  switch (step.kind) {
    case 'change-mode':
      return step.mode === 'enforce' ? { label: 'maintenance.act.enforce', letter: 'maintenance.letter.enforce', event } : null;
    case 'accept-plan': {
      const params = { count: step.finding.newBlocks };
      return { label: 'wizard.act.block', params, letter: 'wizard.letter.block', event };
    }
    case 'uninstall':
      return { label: removalLabel(step), letter: 'maintenance.letter.remove', event };
    default:
      return null;
  }
}

function removalLabel({ removeData, takeBack }: StepOf<'uninstall'>): MessageKey {
  if (removeData) return takeBack ? 'maintenance.act.removeAll' : 'maintenance.act.removeWithData';
  return takeBack ? 'maintenance.act.removeTakeBack' : 'maintenance.act.remove';
}
