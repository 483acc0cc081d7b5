/** Leaving a page with passwords in it: they are handed to main first, whichever way one leaves, so that none is lost. */
import type { TypedSecret } from '../../shared/setup/answers.ts';
import { judgePassword } from '../forms/validation.ts';
import { ownerOf, passwordOf } from './answers.ts';
import { enter } from './entering.ts';
import type { Stored } from './events.ts';
import { type AccountStep, type Attempt, type ConnectionStep, isStep, type Page, type Storing, type WizardState } from './state.ts';
import { stay, type Update, withStep } from './update.ts';

type SecretStep = ConnectionStep | AccountStep;

function secretStep({ step }: WizardState): SecretStep | null {
  return isStep(step, 'connection') || isStep(step, 'account') ? step : null;
}

export function isStoring(state: WizardState): boolean {
  return (secretStep(state)?.storing ?? null) !== null;
}

function typedSecrets({ typed }: WizardState): readonly TypedSecret[] {
  const names: readonly TypedSecret[] = ['exchange-password', 'proxy-password', 'notification-password'];
  return names.filter((name) => (typed[name] ?? 0) > 0);
}

/** Goes where `goal` says, after what was typed into password fields is stored. `begin` starts the test of the page. */
export function storeAndThen(state: WizardState, goal: Storing['goal'], begin: (state: WizardState) => Update): Update {
  const names = typedSecrets(state);
  const step = secretStep(state);
  if (step === null || names.length === 0) return goal === 'test' ? begin(state) : enter(state, goal);
  const attempt: Attempt = state.attempts + 1;
  const storing = { ...step, storing: { attempt, goal }, error: null };
  return withStep({ ...state, attempts: attempt }, storing, { kind: 'storeSecrets', attempt, names });
}

/** Back or along the rail. A password that no vault takes keeps one on the page: leaving would lose it. */
export function leaveFor(state: WizardState, page: Page): Update {
  const step = secretStep(state);
  const tooLong = typedSecrets(state).find((name) => judgePassword(passwordOf(state, name)) !== null);
  if (step === null || tooLong === undefined) return storeAndThen(state, page, stay);
  return withStep(state, withPasswordProblem(state, step, tooLong), { kind: 'focusFirstWrong' });
}

function withPasswordProblem(state: WizardState, step: SecretStep, name: TypedSecret): SecretStep {
  const password = judgePassword(passwordOf(state, name));
  if (step.kind === 'connection') return { ...step, problems: { ...step.problems, password } };
  if (name === 'exchange-password') return { ...step, problems: { ...step.problems, password } };
  return { ...step, notification: { ...step.notification, password } };
}

/** `begin`: starts the test of the present page, where that was what the storing was for. */
export function secretsStored(
  state: WizardState,
  event: { readonly attempt: Attempt; readonly results: readonly Stored[] },
  begin: (state: WizardState) => Update,
): Update {
  const step = secretStep(state);
  if (step?.storing?.attempt !== event.attempt) return stay(state);
  const { goal } = step.storing;
  const after = event.results.filter(({ result }) => result.ok).reduce(noted, state);
  const refused = event.results.map(({ result }) => result).find((result) => !result.ok);
  if (refused !== undefined && !refused.ok) return withStep(after, { ...step, storing: null, error: refused.error });
  const idle = { ...after, step: { ...step, storing: null } };
  return goal === 'test' ? begin(idle) : enter(idle, goal);
}

function noted(state: WizardState, { name }: Stored): WizardState {
  const stored = { ...state.kept.stored, [name]: ownerOf(state, name) };
  return { ...state, typed: { ...state.typed, [name]: 0 }, kept: { ...state.kept, stored, storings: state.kept.storings + 1 } };
}

/** The fields are right and say whose the stored passwords are: from now on they are his alone. */
export function claimed(state: WizardState, names: readonly TypedSecret[]): WizardState {
  const owned = names.filter((name) => state.kept.stored[name] === '').map((name) => [name, ownerOf(state, name)]);
  return { ...state, kept: { ...state.kept, stored: { ...state.kept.stored, ...Object.fromEntries(owned) } } };
}
