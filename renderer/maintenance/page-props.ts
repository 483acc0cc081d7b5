/** What every page gets. */
import type { RefObject } from 'react';
import type { PasswordProps } from '../components/password-field.tsx';
import type { MaintenanceEvent } from './events.ts';
import { isStored } from './passwords.ts';
import type { MaintenanceState, Step, StepOf } from './state.ts';

export interface PageProps<K extends Step['kind']> {
  readonly step: StepOf<K>;
  readonly state: MaintenanceState;
  readonly send: (event: MaintenanceEvent) => void;
  readonly passwordField: RefObject<HTMLInputElement | null>;
}

type Asking = Pick<PageProps<'home'>, 'state' | 'send' | 'passwordField'>;

/** The one password field of a page; `onLeave` is told its length. */
export function passwordProps({ state, send, passwordField }: Asking, onLeave: (length: number) => void): PasswordProps {
  return {
    isStored: isStored(state),
    field: (element) => {
      passwordField.current = element;
    },
    onTyped: () => send({ kind: 'passwordTyped' }),
    onLeave,
  };
}
