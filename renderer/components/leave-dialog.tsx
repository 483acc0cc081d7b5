/** Asks before leaving or before a running connection is undone. */
import type { WizardEvent } from '../wizard/events.ts';
import type { WizardState } from '../wizard/state.ts';
import { type Question, QuestionDialog, syncQuestion } from './question-dialog.tsx';

function questionFor({ step, isInstalled }: Pick<WizardState, 'step' | 'isInstalled'>): Question {
  if (step.kind === 'connect' && step.isAccepting) return syncQuestion;
  if (step.kind === 'connect') {
    return {
      title: 'wizard.leave.stopTitle',
      body: 'wizard.leave.stopBody',
      leave: 'wizard.act.stopConnecting',
      stay: 'wizard.leave.stopGoOn',
    };
  }
  const body = isInstalled ? 'wizard.leave.installed' : 'wizard.leave.body';
  return { title: 'wizard.leave.title', body, leave: 'wizard.leave.leave', stay: 'wizard.leave.stay' };
}

interface Props {
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
}

export function LeaveDialog({ state, send }: Props) {
  return (
    <QuestionDialog
      isOpen={state.isCancelAsked}
      question={questionFor(state)}
      onStay={() => send({ on: 'window', kind: 'cancelDismissed' })}
      onLeave={() => send({ on: 'window', kind: 'cancelConfirmed' })}
    />
  );
}
