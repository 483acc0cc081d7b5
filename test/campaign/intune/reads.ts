/** The reads that a campaign puts to the test, and the truth of each at a moment, worked out without the adapter. */
import type { DeviceDirectory } from '../../../engine/ports/device-directory.ts';
import type { User } from '../../simulators/intune/entra-directory.ts';
import { intunePlanId } from '../../simulators/intune/plans.ts';
import type { Tenant } from './hazards.ts';
import type { Given, Moment } from './moments.ts';

export interface Asked extends Tenant {
  readonly directory: DeviceDirectory;
}

export interface CampaignRead {
  readonly name: string;
  /** The answer is put together out of several lists, so a row that changes may be as it never was at one moment. */
  readonly isComposite: boolean;
  ask(asked: Asked, signal: AbortSignal): Promise<readonly Given[]>;
  truth(tenant: Tenant): Moment;
}

const devices: CampaignRead = {
  name: 'devices',
  isComposite: false,
  ask: ({ directory }, signal) =>
    listed(directory.walkDevices(signal), (device) =>
      JSON.stringify([device.userId, device.easDeviceId, device.complianceState, device.managementState, device.name]),
    ),
  truth: ({ simulator }) =>
    new Map(
      simulator.managedDevices().map((row) => {
        const { userId, easDeviceId, complianceState, managementState, deviceName, id } = row;
        return [String(id), JSON.stringify([userId, easDeviceId, complianceState, managementState, deviceName])];
      }),
    ),
};

const scope: CampaignRead = {
  name: 'scope',
  isComposite: true,
  ask: ({ directory, organization }, signal) => {
    const { includedGroups, excludedGroups } = organization.world;
    const rest = { enabled: true, overrideDefaultRule: true, defaultLevel: 'none', exceptions: [] } as const;
    return listed(directory.scope({ includedGroups, excludedGroups, ...rest }, signal), (user) =>
      JSON.stringify([user.included, user.excluded, user.enabled, user.licensed]),
    );
  },
  truth: ({ organization, simulator }) => {
    const included = membersOf(simulator, organization.world.includedGroups);
    const excluded = membersOf(simulator, organization.world.excludedGroups);
    return new Map(
      [...included, ...excluded].map(([id, user]) => {
        const isLicensed = user.assignedPlans.some((plan) => plan.servicePlanId === intunePlanId && plan.capabilityStatus === 'Enabled');
        return [id, JSON.stringify([included.has(id), excluded.has(id), user.accountEnabled, isLicensed])];
      }),
    );
  },
};

export const reads: readonly CampaignRead[] = [devices, scope];

async function listed<T extends { readonly id: string }>(
  batches: AsyncIterable<readonly T[]>,
  textOf: (row: T) => string,
): Promise<readonly Given[]> {
  const given: Given[] = [];
  for await (const batch of batches) given.push(...batch.map((row) => ({ id: row.id, text: textOf(row) })));
  return given;
}

function membersOf({ directory }: Tenant['simulator'], groups: readonly string[]): ReadonlyMap<string, User> {
  const found = groups.flatMap((id) => directory.group(id) ?? []);
  return new Map(found.flatMap((group) => directory.transitiveMembers(group).users).map((user) => [user.id, user]));
}
