/** Joins the machine to React: state by useReducer, effects performed once each, in order, events of main fed in. */
import { type RefObject, useEffect, useReducer, useRef } from 'react';
import type { Snapshot } from '../../shared/ipc/contract.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import type { Api } from '../api.ts';
import { emptyInput } from '../components/empty-input.ts';
import { useSeconds } from '../use-seconds.ts';
import type { Effect, MaintenanceEvent } from './events.ts';
import { initialState, update } from './machine.ts';
import { type PageFields, perform } from './perform.ts';
import type { MaintenanceState } from './state.ts';
import { runningOf } from './status.ts';

interface Model {
  readonly state: MaintenanceState;
  /** Not yet performed, oldest first. */
  readonly waiting: readonly Effect[];
}
type Change = { readonly kind: 'event'; readonly event: MaintenanceEvent } | { readonly kind: 'taken'; readonly count: number };

function reduce(model: Model, change: Change): Model {
  if (change.kind === 'taken') return { ...model, waiting: model.waiting.slice(change.count) };
  const { state, effects } = update(model.state, change.event);
  return { state, waiting: [...model.waiting, ...effects] };
}

export interface Beginning {
  readonly api: Api;
  readonly snapshot: Snapshot;
  readonly installed: Installed;
  readonly onReplace: (keepData: boolean) => void;
}

export interface Maintenance {
  readonly state: MaintenanceState;
  readonly send: (event: MaintenanceEvent) => void;
  readonly passwordField: RefObject<HTMLInputElement | null>;
}

export function useMaintenance({ api, snapshot, installed, onReplace }: Beginning): Maintenance {
  const [model, change] = useReducer(reduce, snapshot, (first) => ({ state: initialState(first, installed), waiting: [] }));
  const passwordField = useRef<HTMLInputElement | null>(null);
  const send = (event: MaintenanceEvent): void => change({ kind: 'event', event });

  useEffect(() => api.onSetup((event) => change({ kind: 'event', event: { kind: 'setupTold', event } })), [api]);
  useEffect(() => api.onHop((hop) => change({ kind: 'event', event: { kind: 'hopTold', hop } })), [api]);
  useEffect(() => {
    if (model.waiting.length === 0) return;
    change({ kind: 'taken', count: model.waiting.length });
    const performer = {
      api,
      onReplace,
      page: fieldsOf(passwordField),
      send: (event: MaintenanceEvent) => change({ kind: 'event', event }),
    };
    for (const effect of model.waiting) void perform(effect, performer);
  }, [model.waiting, api, onReplace]);

  const seconds = useSeconds(model.state.step.kind === 'home' ? 'home' : null);
  const every = runningOf(model.state.installed) === null ? 10 : 2;
  useEffect(() => {
    if (seconds > 0 && seconds % every === 0) change({ kind: 'event', event: { kind: 'timeToAsk' } });
  }, [seconds, every]);
  return { state: model.state, send, passwordField };
}

function fieldsOf(password: RefObject<HTMLInputElement | null>): PageFields {
  return {
    password: () => password.current?.value ?? '',
    emptyPassword: () => {
      if (password.current !== null) emptyInput(password.current);
    },
    focusFirstWrong: () => document.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus(),
  };
}
