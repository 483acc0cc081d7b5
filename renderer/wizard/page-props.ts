/** What every page gets. */
import type { RefObject } from 'react';
import type { WizardEvent } from './events.ts';
import type { Step, StepOf, WizardState } from './state.ts';

export interface PageProps<K extends Step['kind']> {
  readonly step: StepOf<K>;
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
  readonly passwordField: RefObject<HTMLInputElement | null>;
}
