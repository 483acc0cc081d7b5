/** Facts about the tenant, read by the engine with its certificate and by set-up with the administrator's sign-in. */
import { Failure } from '../../../shared/errors.ts';
import type { TenantState } from '../../domain/intune.ts';
import type { GraphClient } from './graph-client.ts';
import { authoritySchema, organizationSchema, pageSchema } from './schema.ts';

const organizationPage = pageSchema(organizationSchema);

export async function readTenant(client: GraphClient, signal: AbortSignal): Promise<TenantState> {
  const list = client.url('v1.0/organization?$select=id,displayName,onPremisesSyncEnabled');
  const { value } = await client.read({ url: list, schema: organizationPage, permission: 'Organization.Read.All' }, signal);
  const [tenant] = value;
  if (tenant === undefined) throw new Failure('intune.reply-invalid', { detail: 'Graph knows no organization' });
  // The authority comes only with the entity and only when selected (graph.md section 6).
  const url = client.url(`v1.0/organization/${encodeURIComponent(tenant.id)}?$select=mobileDeviceManagementAuthority`);
  const authority = await client.read({ url, schema: authoritySchema, permission: 'DeviceManagementServiceConfig.Read.All' }, signal);
  return {
    tenantId: tenant.id,
    name: tenant.displayName,
    mdmAuthority: authority.mobileDeviceManagementAuthority,
    directorySync: tenant.onPremisesSyncEnabled,
  };
}
