/** What our PowerShell module answers, parsed once. Texts that a phone chose pass unchanged; a field that is missing or strange is refused. */
import { z } from 'zod';
import type { AccessState } from '../../../shared/access.ts';
import { Failure } from '../../../shared/errors.ts';
import { easDeviceIdSchema, mailboxGuidSchema } from '../../../shared/ids.ts';
import type { Reply } from './frames.ts';

/** `ConvertTo-Json` is not used on the other side, so every field is a text, a truth value or a list of texts. */
const isoDate = z.string().transform((text) => (text === '' ? null : text.replace(/(\.\d{3})\d*Z$/, '$1Z')));

const states: ReadonlyMap<string, AccessState> = new Map([
  ['allowed', 'allowed'],
  ['blocked', 'blocked'],
  ['quarantined', 'quarantined'],
  ['devicediscovery', 'discovery'],
]);
const accessState = z.string().transform((text): AccessState => states.get(text.toLowerCase()) ?? 'unknown');
const accessLevel = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(['allow', 'block', 'quarantine']));

export const factsRecord = z.strictObject({ record: z.literal('facts'), version: z.string(), host: z.string(), language: z.string() });

/** A multivalued property is a list, one text when it has one entry, or an empty one. */
const texts = z.union([z.string(), z.array(z.string())]).transform((value): readonly string[] => {
  if (typeof value !== 'string') return value;
  return value === '' ? [] : [value];
});
const truth = z.string().transform((text) => text.toLowerCase() === 'true');

export const rightRecord = z.strictObject({ record: z.literal('right'), Name: z.string().min(1), Parameters: texts });

/** Properties by the names that Exchange gives them, here and below. */
export const serverRecord = z.strictObject({
  record: z.literal('server'),
  Name: z.string(),
  Fqdn: z.string(),
  AdminDisplayVersion: z.string(),
  ServerRole: texts.transform((roles) => roles.join(', ')),
  IsClientAccessServer: truth,
  IsEdgeServer: truth,
  Site: z.string(),
  DistinguishedName: z.string(),
});
export type ServerRecord = z.infer<typeof serverRecord>;
export const ruleRecord = z.strictObject({
  record: z.literal('rule'),
  Guid: z.guid(),
  Name: z.string(),
  Characteristic: z.string(),
  QueryString: z.string(),
  AccessLevel: accessLevel,
});
export type RuleRecord = z.infer<typeof ruleRecord>;
export const settingsRecord = z.strictObject({ record: z.literal('settings'), DefaultAccessLevel: accessLevel });

/** Just enough to tell which phone it is. */
export const partnershipRecord = z.strictObject({ record: z.literal('partnership'), Guid: z.guid(), DeviceId: z.string() });

export const statisticsRecord = z.strictObject({
  record: z.literal('statistics'),
  Guid: z.guid(),
  DeviceId: z.string(),
  LastSuccessSync: isoDate,
  LastPolicyUpdateTime: isoDate,
  Status: z.string(),
  DevicePolicyApplied: z.string(),
  IsRemoteWipeSupported: truth,
  DeviceWipeRequestTime: isoDate,
  DeviceWipeSentTime: isoDate,
  DeviceWipeAckTime: isoDate,
  AccountOnlyDeviceWipeRequestTime: isoDate,
  AccountOnlyDeviceWipeSentTime: isoDate,
  AccountOnlyDeviceWipeAckTime: isoDate,
});
export type StatisticsRecord = z.infer<typeof statisticsRecord>;

export const classRecord = z.strictObject({ record: z.literal('class'), DeviceType: z.string(), DeviceModel: z.string() });
export const policyRecord = z.strictObject({
  record: z.literal('policy'),
  Guid: z.guid(),
  Name: z.string(),
  IsDefault: truth,
  IsDefaultPolicy: truth,
  AllowNonProvisionableDevices: truth,
});
export const assignmentRecord = z.strictObject({
  record: z.literal('assignment'),
  Guid: mailboxGuidSchema,
  ActiveSyncMailboxPolicy: z.string(),
  ActiveSyncMailboxPolicyIsDefaulted: truth,
});
export const recipientRecord = z.strictObject({
  record: z.literal('recipient'),
  Guid: z.guid(),
  DisplayName: z.string(),
  RecipientTypeDetails: z.string(),
  PrimarySmtpAddress: z.string(),
  EmailAddresses: texts,
});

export const mailboxRecord = z.strictObject({
  record: z.literal('mailbox'),
  guid: mailboxGuidSchema,
  /** Distinguished name: by it a device tells whose it is. */
  name: z.string().min(1),
  displayName: z.string(),
  address: z.string(),
  activeSyncEnabled: z.boolean(),
  allowed: z.array(z.string()),
  blocked: z.array(z.string()),
  changed: isoDate,
});
export type MailboxRecord = z.infer<typeof mailboxRecord>;

export const deviceRecord = z.strictObject({
  record: z.literal('device'),
  guid: z.guid(),
  owner: z.string(),
  deviceId: easDeviceIdSchema,
  friendlyName: z.string(),
  type: z.string(),
  model: z.string(),
  system: z.string(),
  userAgent: z.string(),
  state: accessState,
  stateReason: z.string(),
  firstSync: isoDate,
  changed: isoDate,
});
export type DeviceRecord = z.infer<typeof deviceRecord>;

const warningRecord = z.strictObject({ record: z.literal('warning'), text: z.string() });
export const errorRecord = z.strictObject({
  record: z.literal('error'),
  id: z.string(),
  category: z.string(),
  reason: z.string(),
  type: z.string(),
  message: z.string(),
  requestId: z.string(),
  cmdlet: z.string(),
  /** Where a server sends us on to, or empty. */
  location: z.string(),
});
export type ErrorRecord = z.infer<typeof errorRecord>;

export interface Answer<T> {
  readonly records: readonly T[];
  /** Warnings on success, for instance "Micro delay applied" (exchange.md 2.5). */
  readonly warnings: readonly string[];
}

const kindOf = z.looseObject({ record: z.string() });

/** All records of one reply. Throws `exchange.reply-invalid`; never returns a part. */
export function parseReply<T>(reply: Reply, schema: z.ZodType<T>): Answer<T> {
  if (reply.records.length !== reply.count) {
    throw new Failure('exchange.reply-invalid', {
      retry: 'later',
      detail: `${reply.count} records announced, ${reply.records.length} received`,
    });
  }
  const records: T[] = [];
  const warnings: string[] = [];
  for (const line of reply.records) {
    const { kind, value } = parseLine(line);
    if (kind === 'warning') warnings.push(accept(warningRecord, value).text);
    else records.push(accept(schema, value));
  }
  return { records, warnings };
}

/** The error that a failed reply tells, or null when it tells none. */
export function errorOf(reply: Reply): ErrorRecord | null {
  const last = reply.records.at(-1);
  const parsed = last === undefined ? null : errorRecord.safeParse(parseLine(last).value);
  return parsed?.success === true ? parsed.data : null;
}

/** The value as it came: a copy by the loose schema would not show everything to the strict one. */
function parseLine(line: string): { readonly kind: string; readonly value: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Failure('exchange.reply-invalid', { retry: 'later', detail: 'A record is not JSON.' });
  }
  return { kind: accept(kindOf, value).record, value };
}

function accept<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join(', ');
  throw new Failure('exchange.reply-invalid', { retry: 'later', detail: `A record does not fit: ${where}` });
}
