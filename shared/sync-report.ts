/** What one synchronization did; stored, shown by status, and sent over the control channel. */
import { z } from 'zod';
import { deviceCountsSchema } from './access.ts';
import { exchangeShareSchema } from './control/exchange-load.ts';
import { appErrorSchema } from './errors.ts';
import { policyOriginSchema } from './policy.ts';
import { modeSchema } from './setup/answers.ts';

export const syncStages = ['connect', 'gather-exchange', 'gather-intune', 'plan', 'guard', 'write', 'verify', 'report'] as const;
export const syncStageSchema = z.enum(syncStages);
export type SyncStage = z.infer<typeof syncStageSchema>;

/** B9: of the stage that runs. What is null cannot be said honestly. */
export const paceSchema = z.strictObject({
  perSecond: z.number().nonnegative().nullable(),
  /** How many there will be. */
  expected: z.number().int().positive().nullable(),
  /** True when `expected` is as many as there were last time; false: counted. */
  isEstimate: z.boolean(),
  remainingSeconds: z.number().int().nonnegative().nullable(),
  exchange: exchangeShareSchema,
});
export type Pace = z.infer<typeof paceSchema>;

export const syncProgressSchema = z.strictObject({
  stage: syncStageSchema,
  done: z.number().int().nonnegative(),
  /** 0 when it is not known yet. */
  total: z.number().int().nonnegative(),
  /** Absent where nobody measures, as in a preview. */
  pace: paceSchema.optional(),
});
export type SyncProgress = z.infer<typeof syncProgressSchema>;

/** What the guard saw: shown to the administrator when a run is held. `plan` names exactly this set of new blocks. */
export const guardFindingSchema = z.strictObject({
  plan: z.string(),
  newBlocks: z.number().int().nonnegative(),
  devices: z.number().int().nonnegative(),
  limitPercent: z.number().min(0).max(100),
  /** Enrolments that Intune listed in the last good run and in this one, when the fall between them is what held the run. */
  fall: z.strictObject({ before: z.number().int().nonnegative(), now: z.number().int().nonnegative() }).optional(),
});
export type GuardFinding = z.infer<typeof guardFindingSchema>;

export const syncReportSchema = z.strictObject({
  run: z.number().int().positive(),
  kind: z.literal('full'),
  outcome: z.enum(['ok', 'held', 'failed', 'cancelled']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  devices: deviceCountsSchema,
  /** Calls that changed a mailbox, and entries added and removed by them. */
  writes: z.number().int().nonnegative(),
  added: z.number().int().nonnegative(),
  removed: z.number().int().nonnegative(),
  /** Enrolments with an EAS id that Intune listed; absent when the run did not get so far. */
  enrolments: z.number().int().nonnegative().optional(),
  /** Devices that another administrator's entry, or an id we must not write, keeps from our decision. */
  overruled: z.number().int().nonnegative(),
  /** Absent in reports of before there was a choice: those enforced. */
  mode: modeSchema.optional(),
  /** What an observing run would have written and newly blocked. */
  planned: z.strictObject({ writes: z.number().int().nonnegative(), newBlocks: z.number().int().nonnegative() }).optional(),
  guard: guardFindingSchema.optional(),
  /** The policy that was applied; absent when the run did not get so far. */
  policy: z.strictObject({ number: z.number().int().positive(), origin: policyOriginSchema }).optional(),
  /** Why the last good policy stayed in force. */
  policyProblem: appErrorSchema.optional(),
  error: appErrorSchema.optional(),
  /** False when the record of this connector in Intune could not be brought up to date; never stops enforcement. */
  cloudRecord: z.boolean(),
});
export type SyncReport = z.infer<typeof syncReportSchema>;
