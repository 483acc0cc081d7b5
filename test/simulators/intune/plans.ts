/** Service plans of people and of the tenant, in Entra's form (graph.md section 6). */

export interface Plan {
  readonly assignedDateTime: string;
  /** Enabled, Warning, Suspended, Deleted or LockedOut. */
  readonly capabilityStatus: string;
  /** `SCO` is Intune. */
  readonly service: string;
  readonly servicePlanId: string;
}

/** INTUNE_A. */
export const intunePlanId = 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5';

export function intunePlan(capabilityStatus: string, servicePlanId: string = intunePlanId): Plan {
  return { assignedDateTime: '2026-01-01T00:00:00Z', capabilityStatus, service: 'SCO', servicePlanId };
}
