/** Joins the machine to React: state by useReducer, effects performed once each, in order, events of main fed in. */
import { type RefObject, useEffect, useReducer, useRef } from 'react';
import type { Snapshot } from '../../shared/ipc/contract.ts';
import type { Api } from '../api.ts';
import type { Effect, WizardEvent } from './events.ts';
import { initialState, update } from './machine.ts';
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

export interface Wizard {
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
  /** The page's main act; of the password only the length leaves the field here. */
  readonly next: () => void;
  readonly passwordField: RefObject<HTMLInputElement | null>;
}

export function useWizard(snapshot: Snapshot, api: Api): Wizard {
  const [model, change] = useReducer(reduce, snapshot, (first) => ({ state: initialState(first), waiting: [] }));
  const passwordField = useRef<HTMLInputElement | null>(null);
  const send = (event: WizardEvent): void => change({ kind: 'event', event });

  useEffect(() => api.onSetup((event) => change({ kind: 'event', event: { kind: 'setupTold', event } })), [api]);
  useEffect(() => api.onSignIn((line) => change({ kind: 'event', event: { kind: 'signInTold', line } })), [api]);
  useEffect(() => {
    if (model.waiting.length === 0) return;
    change({ kind: 'taken', count: model.waiting.length });
    const performer = {
      api,
      page: fieldsOf(passwordField),
      send: (event: WizardEvent) => change({ kind: 'event', event }),
    };
    for (const effect of model.waiting) void perform(effect, performer);
  }, [model.waiting, api]);

  const next = (): void => send({ kind: 'next', passwordLength: passwordField.current?.value.length ?? 0 });
  return { state: model.state, send, next, passwordField };
}

function fieldsOf(password: RefObject<HTMLInputElement | null>): PageFields {
  return {
    password: () => password.current?.value ?? '',
    emptyPassword: () => {
      if (password.current !== null) password.current.value = '';
    },
    focusFirstWrong: () => document.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus(),
  };
}
