/**
 * Everything that window and main process say to each other. Preload, main, renderer and test fakes are derived from
 * this object; no other file names a channel. A secret goes in this direction only: renderer to main, once, as typed.
 */
import { z } from 'zod';
import { checkIdSchema, checkResultSchema } from '../checks.ts';
import { resultSchema } from '../result.ts';
import { answersSchema, exchangeFieldsSchema, languageSchema, notificationSchema, typedSecretSchema } from '../setup/answers.ts';
import { hopSchema, mailLineSchema, previewSchema, signInLineSchema, signInMethodSchema } from '../setup/engine-verbs.ts';
import { installedSchema, maintenanceActSchema, maintenanceOutcomeSchema } from '../setup/maintenance.ts';
import { connectOutcomeSchema, setupEventSchema } from '../setup/progress.ts';
import { folderFaultSchema, placeSchema } from '../setup/set-up-folder.ts';
import { syncProgressSchema } from '../sync-report.ts';

const empty = z.strictObject({});

export const snapshotSchema = z.strictObject({
  version: z.string(),
  language: languageSchema,
  /** True when set-up runs against the rehearsal organization: the window says so on every page. */
  rehearsal: z.boolean(),
  /** Prefilled answers, from the configuration of an installed connector. */
  draft: answersSchema.omit({ exchange: true }).partial().extend({ exchange: exchangeFieldsSchema.partial() }),
  /** Secrets that main has in the administrator's vault; the engine's own are in `installed.status`. */
  stored: z.array(typedSecretSchema),
  /** Tenant of the account certificate beside set-up, or null when there is none. */
  tenantId: z.string().nullable(),
  /** P2: what is wrong with the folder of set-up. Anything here, and nothing else can be done. */
  folder: z.array(folderFaultSchema),
  /** Null when no connector is installed: then the window begins with the wizard, else with maintenance. */
  installed: installedSchema.nullable(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** `only`: run again just these checks; null: all. */
const only = z.array(checkIdSchema).nullable().default(null);

export const ipcCalls = {
  snapshot: { argument: empty, value: snapshotSchema },
  storeSecret: {
    argument: z.strictObject({ name: typedSecretSchema, value: z.string().min(1).max(1024) }),
    value: z.strictObject({ stored: z.literal(true) }),
  },
  /** Ends when signed in, failed or cancelled; code or address arrive as a `signIn` event. */
  signIn: { argument: z.strictObject({ method: signInMethodSchema, proxy: answersSchema.shape.proxy }), value: signInLineSchema },
  cancelSignIn: { argument: empty, value: empty },
  /** Whether this computer fits; each result also arrives as a `setup` event of step `check-host`. */
  runHostChecks: { argument: z.strictObject({ only }), value: z.array(checkResultSchema) },
  /** Checks of the staged engine, as `setup` events of step `check-connection`. */
  runChecks: { argument: z.strictObject({ answers: answersSchema, only }), value: z.array(checkResultSchema) },
  /** Ends running checks of either kind; their call then fails as cancelled. */
  cancelChecks: { argument: empty, value: empty },
  /** The way out, station by station; each change also arrives as a `hop` event. `exchange` null: not asked. */
  testNetwork: {
    argument: z.strictObject({
      proxy: answersSchema.shape.proxy,
      exchange: exchangeFieldsSchema.pick({ type: true, server: true }).nullable(),
    }),
    value: z.array(hopSchema),
  },
  cancelTestNetwork: { argument: empty, value: empty },
  /** Sends a test mail with the stored `notification-password`. `way`: as the answers have it; null: as it is configured. */
  sendTestMail: {
    argument: z.strictObject({
      notification: notificationSchema,
      way: z.strictObject({ proxy: answersSchema.shape.proxy, type: exchangeFieldsSchema.shape.type }).nullable(),
    }),
    value: mailLineSchema,
  },
  cancelTestMail: { argument: empty, value: empty },
  /** What enforcing would do; progress arrives as `preview` events. Writes nothing. */
  preview: { argument: answersSchema, value: previewSchema },
  cancelPreview: { argument: empty, value: empty },
  connect: { argument: answersSchema, value: connectOutcomeSchema },
  /** Leaves the machine as it was, whether a connector is being installed or changed; answers when that is so. */
  cancelConnect: { argument: empty, value: empty },
  /** Lets a held first run go ahead, by the plan's name. */
  acceptPlan: { argument: z.strictObject({ plan: z.string() }), value: connectOutcomeSchema },
  /** The installed connector as it is now, or null. */
  installed: { argument: empty, value: installedSchema.nullable() },
  /** Changes or removes the installed connector; steps arrive as `setup` events. */
  maintain: { argument: maintenanceActSchema, value: maintenanceOutcomeSchema },
  /** P3: who else can get at the folder of set-up. */
  judgePlace: { argument: empty, value: placeSchema },
  /** P3: deletes the account certificate beside set-up, and looks whether it is gone. */
  deleteAccountCertificate: { argument: empty, value: z.strictObject({ isGone: z.literal(true) }) },
  copyText: { argument: z.strictObject({ text: z.string().max(100_000) }), value: empty },
  /** Asks where to, and writes the text there; false when the person did not want to. */
  saveText: {
    argument: z.strictObject({ name: z.string().regex(/^[a-z0-9-]{1,60}\.(txt|ps1)$/), text: z.string().max(100_000) }),
    value: z.strictObject({ isSaved: z.boolean() }),
  },
  /** Opens the page of the sign-in under way in the person's own browser. */
  openSignInPage: { argument: empty, value: empty },
  setLanguage: { argument: z.strictObject({ language: languageSchema }), value: empty },
  closeWindow: { argument: empty, value: empty },
} as const;
export type IpcCall = keyof typeof ipcCalls;
export type IpcArgument<C extends IpcCall> = z.input<(typeof ipcCalls)[C]['argument']>;
export type IpcParsed<C extends IpcCall> = z.output<(typeof ipcCalls)[C]['argument']>;
export type IpcValue<C extends IpcCall> = z.output<(typeof ipcCalls)[C]['value']>;

export const ipcEvents = { setup: setupEventSchema, signIn: signInLineSchema, hop: hopSchema, preview: syncProgressSchema } as const;
export type IpcEvent = keyof typeof ipcEvents;
export type IpcPayload<E extends IpcEvent> = z.output<(typeof ipcEvents)[E]>;

/** What main answers to call `C`: never a throw across the border. */
export function ipcAnswer<C extends IpcCall>(call: C) {
  return resultSchema(ipcCalls[call].value);
}

/** Channel of a call or an event, used by preload and main only. */
export function channel(name: IpcCall | IpcEvent): string {
  return `connector:${name}`;
}
