/** Asks before what runs is undone. */
import { type Question, QuestionDialog, syncQuestion } from '../components/question-dialog.tsx';
import type { MaintenanceEvent } from './events.ts';
import type { MaintenanceState } from './state.ts';

function questionFor({ step }: Pick<MaintenanceState, 'step'>): Question {
  if (step.kind === 'work' && step.page === 'accept-plan') return syncQuestion;
  const isRemoval = step.kind === 'work' && step.page === 'uninstall';
  return {
    title: 'maintenance.leave.title',
    body: isRemoval ? 'maintenance.leave.removalBody' : 'wizard.leave.stopBody',
    leave: 'maintenance.act.stop',
    stay: 'maintenance.leave.goOn',
  };
}

interface Props {
  readonly state: MaintenanceState;
  readonly send: (event: MaintenanceEvent) => void;
}

export function LeaveQuestion({ state, send }: Props) {
  return (
    <QuestionDialog
      isOpen={state.isLeaveAsked}
      question={questionFor(state)}
      onStay={() => send({ kind: 'cancelDismissed' })}
      onLeave={() => send({ kind: 'cancelConfirmed' })}
    />
  );
}
