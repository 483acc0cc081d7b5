/** A reversible step: it says what it would need to take itself back, that is journaled, and only then does it change anything. */
import type { z } from 'zod';
import type { ConnectOutcome, SetupStep } from '../../shared/setup/progress.ts';
import type { ConnectPlan } from './connect-plan.ts';
import type { SetupHost } from './setup-host.ts';

export type StepEnd =
  | { readonly kind: 'next' }
  /** The outcome is known; what is left to do is done. */
  | { readonly kind: 'outcome'; readonly outcome: ConnectOutcome }
  /** Ends here and leaves the machine as it was. */
  | { readonly kind: 'leave'; readonly outcome: ConnectOutcome };

export const next: StepEnd = { kind: 'next' };

export interface StepDefinition<S extends z.ZodType> {
  readonly name: SetupStep;
  readonly undoSchema: S;
  /** Changes nothing. */
  prepare(host: SetupHost, plan: ConnectPlan): Promise<z.output<S>>;
  run(host: SetupHost, plan: ConnectPlan, undo: z.output<S>): Promise<StepEnd>;
  /** May run after any part of `run`, in another process, and more than once. */
  undo?(host: SetupHost, undo: z.output<S>, signal: AbortSignal): Promise<void>;
  /** After the commit; like `undo` it may run more than once. */
  cleanUp?(host: SetupHost, undo: z.output<S>): Promise<void>;
}

export interface Step {
  readonly name: SetupStep;
  prepare(host: SetupHost, plan: ConnectPlan): Promise<z.core.util.JSONType>;
  run(host: SetupHost, plan: ConnectPlan, undo: unknown): Promise<StepEnd>;
  undo(host: SetupHost, undo: unknown, signal: AbortSignal): Promise<void>;
  cleanUp(host: SetupHost, undo: unknown): Promise<void>;
}

export function defineStep<S extends z.ZodType<z.core.util.JSONType>>(definition: StepDefinition<S>): Step {
  const read = (undo: unknown): z.output<S> => definition.undoSchema.parse(undo);
  return {
    name: definition.name,
    prepare: (host, plan) => definition.prepare(host, plan),
    run: (host, plan, undo) => definition.run(host, plan, read(undo)),
    undo: async (host, undo, signal) => definition.undo?.(host, read(undo), signal),
    cleanUp: async (host, undo) => definition.cleanUp?.(host, read(undo)),
  };
}
