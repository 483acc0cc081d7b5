/** Service plans of Intune, of a tenant or a person (graph.md section 6). */

export interface AssignedPlan {
  readonly service: string;
  readonly servicePlanId: string;
  readonly capabilityStatus: string;
}

/** `Warning` is the grace time after a subscription ended: still usable. */
export const plansInForce: ReadonlySet<string> = new Set(['Enabled', 'Warning']);

/** Basic Mobility and Security of Office 365 is a plan of the same service and no Intune. */
const basicMobility = '882e1d05-acd1-4ccb-8708-6ee03664b117';

/** By the service, so that plans whose id nobody published (China's) count as well. */
export function hasIntune(plans: readonly AssignedPlan[]): boolean {
  return plans.some(
    ({ service, servicePlanId, capabilityStatus }) =>
      service === 'SCO' && servicePlanId.toLowerCase() !== basicMobility && plansInForce.has(capabilityStatus),
  );
}
