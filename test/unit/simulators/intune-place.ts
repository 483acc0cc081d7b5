/** The simulated Graph without a network: requests go straight to its router, as an application with every right. */

import { startingAdministrator } from '../../simulators/intune/administrator.ts';
import { SimulatedClock } from '../../simulators/intune/clock.ts';
import { Connectors } from '../../simulators/intune/connectors.ts';
import { DeltaQueries } from '../../simulators/intune/delta.ts';
import { directoryRoutes } from '../../simulators/intune/directory-routes.ts';
import { EntraDevices } from '../../simulators/intune/entra-devices.ts';
import { EntraDirectory } from '../../simulators/intune/entra-directory.ts';
import { GraphRouter } from '../../simulators/intune/graph-router.ts';
import { intuneRoutes } from '../../simulators/intune/intune-routes.ts';
import { ManagedDevices } from '../../simulators/intune/managed-devices.ts';
import type { Reply } from '../../simulators/intune/messages.ts';
import { startingPolicy } from '../../simulators/intune/policy.ts';
import { startingTenant } from '../../simulators/intune/tenant.ts';
import { Throttle } from '../../simulators/intune/throttle.ts';
import { TokenMint, times } from '../../simulators/intune/tokens.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { Organization } from '../../simulators/world/organization.ts';

const origin = 'https://graph.test';
const rights = [
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementServiceConfig.ReadWrite.All',
  'User.Read.All',
  'User.Read',
  'GroupMember.Read.All',
  'Organization.Read.All',
  'Device.Read.All',
];

export function graphOf(devices: number) {
  const organization = new Organization(generateWorld({ seed: 7, devices }));
  const directory = new EntraDirectory(organization);
  const clock = new SimulatedClock();
  const delta = new DeltaQueries(directory.journal, clock);
  const mint = new TokenMint(clock);
  const managed = new ManagedDevices(organization);
  const { tenantId, clientId } = organization.world;
  const state = { policy: startingPolicy(organization), tenant: startingTenant, administrator: startingAdministrator, pageSize: 1000 };
  const shared = { organization, directory, delta, clock, state };
  const routes = [
    ...intuneRoutes({ ...shared, connectors: new Connectors(undefined), devices: managed }),
    ...directoryRoutes({ ...shared, devices: new EntraDevices(organization, directory.journal) }),
  ];
  const throttle = new Throttle(clock, organization.people().length);
  const router: GraphRouter = new GraphRouter({
    tenantId,
    mint,
    routes,
    throttle,
    answerInner: (call) => router.answer(call) ?? { status: 404 },
  });
  const ask = (method: string, target: string, headers: Readonly<Record<string, string>> = {}, text = ''): Reply => {
    const bearer = mint.sign({ tid: tenantId, appid: clientId, aud: origin, roles: rights, ...times(clock.now()) });
    const url = new URL(target, `${origin}/v1.0/`);
    return router.answer({ method, url, headers: { ...headers, authorization: `Bearer ${bearer}` }, text }) ?? { status: 404 };
  };
  return { organization, directory, clock, delta, managed, state, throttle, ask };
}

export type Graph = ReturnType<typeof graphOf>;
