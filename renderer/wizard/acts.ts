/** Which buttons a page has. The main act is what Enter does; a dangerous act is never the main one. */
import type { MessageKey, MessageParams } from '../../shared/i18n/translate.ts';
import { mayPass } from './asking.ts';
import type { WizardEvent } from './events.ts';
import { mayLeave, pageOf } from './moving.ts';
import { pages, type Step, type WizardState } from './state.ts';

export interface Act {
  readonly label: MessageKey;
  readonly params?: MessageParams;
  /** A page whose name stands in the label as `page`. */
  readonly page?: MessageKey;
  readonly letter: MessageKey;
  readonly isEnabled: boolean;
}

export interface Danger extends Act {
  readonly event: WizardEvent;
}

export interface Acts {
  readonly hasBack: boolean;
  readonly isBackEnabled: boolean;
  /** Null while there is nothing to do but wait or cancel. */
  readonly main: Act | null;
  readonly danger: Danger | null;
  readonly cancel: 'cancel' | 'stopConnecting' | null;
}

export function actsOf(state: WizardState): Acts {
  const { step } = state;
  return {
    hasBack: hasBack(step),
    isBackEnabled: mayLeave(step),
    main: mainOf(step),
    danger: dangerOf(step),
    cancel: cancelOf(step),
  };
}

/** Failed has its way back as the main act; once installed there is none. */
function hasBack(step: Step): boolean {
  if (step.kind === 'connect') return step.phase === 'review';
  return pages.indexOf(pageOf(step)) > 0 && step.kind !== 'held' && step.kind !== 'done' && step.kind !== 'failed';
}

const next: Act = { label: 'wizard.act.next', letter: 'wizard.letter.next', isEnabled: true };

function mainOf(step: Step): Act | null {
  switch (step.kind) {
    case 'welcome':
      return { label: 'wizard.act.start', letter: 'wizard.letter.start', isEnabled: true };
    case 'exchange':
      return next;
    case 'account':
      return { ...next, isEnabled: step.busy === null };
    case 'signIn':
      if (step.busy !== null || step.tenant !== null) return { ...next, isEnabled: step.busy === null };
      return { label: 'wizard.act.newCode', letter: 'wizard.letter.newCode', isEnabled: true };
    case 'checks':
      if (step.busy !== null || mayPass(step)) return { ...next, isEnabled: step.busy === null };
      return { label: 'wizard.act.checkAgain', letter: 'wizard.letter.checkAgain', isEnabled: true };
    case 'connect':
      return step.phase === 'review' ? { label: 'wizard.act.connect', letter: 'wizard.letter.connect', isEnabled: true } : null;
    default:
      return mainOfEnd(step);
  }
}

function mainOfEnd(step: Extract<Step, { kind: 'replace' | 'held' | 'done' | 'failed' }>): Act {
  switch (step.kind) {
    case 'replace':
      return { label: 'wizard.act.keep', letter: 'wizard.letter.keep', isEnabled: true };
    case 'held':
      return { label: 'wizard.act.leaveHeld', letter: 'wizard.letter.leaveHeld', isEnabled: true };
    case 'done':
      return { label: 'wizard.act.close', letter: 'wizard.letter.close', isEnabled: true };
    case 'failed':
      return { label: 'wizard.act.backTo', page: `wizard.page.${step.mend}`, letter: 'wizard.letter.backTo', isEnabled: true };
    default:
      return step satisfies never;
  }
}

function dangerOf(step: Step): Danger | null {
  if (step.kind === 'replace') {
    return { label: 'wizard.act.replace', letter: 'wizard.letter.replace', isEnabled: true, event: { kind: 'replaceAccepted' } };
  }
  if (step.kind === 'held') {
    const params = { count: step.finding.newBlocks };
    return { label: 'wizard.act.block', params, letter: 'wizard.letter.block', isEnabled: true, event: { kind: 'planAccepted' } };
  }
  return null;
}

function cancelOf(step: Step): Acts['cancel'] {
  if (step.kind === 'done') return null;
  if (step.kind !== 'connect' || step.phase === 'review') return 'cancel';
  if (step.phase !== 'running') return null;
  return step.isAccepting ? 'cancel' : 'stopConnecting';
}
