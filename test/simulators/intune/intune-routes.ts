/** Intune's part of Graph: enrolled devices, policy and connector records (graph.md sections 1 to 4). */
import type { Organization } from '../world/organization.ts';
import type { SimulatedClock } from './clock.ts';
import type { Connectors } from './connectors.ts';
import { refusedFilter } from './device-filter.ts';
import type { EntraDirectory } from './entra-directory.ts';
import type { ManagedDevices } from './managed-devices.ts';
import type { Reply } from './messages.ts';
import { optionsOf } from './odata.ts';
import { conditionalAccessRow, exchangePolicyRow, type PolicyState } from './policy.ts';
import { badRequest, both, found, get, missing, type Route } from './route.ts';
import { deviceManagementRow, type Tenant } from './tenant.ts';

export interface IntuneState {
  policy: PolicyState;
  tenant: Tenant;
  pageSize: number;
}

export interface IntuneOptions {
  readonly organization: Organization;
  readonly directory: EntraDirectory;
  readonly connectors: Connectors;
  readonly devices: ManagedDevices;
  readonly clock: SimulatedClock;
  readonly state: IntuneState;
}

export const configRead: readonly string[] = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const devicesRead = ['DeviceManagementManagedDevices.Read.All'];

export function intuneRoutes(options: IntuneOptions): readonly Route[] {
  return [...deviceRoutes(options), ...policyRoutes(options), ...serviceRoutes(options)];
}

function deviceRoutes({ directory, devices, state }: IntuneOptions): readonly Route[] {
  return [
    get(/^deviceManagement\/managedDevices$/, devicesRead, ({ url }) => refused(url) ?? found(devices.page(url, state.pageSize))),
    get(/^deviceManagement\/managedDevices\/([^/]+)$/, devicesRead, ({ url }, [id = '']) => {
      const row = devices.find(id, optionsOf(url).select);
      return row === null ? missing(id) : found(row);
    }),
    get(/^users\/([^/]+)\/managedDevices$/, devicesRead, ({ url }, [name = '']) => {
      const user = directory.user(name);
      return user === null ? missing(name) : (refused(url) ?? found(devices.pageOf(user.person, url, state.pageSize)));
    }),
  ];
}

function refused(url: URL): Reply | null {
  const why = refusedFilter(optionsOf(url));
  return why === null ? null : badRequest('BadRequest', why);
}

function policyRoutes({ organization, state }: IntuneOptions): readonly Route[] {
  const { tenantId } = organization.world;
  const exchangePolicy = (): Reply =>
    state.policy.exchangePolicy === null
      ? missing('exchangeOnPremisesPolicy')
      : found(exchangePolicyRow(state.policy, state.policy.exchangePolicy, tenantId));
  const betaOnly = (path: RegExp, handler: Route['handler']): Route => ({ ...get(path, configRead, handler), versions: ['beta'] });
  return [
    get(/^deviceManagement\/conditionalAccessSettings$/, configRead, () => found(conditionalAccessRow(state.policy, tenantId))),
    betaOnly(/^deviceManagement\/exchangeOnPremisesPolicy$/, exchangePolicy),
    betaOnly(/^deviceManagement\/exchangeOnPremisesPolicies$/, ({ url }) =>
      found({
        '@odata.context': `${url.origin}/beta/$metadata#deviceManagement/exchangeOnPremisesPolicies`,
        value:
          state.policy.exchangePolicy === null
            ? []
            : [exchangePolicyRow({ ...state.policy, wrapped: false }, state.policy.exchangePolicy, tenantId)],
      }),
    ),
    betaOnly(/^deviceManagement\/exchangeOnPremisesPolicies\/([^/]+)$/, (_, [id = '']) =>
      id === tenantId ? exchangePolicy() : missing(id),
    ),
  ];
}

function serviceRoutes({ organization, connectors, clock, state }: IntuneOptions): readonly Route[] {
  const facts = () => ({ organization, tenant: state.tenant, clock });
  return [
    get(/^deviceManagement$/, configRead, ({ url }) => found(deviceManagementRow(facts(), url))),
    get(/^deviceManagement\/subscriptionState$/, configRead, ({ url }) =>
      found({ '@odata.context': `${url.origin}/v1.0/$metadata#deviceManagement/subscriptionState`, value: state.tenant.subscription }),
    ),
    {
      method: '*',
      path: /^deviceManagement\/exchangeConnectors(?:\/.*)?$/,
      versions: both,
      permissions: configRead,
      handler: ({ method, url, text }) => connectors.answer(method, url, jsonOf(text)),
    },
  ];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
