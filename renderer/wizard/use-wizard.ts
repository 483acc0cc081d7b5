/** Joins the machine to React: state by useReducer, effects performed once each, in order, events of main fed in. */
import { useEffect, useMemo, useReducer } from 'react';
import type { Snapshot } from '../../shared/ipc/contract.ts';
import type { TypedSecret } from '../../shared/setup/answers.ts';
import type { Api } from '../api.ts';
import { emptyInput } from '../components/empty-input.ts';
import { initialState } from './beginning.ts';
import type { Effect, WizardEvent } from './events.ts';
import { update } from './machine.ts';
import { type PageFields, perform } from './perform.ts';
import type { WizardState } from './state.ts';

interface Model {
  readonly state: WizardState;
  /** Not yet performed, oldest first. */
  readonly waiting: readonly Effect[];
}
type Change = { readonly kind: 'event'; readonly event: WizardEvent } | { readonly kind: 'taken'; readonly count: number };

function reduce(model: Model, change: Change): Model {
  if (change.kind === 'taken') return { ...model, waiting: model.waiting.slice(change.count) };
  const { state, effects } = update(model.state, change.event);
  return { state, waiting: [...model.waiting, ...effects] };
}

/** The password fields of the present page, by the name of what is typed there. */
export interface PasswordFields {
  readonly of: (name: TypedSecret) => (element: HTMLInputElement | null) => void;
}

export interface Wizard {
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
  readonly fields: PasswordFields;
}

export function useWizard(snapshot: Snapshot, api: Api): Wizard {
  const [model, change] = useReducer(reduce, snapshot, (first) => ({ state: initialState(first), waiting: [] }));
  const { fields, page } = useMemo(passwordFields, []);

  useEffect(() => heard(api, (event) => change({ kind: 'event', event })), [api]);
  useEffect(() => {
    if (model.waiting.length === 0) return;
    change({ kind: 'taken', count: model.waiting.length });
    const send = (event: WizardEvent): void => change({ kind: 'event', event });
    for (const effect of model.waiting) void perform(effect, { api, page, send });
  }, [model.waiting, api, page]);

  return { state: model.state, send: (event) => change({ kind: 'event', event }), fields };
}

/** Everything that main tells by itself. Gives what ends the listening. */
function heard(api: Api, send: (event: WizardEvent) => void): () => void {
  const ends = [
    api.onSetup((event) => send({ on: 'connect', kind: 'told', event })),
    api.onSignIn((line) => send({ on: 'signIn', kind: 'told', line })),
    api.onHop((hop) => send({ on: 'connection', kind: 'told', hop })),
    api.onPreview((progress) => send({ on: 'review', kind: 'told', progress })),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function passwordFields(): { readonly fields: PasswordFields; readonly page: PageFields } {
  const inputs = new Map<TypedSecret, HTMLInputElement>();
  const fields: PasswordFields = {
    of: (name) => (element) => {
      if (element === null) inputs.delete(name);
      else inputs.set(name, element);
    },
  };
  const page: PageFields = {
    password: (name) => inputs.get(name)?.value ?? '',
    emptyPassword: (name) => {
      const input = inputs.get(name);
      if (input !== undefined) emptyInput(input);
    },
    focusFirstWrong: () => document.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus(),
  };
  return { fields, page };
}
