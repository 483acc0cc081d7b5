/** What every page gets. */
import type { WizardEvent } from './events.ts';
import type { Step, StepOf, WizardState } from './state.ts';
import type { PasswordFields } from './use-wizard.ts';

export interface PageProps<K extends Step['kind']> {
  readonly step: StepOf<K>;
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
  readonly fields: PasswordFields;
}
