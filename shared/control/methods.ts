/** The contract as a table that both ends can index by a method they do not know in advance. */
import type { z } from 'zod';
import { type ControlMethod, type ControlParams, type ControlResult, controlMethods } from './contract.ts';

export type ControlParsed<M extends ControlMethod> = z.output<(typeof controlMethods)[M]['params']>;

interface MethodSchemas<M extends ControlMethod> {
  readonly params: z.ZodType<ControlParsed<M>, ControlParams<M>>;
  readonly result: z.ZodType<ControlResult<M>>;
}

export const methodTable: { readonly [M in ControlMethod]: MethodSchemas<M> } = controlMethods;

export const methodNames: readonly ControlMethod[] = [
  'hello',
  'adoptKey',
  'status',
  'devices',
  'explain',
  'storeSecret',
  'removeSecret',
  'reload',
  'syncFull',
  'takeBack',
  'policy',
  'rights',
  'orderDevice',
  'connectors',
  'unregister',
  'stop',
];
