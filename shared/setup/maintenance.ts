/** What can be done to an installed connector (I5, I6), for the window's maintenance page and for the command line. */
import { z } from 'zod';
import { configurationSchema } from '../config/configuration.ts';
import { engineStatusSchema } from '../control/contract.ts';
import { accountNameSchema, modeSchema, notificationSchema, proxyChoiceSchema } from './answers.ts';

/** The installed connector as set-up finds it. */
export const installedSchema = z.strictObject({
  version: z.string(),
  /** Version of the engine that this set-up brings. */
  offered: z.string(),
  engine: z.enum(['running', 'stopped', 'unreachable', 'wrong-version']),
  /** Null when the engine does not answer. */
  status: engineStatusSchema.nullable(),
  /** Null when the configuration cannot be read. */
  configuration: configurationSchema.nullable(),
  /** Whether a set-up that did not end is to be finished or taken back first. */
  isUnfinished: z.boolean(),
  /** When this was found: the window has no clock of its own to say how long ago something was. */
  asOf: z.iso.datetime().optional(),
});
export type Installed = z.infer<typeof installedSchema>;

/** `repair`, `upgrade` and `replace` need the engine that set-up brings; the others change the one that is there. */
export const maintenanceActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('edit-proxy'), proxy: proxyChoiceSchema }),
  z.strictObject({ act: z.literal('change-credentials'), user: accountNameSchema }),
  z.strictObject({ act: z.literal('change-notification'), notification: notificationSchema.nullable() }),
  z.strictObject({ act: z.literal('change-mode'), mode: modeSchema }),
  z.strictObject({ act: z.literal('repair') }),
  z.strictObject({ act: z.literal('upgrade') }),
  z.strictObject({
    act: z.literal('uninstall'),
    /** Decisions, journal, history, logs and configuration go too. */
    removeData: z.boolean().default(false),
    /** B7: first every entry that this connector wrote is taken off the mailboxes again. */
    takeBack: z.boolean().default(false),
  }),
]);
export type MaintenanceAct = z.output<typeof maintenanceActSchema>;
export type MaintenanceVerb = MaintenanceAct['act'];

export const maintenanceOutcomeSchema = z.discriminatedUnion('kind', [
  /** `restarted`: false when the running engine took the change over without a restart. */
  z.strictObject({ kind: z.literal('changed'), restarted: z.boolean() }),
  z.strictObject({ kind: z.literal('unchanged') }),
  /** `left`: folders that stay on purpose. `takenBack`: entries taken off mailboxes. */
  z.strictObject({ kind: z.literal('removed'), left: z.array(z.string()), takenBack: z.number().int().nonnegative() }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);
export type MaintenanceOutcome = z.infer<typeof maintenanceOutcomeSchema>;
