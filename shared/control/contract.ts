/**
 * The control channel between engine (server) and set-up or command line (clients): JSON-RPC over a named pipe or
 * unix socket. The only place with method names; both ends parse with these schemas, and what does not fit is refused
 * with `channel.message-invalid` and changes nothing.
 */
import { z } from 'zod';
import { accessStateSchema, deviceCountsSchema, evidenceSchema, reasonSchema, wantedEntrySchema } from '../access.ts';
import { appErrorSchema } from '../errors.ts';
import { policyVersionSchema } from '../policy.ts';
import { modeSchema, secretNameSchema } from '../setup/answers.ts';
import { guardFindingSchema, syncProgressSchema, syncReportSchema } from '../sync-report.ts';
import { tenantConnectorSchema } from './connectors.ts';
import { deviceOrderResultSchema, deviceOrderSchema } from './device-orders.ts';
import { exchangeLoadSchema } from './exchange-load.ts';

export const protocolVersion = 1;

export const powershellFactsSchema = z.strictObject({
  version: z.string(),
  /** `$Host.Name`: tells Windows PowerShell, PowerShell and the host of the rehearsal apart. */
  host: z.string(),
  source: z.enum(['environment', 'path', 'windows']),
});
export type PowershellFacts = z.infer<typeof powershellFactsSchema>;

/** One device as status and explain show it. Texts that a phone chose are passed on unchanged. */
export const deviceViewSchema = z.strictObject({
  mailbox: z.string(),
  address: z.string(),
  deviceId: z.string(),
  name: z.string(),
  model: z.string(),
  system: z.string(),
  observed: accessStateSchema,
  /** The state that Exchange's own order gives once our entries are in force. */
  intended: accessStateSchema,
  wanted: wantedEntrySchema,
  reason: reasonSchema,
});
export type DeviceView = z.infer<typeof deviceViewSchema>;

export const explanationSchema = z.strictObject({
  device: deviceViewSchema,
  evidence: z.array(evidenceSchema),
  decidedAt: z.iso.datetime(),
  run: z.number().int().positive(),
});
export type Explanation = z.infer<typeof explanationSchema>;

const certificateLifeSchema = z.strictObject({
  until: z.iso.datetime(),
  /** Whole days; 0 or less once it has ended. */
  daysLeft: z.number().int(),
  /** `renew`: it is time for a new one. */
  state: z.enum(['good', 'renew', 'expired']),
});
export type CertificateLife = z.infer<typeof certificateLifeSchema>;

export const engineStatusSchema = z.strictObject({
  version: z.string(),
  pid: z.number().int().positive(),
  startedAt: z.iso.datetime(),
  state: z.enum(['not-configured', 'idle', 'synchronizing', 'stopping']),
  /** True when a script other than our own opens the Exchange session: then nothing here touches a real Exchange. */
  rehearsal: z.boolean(),
  /** As configured now; null before there is a configuration. */
  mode: modeSchema.nullable(),
  powershell: powershellFactsSchema.nullable(),
  exchange: z.strictObject({ server: z.string(), organization: z.string(), version: z.string() }).nullable(),
  /** Which are in the vault. The last two are needed only with a proxy that has a user, and with notifications. */
  secrets: z.strictObject({
    exchangePassword: z.boolean(),
    accountCertificate: z.boolean(),
    proxyPassword: z.boolean().default(false),
    notificationPassword: z.boolean().default(false),
  }),
  /** How long the account certificate in the vault lasts; null without a readable one. */
  accountCertificate: certificateLifeSchema.nullable().default(null),
  devices: deviceCountsSchema,
  lastFull: syncReportSchema.nullable(),
  /** Null before the first run that read one. */
  policy: policyVersionSchema.pick({ number: true, origin: true, since: true }).nullable().default(null),
  /** Why the policy file cannot be used, read for this status; null also where there is none. */
  policyFileProblem: appErrorSchema.nullable().default(null),
  held: guardFindingSchema.nullable(),
  exchangeLoad: exchangeLoadSchema.optional(),
  /** Of the run under way (B9); null while none is. */
  running: syncProgressSchema.nullable().default(null),
});
export type EngineStatus = z.infer<typeof engineStatusSchema>;

const empty = z.strictObject({});

export const controlMethods = {
  /** First call on a connection. `proof` is HMAC-SHA-256 (hex) of the nonce under the key given to the engine at its start. */
  hello: {
    params: z.strictObject({ protocol: z.number().int(), nonce: z.string().regex(/^[0-9a-f]{32,128}$/) }),
    result: z.strictObject({ protocol: z.number().int(), version: z.string(), proof: z.string() }),
  },
  /** Gives its key to an engine that was started without one, as Windows' service manager does; refused with `channel.owner-unproven` by one that has a key. */
  adoptKey: {
    params: z.strictObject({ key: z.string().regex(/^([0-9a-f]{2}){16,64}$/) }),
    result: z.strictObject({ adopted: z.literal(true) }),
  },
  status: { params: empty, result: engineStatusSchema },
  devices: {
    params: z.strictObject({ after: z.number().int().nonnegative().default(0), limit: z.number().int().min(1).max(1000).default(1000) }),
    result: z.strictObject({ devices: z.array(deviceViewSchema), next: z.number().int().nullable() }),
  },
  explain: {
    params: z.strictObject({ text: z.string().min(1).max(512) }),
    result: z.array(explanationSchema),
  },
  storeSecret: {
    params: z.strictObject({ name: secretNameSchema, value: z.string().min(1).max(16_384) }),
    result: z.strictObject({ stored: z.literal(true) }),
  },
  removeSecret: { params: z.strictObject({ name: secretNameSchema }), result: z.strictObject({ removed: z.boolean() }) },
  /** Reads the configuration again; refused configuration leaves the last good one in force. */
  reload: { params: empty, result: engineStatusSchema },
  syncFull: {
    params: z.strictObject({
      /** Accepts a held plan by its name; another plan than the one shown is not accepted. */
      acceptPlan: z.string().optional(),
      /** Take over the record of this organization's connector from another machine. */
      replaceConnector: z.boolean().default(false),
    }),
    result: syncReportSchema,
  },
  /** B7: takes every entry off again that this connector wrote and that is still there; journaled, and with progress like a synchronization. */
  takeBack: {
    params: empty,
    result: z.strictObject({ mailboxes: z.number().int().nonnegative(), entries: z.number().int().nonnegative() }),
  },
  /** The policy in force as of the last run that read it, and why it is not a newer one. */
  policy: {
    params: empty,
    result: z.strictObject({ inForce: policyVersionSchema.nullable(), problem: appErrorSchema.nullable() }),
  },
  /** Q8: what the connector account lacks in Exchange, asked now, and the script that an Exchange administrator runs to give it. */
  rights: {
    params: empty,
    result: z.strictObject({
      missing: z.array(z.strictObject({ cmdlet: z.string(), parameters: z.array(z.string()) })),
      script: z.string().nullable(),
    }),
  },
  /** X6, B19: an order for one phone, carried out only when `confirm` is its device id or its name, letter by letter. */
  orderDevice: { params: deviceOrderSchema, result: deviceOrderResultSchema },
  /** Every connector of the tenant, read from Intune now. */
  connectors: { params: empty, result: z.array(tenantConnectorSchema) },
  /** Takes this connector's record out of Intune; the next synchronization makes a new one. */
  unregister: { params: empty, result: z.strictObject({ removed: z.number().int().nonnegative() }) },
  stop: { params: empty, result: z.strictObject({ stopping: z.literal(true) }) },
} as const;
export type ControlMethod = keyof typeof controlMethods;
export type ControlParams<M extends ControlMethod> = z.input<(typeof controlMethods)[M]['params']>;
export type ControlResult<M extends ControlMethod> = z.output<(typeof controlMethods)[M]['result']>;

export const controlNotifications = { progress: syncProgressSchema } as const;

/** A failed call answers a JSON-RPC error with this number, and the AppError as its data. */
export const failureNumber = -32_000;
export const failureDataSchema = appErrorSchema;

/** Frames larger than this are refused and the connection is closed, in bytes. */
export const frameLimit = 4 * 1024 * 1024;
