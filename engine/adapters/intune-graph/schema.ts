/** What we read of Graph's answers (graph.md sections 1 to 6): only the needed fields; enumerations stay open texts. */
import { z } from 'zod';
import { accessLevelSchema } from '../../../shared/access.ts';
import { connectorStatusSchema } from '../../../shared/control/connectors.ts';
import { userIdSchema } from '../../../shared/ids.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** Microsoft's samples wrap a single entity in `value`; both forms are accepted (graph.md section 1). */
export function single<T extends z.ZodType>(schema: T) {
  return z.preprocess((answer) => (isWrapped(answer) ? answer.value : answer), schema);
}

function isWrapped(answer: unknown): answer is { readonly value: object } {
  return typeof answer === 'object' && answer !== null && 'value' in answer && typeof answer.value === 'object' && answer.value !== null;
}

export function pageSchema<T extends z.ZodType>(row: T) {
  return z.object({ value: z.array(row), '@odata.nextLink': z.string().optional(), '@odata.count': z.number().optional() });
}

const textOrNothing = z.string().nullish();

/** Without transformations, which would take six times as long: there are many devices. `toDevice` fills in what is missing. */
export const managedDeviceSchema = z.object({
  id: z.string().min(1),
  userId: textOrNothing,
  userPrincipalName: textOrNothing,
  easDeviceId: textOrNothing,
  easActivated: z.boolean().nullish(),
  managementState: textOrNothing,
  managementAgent: textOrNothing,
  complianceState: textOrNothing,
  operatingSystem: textOrNothing,
  deviceName: textOrNothing,
  enrolledDateTime: textOrNothing,
});
export type GraphDevice = z.infer<typeof managedDeviceSchema>;
export const managedDeviceFields = Object.keys(managedDeviceSchema.shape).join(',');

export const userSchema = z.object({
  id: userIdSchema,
  userPrincipalName: text,
  mail: text,
  proxyAddresses: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  /** Only a plain no counts: a user without the answer stays under the policy. */
  accountEnabled: z
    .boolean()
    .nullish()
    .transform((value) => value !== false),
  /** Asked for, so it must come: without it everybody would look unlicensed. */
  assignedPlans: z.array(z.object({ servicePlanId: text, capabilityStatus: text })),
});
export type GraphUser = z.infer<typeof userSchema>;
export const userFields = Object.keys(userSchema.shape).join(',');

/** For who is in a group; the rest is not asked for. */
export const memberSchema = z.object({ id: userIdSchema });

export const conditionalAccessSchema = single(
  z.object({
    enabled: z.boolean(),
    includedGroups: z.array(z.guid()),
    excludedGroups: z.array(z.guid()),
    overrideDefaultRule: z.boolean(),
  }),
);

export const exchangePolicySchema = single(
  z.object({
    defaultAccessLevel: accessLevelSchema,
    accessRules: z
      .array(z.object({ deviceClass: z.object({ name: z.string(), type: z.enum(['family', 'model']) }), accessLevel: accessLevelSchema }))
      .nullish()
      .transform((rules) => rules ?? []),
  }),
);

export const connectorSchema = z.object({
  id: z.string().min(1),
  connectorServerName: text,
  serverName: text,
  exchangeOrganization: text,
  version: text,
  status: connectorStatusSchema.catch('unknown'),
  lastSyncDateTime: text,
});
export type GraphConnector = z.infer<typeof connectorSchema>;

const plans = z.array(z.object({ service: text, servicePlanId: text, capabilityStatus: text }));

export const organizationSchema = z.object({
  id: z.string().min(1),
  displayName: text,
  onPremisesSyncEnabled: flag,
  onPremisesLastSyncDateTime: text,
  assignedPlans: plans,
});
export const organizationFields = Object.keys(organizationSchema.shape).join(',');

export const subscriptionSchema = single(z.object({ subscriptionState: text }));

export const administratorSchema = z.object({ userPrincipalName: text, assignedPlans: plans });

/** Of what the reader may not read, Graph gives id and type only. */
export const roleSchema = z.object({ id: z.string().min(1), '@odata.type': text, displayName: text, roleTemplateId: text });

export const authoritySchema = single(
  z.object({ mobileDeviceManagementAuthority: z.enum(['unknown', 'intune', 'sccm', 'office365']).catch('unknown') }),
);

/** ISO time, or null for Graph's ways to say never (graph.md section 4). */
export function timeOrNull(value: string): string | null {
  if (value === '' || value.startsWith('0001-01-01') || value.startsWith('9999-12-31')) return null;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}
