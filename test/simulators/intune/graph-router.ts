/** Microsoft Graph as far as the connector needs it: who may ask what, and which area answers. */
import type { Organization } from '../world/organization.ts';
import type { Connectors } from './connectors.ts';
import { administratorRow, groupRow, oneUser, organizationRow, type Tenant, tenantRow, transitiveMembers, userPage } from './directory.ts';
import { ManagedDevices } from './managed-devices.ts';
import type { Call, Reply } from './messages.ts';
import { graphError, intuneError, optionsOf, project, type Row } from './odata.ts';
import { conditionalAccessRow, exchangePolicyRow, type PolicyState } from './policy.ts';
import type { AccessClaims, TokenMint } from './tokens.ts';

export interface GraphState {
  policy: PolicyState;
  tenant: Tenant;
  /** Rows in a page at most; the services' own limits still hold. */
  pageSize: number;
}

export interface GraphOptions {
  readonly organization: Organization;
  readonly connectors: Connectors;
  readonly mint: TokenMint;
  readonly state: GraphState;
}

type Handler = (call: Call, parts: readonly string[]) => Reply;

interface Route {
  readonly method: string;
  /** Below the version; `*` stands for one segment. */
  readonly path: RegExp;
  readonly versions: readonly string[];
  /** Any one of these suffices. */
  readonly permissions: readonly string[];
  readonly handler: Handler;
}

const configRead = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const configWrite = ['DeviceManagementServiceConfig.ReadWrite.All'];
const devicesRead = ['DeviceManagementManagedDevices.Read.All'];
const both = ['v1.0', 'beta'];

export class GraphRouter {
  readonly #options: GraphOptions;
  readonly #devices: ManagedDevices;
  readonly #routes: readonly Route[];

  constructor(options: GraphOptions) {
    this.#options = options;
    this.#devices = new ManagedDevices(options.organization);
    this.#routes = [...this.#directoryRoutes(), ...this.#intuneRoutes()];
  }

  /** Null when the path is none of Graph's. */
  answer(call: Call): Reply | null {
    const version = /^\/(v1\.0|beta)\//.exec(call.url.pathname)?.[1];
    if (version === undefined) return null;
    const claims = this.#claims(call);
    if (claims === null)
      return { status: 401, body: graphError('InvalidAuthenticationToken', 'Access token is empty, invalid or expired.') };
    const path = call.url.pathname.slice(version.length + 2);
    const route = this.#routes.find(
      (one) => one.versions.includes(version) && one.path.test(path) && (one.method === '*' || one.method === call.method),
    );
    if (route === undefined) return segmentUnknown(path);
    if (!mayAsk(claims, neededBy(route, call))) return forbidden(path);
    const parts =
      route.path
        .exec(path)
        ?.slice(1)
        .map((part: string | undefined) => decodeURIComponent(part ?? '')) ?? [];
    return route.handler(call, parts);
  }

  #claims(call: Call): AccessClaims | null {
    const [scheme, token] = (call.headers['authorization'] ?? '').split(' ');
    if (scheme !== 'Bearer' || token === undefined) return null;
    const claims = this.#options.mint.verify(token, call.url.origin);
    return claims?.tid === this.#options.organization.world.tenantId ? claims : null;
  }

  #directoryRoutes(): readonly Route[] {
    const { organization, state } = this.#options;
    const get = (path: RegExp, permission: string, handler: Handler): Route => ({
      method: 'GET',
      path,
      versions: both,
      permissions: [permission],
      handler,
    });
    return [
      get(/^me$/, 'User.Read', ({ url }) => found(administratorRow(organization.world.domain, url))),
      get(/^users$/, 'User.Read.All', ({ url }) => found(userPage(organization.people(), url, state.pageSize))),
      get(/^users\/([^/]+)$/, 'User.Read.All', ({ url }, [id = '']) => {
        const person = organization.personByUserId(id) ?? organization.personByAddress(id);
        return person === null ? missing(id) : found(oneUser(person, url));
      }),
      get(/^groups\/([^/]+)$/, 'GroupMember.Read.All', (_, [id = '']) => {
        const group = organization.world.groups.find((one) => one.id === id.toLowerCase());
        return group === undefined ? missing(id) : found(groupRow(group));
      }),
      get(/^groups\/([^/]+)\/transitiveMembers(?:\/(microsoft\.graph\.user))?$/, 'GroupMember.Read.All', (call, parts) =>
        this.#members(call, parts),
      ),
      get(/^organization$/, 'Organization.Read.All', ({ url }) =>
        found({
          value: [project(organizationRow(organization, state.tenant), optionsOf(url).select)],
          '@odata.context': `${url.origin}/v1.0/$metadata#organization`,
        }),
      ),
      get(/^organization\/([^/]+)$/, 'Organization.Read.All', ({ url }, [id = '']) =>
        id === organization.world.tenantId ? found(tenantRow(organization, state.tenant, url)) : missing(id),
      ),
    ];
  }

  #intuneRoutes(): readonly Route[] {
    const { organization, connectors, state } = this.#options;
    const { tenantId } = organization.world;
    return [
      {
        method: 'GET',
        path: /^deviceManagement\/managedDevices$/,
        versions: both,
        permissions: devicesRead,
        handler: ({ url }) => found(this.#devices.page(url, state.pageSize)),
      },
      {
        method: 'GET',
        path: /^deviceManagement\/managedDevices\/([^/]+)$/,
        versions: both,
        permissions: devicesRead,
        handler: (_, [id = '']) => orMissing(this.#devices.find(id), id),
      },
      {
        method: 'GET',
        path: /^users\/([^/]+)\/managedDevices$/,
        versions: both,
        permissions: devicesRead,
        handler: (call, parts) => this.#devicesOf(call, parts),
      },
      {
        method: 'GET',
        path: /^deviceManagement\/conditionalAccessSettings$/,
        versions: both,
        permissions: configRead,
        handler: () => found(conditionalAccessRow(state.policy, tenantId)),
      },
      {
        method: 'GET',
        path: /^deviceManagement\/exchangeOnPremisesPolicy$/,
        versions: ['beta'],
        permissions: configRead,
        handler: () =>
          state.policy.exchangePolicy === null
            ? missing('exchangeOnPremisesPolicy')
            : found(exchangePolicyRow(state.policy, state.policy.exchangePolicy, tenantId)),
      },
      {
        method: '*',
        path: /^deviceManagement\/exchangeConnectors(?:\/.*)?$/,
        versions: both,
        permissions: configRead,
        handler: ({ method, url, text }) => connectors.answer(method, url, jsonOf(text)),
      },
    ];
  }

  #members(call: Call, [id = '', cast = '']: readonly string[]): Reply {
    const { organization, state } = this.#options;
    const group = organization.world.groups.find((one) => one.id === id.toLowerCase());
    if (group === undefined) return missing(id);
    const usersOnly = cast !== '';
    const advanced =
      call.headers['consistencylevel'] === 'eventual' && (optionsOf(call.url).count || optionsOf(call.url).skipToken !== null);
    if (usersOnly && !advanced)
      return {
        status: 400,
        body: graphError('Request_UnsupportedQuery', 'The specified cast needs ConsistencyLevel: eventual and $count=true.'),
      };
    return found(transitiveMembers(organization, group, usersOnly)(call.url, state.pageSize));
  }

  #devicesOf({ url }: Call, [id = '']: readonly string[]): Reply {
    const { organization, state } = this.#options;
    const person = organization.personByUserId(id) ?? organization.personByAddress(id);
    return person === null ? missing(id) : found(this.#devices.pageOf(person.index, url, state.pageSize));
  }
}

function neededBy(route: Route, call: Call): readonly string[] {
  if (route.method === '*' && call.method !== 'GET') return configWrite;
  return optionsOf(call.url).select?.includes('mobileDeviceManagementAuthority') ? configRead : route.permissions;
}

function mayAsk(claims: AccessClaims, permissions: readonly string[]): boolean {
  const held = new Set([...(claims.roles ?? []), ...(claims.scp?.split(' ') ?? [])]);
  return permissions.some((permission) => held.has(permission));
}

function found(body: Row): Reply {
  return { status: 200, body };
}

function orMissing(row: Row | null, id: string): Reply {
  return row === null ? missing(id) : found(row);
}

function missing(id: string): Reply {
  return {
    status: 404,
    body: graphError(
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  };
}

function segmentUnknown(path: string): Reply {
  return { status: 400, body: graphError('BadRequest', `Resource not found for the segment '${path.split('/').at(-1)}'.`) };
}

/** Intune words a missing permission in its own way (graph.md section 8). */
function forbidden(path: string): Reply {
  if (!/^(deviceManagement|users\/[^/]+\/managedDevices)/.test(path)) {
    return { status: 403, body: graphError('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.') };
  }
  return { status: 403, body: intuneError('Forbidden', 'Application is not authorized to perform this operation.') };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
