/** Entra's part of Graph: people, groups, devices, the tenant, the person who signed in, and their delta queries (graph.md sections 5 and 6). */
import type { Organization } from '../world/organization.ts';
import { type Administrator, administratorRow, roleRows } from './administrator.ts';
import type { SimulatedClock } from './clock.ts';
import type { DeltaQueries, DeltaSource } from './delta.ts';
import { type Collection, directoryCount, directoryPage, isAdvanced } from './directory-pages.ts';
import { deviceFilters, groupFilters, groupRow, userFilters, userRow, usualGroup, usualUser } from './directory-rows.ts';
import type { EntraDevices } from './entra-devices.ts';
import type { EntraDirectory, Group, User } from './entra-directory.ts';
import type { MemberChange } from './journal.ts';
import type { Call, Reply } from './messages.ts';
import { optionsOf, project, type Row } from './odata.ts';
import { badRequest, found, get, missing, type Route } from './route.ts';
import { organizationRow, type Tenant, tenantRow } from './tenant.ts';

export interface DirectoryState {
  tenant: Tenant;
  administrator: Administrator;
  pageSize: number;
}

export interface DirectoryOptions {
  readonly organization: Organization;
  readonly directory: EntraDirectory;
  readonly devices: EntraDevices;
  readonly delta: DeltaQueries;
  readonly clock: SimulatedClock;
  readonly state: DirectoryState;
}

const users = ['User.Read.All'];
const groups = ['GroupMember.Read.All'];
const devices = ['Device.Read.All'];
const tenant = ['Organization.Read.All'];
const self = ['User.Read'];

export function directoryRoutes(options: DirectoryOptions): readonly Route[] {
  return [...selfRoutes(options), ...userRoutes(options), ...groupRoutes(options), ...deviceRoutes(options), ...tenantRoutes(options)];
}

function selfRoutes({ organization, state }: DirectoryOptions): readonly Route[] {
  return [
    get(/^me$/, self, ({ url }) => found(administratorRow(organization.world.domain, state.administrator, url))),
    get(/^me\/(?:memberOf|transitiveMemberOf)(?:\/(microsoft\.graph\.directoryRole))?$/, self, (call, [cast = '']) => {
      if (cast !== '' && !isAdvanced(call)) return castRefused();
      return found({
        '@odata.context': `${call.url.origin}/v1.0/$metadata#directoryObjects`,
        value: roleRows(state.administrator, call.url, cast !== ''),
      });
    }),
  ];
}

function userRoutes({ directory, delta, state }: DirectoryOptions): readonly Route[] {
  const everybody = (): Collection => userCollection(directory.users());
  return [
    get(/^users$/, users, (call) => directoryPage(everybody(), call, state.pageSize)),
    get(/^users\/\$count$/, users, (call) => directoryCount(everybody(), call)),
    get(/^users\/(?:microsoft\.graph\.)?delta(?:\(\))?$/, users, (call) => delta.answer(userSource(directory), call, state.pageSize)),
    get(/^users\/([^/]+)$/, users, ({ url }, [name = '']) => {
      const user = directory.user(name);
      return user === null ? missing(name) : found(project(userRow(user), optionsOf(url).select, usualUser));
    }),
  ];
}

function groupRoutes({ directory, delta, state }: DirectoryOptions): readonly Route[] {
  const all = (): Collection => ({
    context: 'groups',
    rows: directory.groups().map((group) => () => groupRow(group)),
    filters: groupFilters,
    usual: usualGroup,
  });
  return [
    get(/^groups$/, groups, (call) => directoryPage(all(), call, state.pageSize)),
    get(/^groups\/(?:microsoft\.graph\.)?delta(?:\(\))?$/, groups, (call) => delta.answer(groupSource(directory), call, state.pageSize)),
    get(/^groups\/([^/]+)$/, groups, ({ url }, [id = '']) => {
      const group = directory.group(id);
      return group === null ? missing(id) : found(project(groupRow(group), optionsOf(url).select, usualGroup));
    }),
    get(/^groups\/([^/]+)\/(transitiveMembers|members)(?:\/microsoft\.graph\.(user|group))?(?:\/(\$count))?$/, groups, (call, parts) =>
      members(directory, call, { parts, pageSize: state.pageSize }),
    ),
  ];
}

function deviceRoutes({ devices: registered, delta, state }: DirectoryOptions): readonly Route[] {
  return [
    get(/^devices$/, devices, (call) => {
      const collection = { context: 'devices', rows: registered.observe().rows(), filters: deviceFilters, usual: ['*'] };
      return directoryPage(collection, call, state.pageSize);
    }),
    get(/^devices\/(?:microsoft\.graph\.)?delta(?:\(\))?$/, devices, (call) => {
      const source = { kind: 'devices', everyId: () => registered.everyId(), row: (id: string) => registered.row(id) } as const;
      registered.observe();
      return delta.answer(source, call, state.pageSize);
    }),
    get(/^devices\/([^/]+)$/, devices, ({ url }, [id = '']) => {
      const row = registered.observe().row(id.toLowerCase());
      return row === null ? missing(id) : found(project(row, optionsOf(url).select));
    }),
  ];
}

function tenantRoutes({ organization, state, clock }: DirectoryOptions): readonly Route[] {
  const facts = () => ({ organization, tenant: state.tenant, clock });
  return [
    get(/^organization$/, tenant, ({ url }) =>
      found({
        '@odata.context': `${url.origin}/v1.0/$metadata#organization`,
        value: [project(organizationRow(facts()), optionsOf(url).select)],
      }),
    ),
    get(/^organization\/([^/]+)$/, tenant, ({ url }, [id = '']) =>
      id === organization.world.tenantId ? found(tenantRow(facts(), url)) : missing(id),
    ),
  ];
}

function members(
  directory: EntraDirectory,
  call: Call,
  { parts, pageSize }: { readonly parts: readonly string[]; readonly pageSize: number },
): Reply {
  const [id = '', relation = '', cast = '', count = ''] = parts;
  const group = directory.group(id);
  if (group === null) return missing(id);
  if (cast !== '' && count === '' && !isAdvanced(call)) return castRefused();
  const found = relation === 'members' ? directMembers(directory, group) : directory.transitiveMembers(group);
  const collection = castTo[cast === 'user' || cast === 'group' ? cast : 'none'](found);
  return count === '' ? directoryPage(collection, call, pageSize) : directoryCount(collection, call);
}

const castTo: Readonly<Record<'user' | 'group' | 'none', (found: Members) => Collection>> = {
  user: ({ users }) => userCollection(users),
  group: ({ groups: nested }) => groupCollection(nested),
  none: ({ users, groups: nested }) => mixedCollection(users, nested),
};

interface Members {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

function castRefused(): Reply {
  return badRequest('Request_UnsupportedQuery', 'The specified cast needs ConsistencyLevel: eventual and $count=true.');
}

function directMembers(directory: EntraDirectory, group: Group) {
  return {
    users: [...group.users].flatMap((id) => directory.user(id) ?? []),
    groups: [...group.groups].flatMap((id) => directory.group(id) ?? []),
  };
}

function userCollection(list: readonly User[]): Collection {
  return { context: 'users', rows: list.map((user) => () => userRow(user)), filters: userFilters, usual: usualUser };
}

function groupCollection(list: readonly Group[]): Collection {
  return { context: 'groups', rows: list.map((group) => () => groupRow(group)), filters: groupFilters, usual: usualGroup };
}

function mixedCollection(list: readonly User[], nested: readonly Group[]): Collection {
  const rows: readonly (() => Row)[] = [
    ...list.map((user) => () => ({ '@odata.type': '#microsoft.graph.user', ...userRow(user) })),
    ...nested.map((group) => () => ({ '@odata.type': '#microsoft.graph.group', ...groupRow(group) })),
  ];
  return { context: 'directoryObjects', rows, filters: userFilters, usual: usualUser };
}

function userSource(directory: EntraDirectory): DeltaSource {
  return {
    kind: 'users',
    everyId: () => directory.everyId('users'),
    usual: usualUser,
    row: (id) => {
      const user = directory.user(id);
      return user === null ? null : userRow(user);
    },
  };
}

function groupSource(directory: EntraDirectory): DeltaSource {
  return {
    kind: 'groups',
    everyId: () => directory.everyId('groups'),
    usual: usualGroup,
    row: (id) => {
      const group = directory.group(id);
      return group === null ? null : groupRow(group);
    },
    members: (id) => {
      const group = directory.group(id);
      return [...memberChanges(group?.users ?? [], 'user'), ...memberChanges(group?.groups ?? [], 'group')];
    },
  };
}

function memberChanges(ids: Iterable<string>, type: MemberChange['type']): readonly MemberChange[] {
  return [...ids].map((id) => ({ id, type, isRemoved: false }));
}
