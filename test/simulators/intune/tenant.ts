/** The tenant itself: its synchronization with Active Directory, its licences and who manages its devices (graph.md section 6). */
import type { Organization } from '../world/organization.ts';
import type { SimulatedClock } from './clock.ts';
import { optionsOf, project, type Row } from './odata.ts';
import { intunePlan, type Plan } from './plans.ts';

export interface Tenant {
  readonly mdmAuthority: 'unknown' | 'intune' | 'sccm' | 'office365';
  /** Null: never synchronized with Active Directory. */
  readonly directorySync: boolean | null;
  /** ISO time of the last synchronization; null: a little while ago, whenever it is asked. */
  readonly lastDirectorySync: string | null;
  /** State of the Intune subscription. */
  readonly subscription: 'pending' | 'active' | 'warning' | 'disabled' | 'deleted' | 'blocked' | 'lockedOut';
  readonly assignedPlans: readonly Plan[];
}

export const startingTenant: Tenant = {
  mdmAuthority: 'intune',
  directorySync: true,
  lastDirectorySync: null,
  subscription: 'active',
  assignedPlans: [intunePlan('Enabled')],
};

const usual = ['displayName', 'verifiedDomains', 'onPremisesSyncEnabled', 'onPremisesLastSyncDateTime', 'assignedPlans'];
const sinceLastSync = 20 * 60_000;

export interface TenantFacts {
  readonly organization: Organization;
  readonly tenant: Tenant;
  readonly clock: SimulatedClock;
}

export function organizationRow({ organization, tenant, clock }: TenantFacts): Row {
  const { tenantId, organization: name, domain } = organization.world;
  const recent = new Date(clock.now() - sinceLastSync).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    id: tenantId,
    displayName: name,
    onPremisesSyncEnabled: tenant.directorySync,
    onPremisesLastSyncDateTime: tenant.directorySync === null ? null : (tenant.lastDirectorySync ?? recent),
    verifiedDomains: [{ capabilities: 'Email', isDefault: true, isInitial: true, name: domain, type: 'Managed' }],
    assignedPlans: tenant.assignedPlans,
  };
}

/** The authority comes only with the entity and only when it is selected (graph.md section 6). */
export function tenantRow(facts: TenantFacts, url: URL): Row {
  const { select } = optionsOf(url);
  return project({ ...organizationRow(facts), mobileDeviceManagementAuthority: facts.tenant.mdmAuthority }, select, usual);
}

/** `/deviceManagement` itself, of which the connector reads the subscription. */
export function deviceManagementRow({ organization, tenant }: TenantFacts, url: URL): Row {
  const row = { id: organization.world.tenantId, subscriptionState: tenant.subscription, intuneAccountId: organization.world.tenantId };
  return project(row, optionsOf(url).select, ['id']);
}
