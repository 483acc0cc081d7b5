/**
 * A step says what it would need to take itself back, that is journaled, and only then does it change anything. A forward
 * step comes after the commit: it cannot be taken back, but be done again and again until it is done.
 */
import type { z } from 'zod';
import type { SetupStep } from '../../shared/setup/progress.ts';
import type { Plan } from './plan.ts';
import type { Emit, SetupHost } from './setup-host.ts';

/** `O`: what a step may find out that the whole run is about; `never` for most. */
export type StepEnd<O> =
  | { readonly kind: 'next' }
  /** The outcome is known; what is left to do is done. */
  | { readonly kind: 'outcome'; readonly outcome: O }
  /** Ends here and leaves the machine as it was. */
  | { readonly kind: 'leave'; readonly outcome: O };

export const next: StepEnd<never> = { kind: 'next' };

export interface StepDefinition<S extends z.ZodType, O = never> {
  readonly name: SetupStep;
  readonly undoSchema: S;
  /** True where this plan gives the step nothing to do: it passes, and is not told of. */
  isIdle?(plan: Plan): boolean;
  /** Changes nothing. */
  prepare(host: SetupHost, plan: Plan): Promise<z.output<S>>;
  run(host: SetupHost, plan: Plan, undo: z.output<S>): Promise<StepEnd<O>>;
  /** May run after any part of `run`, in another process, and more than once. */
  undo?(host: SetupHost, undo: z.output<S>, signal: AbortSignal): Promise<void>;
  /** After the commit; like `undo` it may run more than once. */
  cleanUp?(host: SetupHost, undo: z.output<S>): Promise<void>;
}

export interface ForwardDefinition<S extends z.ZodType> {
  readonly name: SetupStep;
  readonly factsSchema: S;
  /** Before the commit, and changes nothing: what the step must know in whichever process it will run. */
  prepare(host: SetupHost, plan: Plan): Promise<z.output<S>>;
  /** May run more than once, in another process, after any part of itself. */
  run(host: SetupHost, facts: z.output<S>, emit: Emit): Promise<void>;
}

export interface Step<O = unknown> {
  readonly name: SetupStep;
  /** Its work is done after the commit, by `cleanUp`. */
  readonly isForward: boolean;
  isIdle(plan: Plan): boolean;
  prepare(host: SetupHost, plan: Plan): Promise<z.core.util.JSONType>;
  run(host: SetupHost, plan: Plan, undo: unknown): Promise<StepEnd<O>>;
  undo(host: SetupHost, undo: unknown, signal: AbortSignal): Promise<void>;
  cleanUp(host: SetupHost, undo: unknown, emit: Emit): Promise<void>;
}

export function defineStep<S extends z.ZodType<z.core.util.JSONType>, O = never>(definition: StepDefinition<S, O>): Step<O> {
  const read = (undo: unknown): z.output<S> => definition.undoSchema.parse(undo);
  return {
    name: definition.name,
    isForward: false,
    isIdle: (plan) => definition.isIdle?.(plan) ?? false,
    prepare: (host, plan) => definition.prepare(host, plan),
    run: (host, plan, undo) => definition.run(host, plan, read(undo)),
    undo: async (host, undo, signal) => definition.undo?.(host, read(undo), signal),
    cleanUp: async (host, undo) => definition.cleanUp?.(host, read(undo)),
  };
}

export function defineForwardStep<S extends z.ZodType<z.core.util.JSONType>>(definition: ForwardDefinition<S>): Step<never> {
  return {
    name: definition.name,
    isForward: true,
    isIdle: () => false,
    prepare: (host, plan) => definition.prepare(host, plan),
    run: async () => next,
    undo: async () => undefined,
    cleanUp: (host, facts, emit) => definition.run(host, definition.factsSchema.parse(facts), emit),
  };
}
