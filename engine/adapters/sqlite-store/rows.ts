/** Forms of what the store holds, parsed on the way out like everything that crosses a border. */
import { z } from 'zod';
import { accessStateSchema, evidenceSchema } from '../../../shared/access.ts';
import { deviceViewSchema } from '../../../shared/control/contract.ts';
import { easDeviceIdSchema, mailboxGuidSchema, runIdSchema, userIdSchema } from '../../../shared/ids.ts';

export const mailboxRow = z.strictObject({
  guid: mailboxGuidSchema,
  displayName: z.string(),
  address: z.string(),
  activeSyncEnabled: z.boolean(),
  allowedDeviceIds: z.array(z.string()),
  blockedDeviceIds: z.array(z.string()),
});

export const deviceRow = z.strictObject({
  guid: z.string(),
  mailbox: mailboxGuidSchema,
  deviceId: easDeviceIdSchema,
  friendlyName: z.string(),
  type: z.string(),
  model: z.string(),
  system: z.string(),
  userAgent: z.string(),
  state: accessStateSchema,
  stateReason: z.string(),
  firstSync: z.string().nullable(),
});

export const userRow = z.strictObject({
  id: userIdSchema,
  userPrincipalName: z.string(),
  addresses: z.array(z.string()),
  included: z.boolean(),
  excluded: z.boolean(),
  enabled: z.boolean(),
  licensed: z.boolean(),
});

export const enrolmentRow = z.strictObject({
  id: z.string(),
  userId: userIdSchema.nullable(),
  userPrincipalName: z.string(),
  easDeviceId: z.string(),
  easActivated: z.boolean(),
  managementState: z.string(),
  managementAgent: z.string(),
  complianceState: z.string(),
  operatingSystem: z.string(),
  name: z.string(),
  enrolledAt: z.string().nullable(),
});

const listsRow = z.strictObject({ allowed: z.array(z.string()), blocked: z.array(z.string()) });

export const intentionRow = z.strictObject({
  run: runIdSchema,
  change: z.strictObject({
    mailbox: mailboxGuidSchema,
    allowAdd: z.array(easDeviceIdSchema),
    allowRemove: z.array(easDeviceIdSchema),
    blockAdd: z.array(easDeviceIdSchema),
    blockRemove: z.array(easDeviceIdSchema),
  }),
  before: listsRow,
  after: listsRow,
  why: z.array(z.strictObject({ deviceId: z.string(), reason: z.string() })),
});

export const journalRow = z.object({
  id: z.number(),
  state: z.enum(['intended', 'sent', 'confirmed', 'reconciled', 'lost']),
  data: z.string(),
});
export const ownRow = z.object({ mailbox: mailboxGuidSchema, list: z.enum(['allow', 'block']), device: z.string() });
export const dataRow = z.object({ data: z.string() });
export const guidRow = z.object({ guid: mailboxGuidSchema });
export const decisionRow = z.object({
  position: z.number(),
  run: z.number(),
  decided_at: z.string(),
  view: z.string(),
  evidence: z.string(),
});
export const countRow = z.object({ count: z.number() });
export const viewText = text(deviceViewSchema);
export const evidenceText = text(z.array(evidenceSchema));

/** A parser of JSON text of one form. */
export function text<T extends z.ZodType>(schema: T) {
  return (json: string): z.output<T> => schema.parse(JSON.parse(json));
}

/** A text as a column that compares equal only for equal texts, whatever is in it. */
export function column(value: string): string {
  return JSON.stringify(value);
}
