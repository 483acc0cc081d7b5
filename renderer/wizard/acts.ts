/** Which buttons a page has. The main act is what Enter does; a dangerous act is never the main one. */
import type { MessageKey, MessageParams } from '../../shared/i18n/translate.ts';
import { mayPass } from './checking.ts';
import type { WizardEvent } from './events.ts';
import { mayLeave, pageOf } from './moving.ts';
import { isDeletionDue } from './on-done.ts';
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
    main: mainOf(state),
    danger: dangerOf(step),
    cancel: cancelOf(step),
  };
}

/** Failed has its way back as the main act; once installed there is none. */
function hasBack(step: Step): boolean {
  const isEnd = step.kind === 'connect' || step.kind === 'held' || step.kind === 'done' || step.kind === 'failed';
  return pages.indexOf(pageOf(step)) > 0 && !isEnd;
}

const next: Act = { label: 'wizard.act.next', letter: 'wizard.letter.next', isEnabled: true };
const checkAgain: Act = { label: 'wizard.act.checkAgain', letter: 'wizard.letter.checkAgain', isEnabled: true };

function mainOf({ step }: WizardState): Act | null {
  switch (step.kind) {
    case 'welcome':
      return { label: 'wizard.act.start', letter: 'wizard.letter.start', isEnabled: true };
    case 'exchange':
      return next;
    case 'connection':
    case 'account':
      return { ...next, isEnabled: step.storing === null };
    case 'signIn':
      if (step.busy !== null || step.tenant !== null) return { ...next, isEnabled: step.busy === null };
      return { label: 'wizard.act.signIn', letter: 'wizard.letter.signIn', isEnabled: true };
    case 'server':
    case 'checks':
      return step.busy !== null || mayPass(step) ? { ...next, isEnabled: step.busy === null } : checkAgain;
    case 'review':
      return { label: 'wizard.act.connect', letter: 'wizard.letter.connect', isEnabled: true };
    default:
      return mainOfEnd(step);
  }
}

function mainOfEnd(step: Extract<Step, { kind: 'connect' | 'replace' | 'held' | 'done' | 'failed' }>): Act | null {
  switch (step.kind) {
    case 'connect':
      return null;
    case 'replace':
      return { label: 'wizard.act.keep', letter: 'wizard.letter.keep', isEnabled: true };
    case 'held':
      return { label: 'wizard.act.leaveHeld', letter: 'wizard.letter.leaveHeld', isEnabled: true };
    case 'done':
      if (isDeletionDue(step)) return { label: 'wizard.act.deleteCertificate', letter: 'wizard.letter.deleteCertificate', isEnabled: true };
      return { label: 'wizard.act.close', letter: 'wizard.letter.close', isEnabled: step.deletion !== 'running' };
    case 'failed':
      return { label: 'wizard.act.backTo', page: `wizard.page.${step.mend}`, letter: 'wizard.letter.backTo', isEnabled: true };
    default:
      return step satisfies never;
  }
}

function dangerOf(step: Step): Danger | null {
  if (step.kind === 'replace') {
    const event: WizardEvent = { on: 'connect', kind: 'replaceAccepted' };
    return { label: 'wizard.act.replace', letter: 'wizard.letter.replace', isEnabled: true, event };
  }
  if (step.kind === 'held') {
    const params = { count: step.finding.newBlocks };
    const event: WizardEvent = { on: 'connect', kind: 'planAccepted' };
    return { label: 'wizard.act.block', params, letter: 'wizard.letter.block', isEnabled: true, event };
  }
  return null;
}

function cancelOf(step: Step): Acts['cancel'] {
  if (step.kind === 'done') return null;
  if (step.kind !== 'connect') return 'cancel';
  if (step.phase !== 'running') return null;
  return step.isAccepting ? 'cancel' : 'stopConnecting';
}
