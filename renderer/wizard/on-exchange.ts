/** Which kind of Exchange, and which server of it (W1, W2). */
import { type FieldProblem, judgeHostedAddress, judgeServer, stops } from '../forms/validation.ts';
import { serverText } from './answers.ts';
import { enter } from './entering.ts';
import type { ExchangeEvent } from './events.ts';
import { type Forms, isStep, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

function judged(forms: Forms): FieldProblem | null {
  return forms.type === 'hosted' ? judgeHostedAddress(forms.address) : judgeServer(forms.server);
}

export function onExchange(state: WizardState, event: ExchangeEvent): Update {
  const { step, forms } = state;
  if (!isStep(step, 'exchange')) return stay(state);
  if (event.kind === 'typeChosen') return withStep({ ...state, forms: { ...forms, type: event.type } }, { ...step, problem: null });
  if (event.kind === 'serverTyped') {
    const typed = forms.type === 'hosted' ? { address: event.server } : { server: event.server };
    return withStep({ ...state, forms: { ...forms, ...typed } }, { ...step, problem: null });
  }
  // A field that is passed by empty is left in peace; Next asks for it.
  return serverText(forms).trim() === '' ? stay(state) : withStep(state, { ...step, problem: judged(forms) });
}

export function submitExchange(state: WizardState): Update {
  const { step } = state;
  if (!isStep(step, 'exchange')) return stay(state);
  const problem = judged(state.forms);
  return stops(problem) ? withStep(state, { ...step, problem }, { kind: 'focusFirstWrong' }) : enter(state, 'connection');
}
