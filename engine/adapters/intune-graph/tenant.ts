/** Facts about the tenant, read by the engine with its certificate and by set-up with the administrator's sign-in. */
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { AdministratorState, TenantState } from '../../domain/intune.ts';
import type { GraphClient } from './graph-client.ts';
import { hasIntune } from './licences.ts';
import { walkPages } from './pages.ts';
import {
  administratorSchema,
  authoritySchema,
  organizationFields,
  organizationSchema,
  pageSchema,
  roleSchema,
  subscriptionSchema,
  timeOrNull,
} from './schema.ts';

const organizationPage = pageSchema(organizationSchema);
const rolePage = pageSchema(roleSchema);

type Organization = Omit<TenantState, 'mdmAuthority' | 'subscription'>;
type Intune = Pick<TenantState, 'mdmAuthority' | 'subscription'>;

export async function readTenant(client: GraphClient, signal: AbortSignal): Promise<TenantState> {
  const organization = await readOrganization(client, signal);
  return { ...organization, ...(await readIntune(client, organization, signal)) };
}

async function readOrganization(client: GraphClient, signal: AbortSignal): Promise<Organization> {
  const url = client.url(`v1.0/organization?$select=${organizationFields}`);
  const { value } = await client.read({ url, schema: organizationPage, permission: 'Organization.Read.All' }, signal);
  const [tenant] = value;
  if (tenant === undefined) throw new Failure('intune.reply-invalid', { detail: 'Graph knows no organization' });
  return {
    tenantId: tenant.id,
    name: tenant.displayName,
    directorySync: tenant.onPremisesSyncEnabled,
    lastDirectorySync: timeOrNull(tenant.onPremisesLastSyncDateTime),
    isLicensed: hasIntune(tenant.assignedPlans),
  };
}

/** The authority comes only with the entity and only when selected (graph.md section 6). Without a licence Intune refuses every question. */
async function readIntune(client: GraphClient, { tenantId, isLicensed }: Organization, signal: AbortSignal): Promise<Intune> {
  if (!isLicensed) return notTold;
  const permission = 'DeviceManagementServiceConfig.Read.All';
  const entity = client.url(`v1.0/organization/${encodeURIComponent(tenantId)}?$select=mobileDeviceManagementAuthority`);
  const authority = await client.read({ url: entity, schema: authoritySchema, permission }, signal);
  const url = client.url('v1.0/deviceManagement?$select=subscriptionState');
  const { subscriptionState } = await client.read({ url, schema: subscriptionSchema, permission }, signal);
  return { mdmAuthority: authority.mobileDeviceManagementAuthority, subscription: subscriptionState === '' ? null : subscriptionState };
}

const notTold: Intune = { mdmAuthority: 'unknown', subscription: null };

export interface SignedIn {
  readonly tenant: TenantState;
  readonly administrator: AdministratorState;
}

/** With the administrator's own sign-in. Intune tells nothing to somebody without a role in it: then that is what is found. */
export async function readSignedIn(client: GraphClient, signal: AbortSignal): Promise<SignedIn> {
  const organization = await readOrganization(client, signal);
  const administrator = await readAdministrator(client, signal);
  const intune = await readIntune(client, organization, signal).catch((thrown: unknown) => {
    const isRefused = thrown instanceof Failure && thrown.error.code === 'intune.permission-missing';
    if (isRefused && !mayManageIntune(administrator)) return notTold;
    throw thrown;
  });
  return { tenant: { ...organization, ...intune }, administrator };
}

/** Intune Administrator and Global Administrator, by the ids that they have in every tenant. */
const managing: ReadonlySet<string> = new Set(['3a2c62db-5318-420d-8d74-23affee5d9d5', '62e90394-69f5-4237-9190-012177145e10']);

async function readAdministrator(client: GraphClient, signal: AbortSignal): Promise<AdministratorState> {
  const permission = 'User.Read';
  const me = client.url('v1.0/me?$select=userPrincipalName,assignedPlans');
  const { userPrincipalName, assignedPlans } = await client.read({ url: me, schema: administratorSchema, permission }, signal);
  return { name: userPrincipalName, isLicensed: hasIntune(assignedPlans), roles: await readRoles(client, signal) };
}

/** Null where Graph does not show which roles they are. */
async function readRoles(client: GraphClient, signal: AbortSignal): Promise<AdministratorState['roles']> {
  const roles: z.infer<typeof roleSchema>[] = [];
  const first = client.url('v1.0/me/memberOf?$select=id,displayName,roleTemplateId');
  for await (const page of walkPages(first, (url) => client.read({ url, schema: rolePage, permission: 'User.Read' }, signal)))
    roles.push(...page.value.filter((one) => one['@odata.type'] === '#microsoft.graph.directoryRole'));
  if (roles.some((one) => one.roleTemplateId === '')) return null;
  return roles.map(({ displayName, roleTemplateId }) => ({ name: displayName, mayManageIntune: managing.has(roleTemplateId) }));
}

function mayManageIntune({ roles }: AdministratorState): boolean {
  return roles?.some((one) => one.mayManageIntune) === true;
}
