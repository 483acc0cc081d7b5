/** Named steps of connecting, for the wizard's page and for `--json`. */
import { z } from 'zod';
import { checkResultSchema } from '../checks.ts';
import { appErrorSchema } from '../errors.ts';
import { guardFindingSchema, syncProgressSchema, syncReportSchema } from '../sync-report.ts';
import { existingConnectorSchema } from './engine-verbs.ts';

export const setupSteps = [
  'check-host',
  'stage-engine',
  'check-connection',
  'store-secrets',
  'stop-engine',
  'switch-engine',
  'write-configuration',
  'register-service',
  'start-engine',
  'hand-over-secrets',
  'wait-healthy',
  'first-sync',
  'take-back',
  'remove-record',
  'remove-secrets',
  'remove-service',
  'remove-program',
  'remove-data',
  'commit',
] as const;
export const setupStepSchema = z.enum(setupSteps);
export type SetupStep = z.infer<typeof setupStepSchema>;

export const setupEventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('started'), step: setupStepSchema, at: z.iso.datetime() }),
  z.strictObject({ event: z.literal('progress'), step: setupStepSchema, sync: syncProgressSchema }),
  z.strictObject({ event: z.literal('check'), step: setupStepSchema, result: checkResultSchema }),
  z.strictObject({ event: z.literal('done'), step: setupStepSchema, seconds: z.number() }),
  z.strictObject({ event: z.literal('undone'), step: setupStepSchema }),
  /** The step did what it could; what it could not stops nothing, and somebody has to see to it. */
  z.strictObject({ event: z.literal('warned'), step: setupStepSchema, error: appErrorSchema }),
  z.strictObject({ event: z.literal('failed'), step: setupStepSchema, error: appErrorSchema }),
]);
export type SetupEvent = z.infer<typeof setupEventSchema>;

/** How connecting ended, failures aside. */
export const connectOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('connected'), report: syncReportSchema }),
  /** W7: another machine holds the connection; nothing was changed. */
  z.strictObject({ kind: z.literal('replace-question'), existing: existingConnectorSchema }),
  /** B3: engine installed and connected, but the first run waits for the administrator's word. */
  z.strictObject({ kind: z.literal('held'), finding: guardFindingSchema }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);
export type ConnectOutcome = z.infer<typeof connectOutcomeSchema>;
