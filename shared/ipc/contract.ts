/**
 * Everything that window and main process say to each other. Preload, main, renderer and test fakes are derived from
 * this object; no other file names a channel. A secret goes in this direction only: renderer to main, once, as typed.
 */
import { z } from 'zod';
import { checkResultSchema } from '../checks.ts';
import { resultSchema } from '../result.ts';
import { answersSchema, languageSchema } from '../setup/answers.ts';
import { signInLineSchema } from '../setup/engine-verbs.ts';
import { connectOutcomeSchema, setupEventSchema } from '../setup/progress.ts';

const empty = z.strictObject({});

export const snapshotSchema = z.strictObject({
  version: z.string(),
  language: languageSchema,
  /** True when set-up runs against the rehearsal organization: the window says so on every page. */
  rehearsal: z.boolean(),
  /** Prefilled answers, for instance from an earlier try. */
  draft: answersSchema.partial().shape.exchange.unwrap().partial(),
  passwordStored: z.boolean(),
  /** Tenant of the account certificate beside set-up, or null when there is none. */
  tenantId: z.string().nullable(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

export const ipcCalls = {
  snapshot: { argument: empty, value: snapshotSchema },
  storePassword: { argument: z.strictObject({ value: z.string().min(1).max(1024) }), value: z.strictObject({ stored: z.literal(true) }) },
  /** Ends when signed in, failed or cancelled; the code arrives as a `signIn` event. */
  signIn: { argument: empty, value: signInLineSchema },
  cancelSignIn: { argument: empty, value: empty },
  /** Host checks first, then those of the staged engine; each also arrives as a `setup` event. */
  runChecks: { argument: answersSchema, value: z.array(checkResultSchema) },
  /** Ends running checks; their call then fails as cancelled. */
  cancelChecks: { argument: empty, value: empty },
  connect: { argument: answersSchema, value: connectOutcomeSchema },
  /** Leaves the machine as it was; answers when that is so. */
  cancelConnect: { argument: empty, value: empty },
  /** Lets a held first run go ahead, by the plan's name. */
  acceptPlan: { argument: z.strictObject({ plan: z.string() }), value: connectOutcomeSchema },
  copyText: { argument: z.strictObject({ text: z.string().max(100_000) }), value: empty },
  openSignInPage: { argument: empty, value: empty },
  setLanguage: { argument: z.strictObject({ language: languageSchema }), value: empty },
  closeWindow: { argument: empty, value: empty },
} as const;
export type IpcCall = keyof typeof ipcCalls;
export type IpcArgument<C extends IpcCall> = z.input<(typeof ipcCalls)[C]['argument']>;
export type IpcParsed<C extends IpcCall> = z.output<(typeof ipcCalls)[C]['argument']>;
export type IpcValue<C extends IpcCall> = z.output<(typeof ipcCalls)[C]['value']>;

export const ipcEvents = { setup: setupEventSchema, signIn: signInLineSchema } as const;
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
