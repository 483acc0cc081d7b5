/** Entra's side of Graph: users, groups and the tenant itself (graph.md section 6). */
import type { Organization } from '../world/organization.ts';
import type { DirectoryGroup, Person } from '../world/world.ts';
import { nextLink, optionsOf, project, type Row } from './odata.ts';

export interface Tenant {
  readonly mdmAuthority: 'unknown' | 'intune' | 'sccm' | 'office365';
  /** Null: never synchronized with Active Directory. */
  readonly directorySync: boolean | null;
}

/** The person who signs in during set-up; no mailbox of the organization. */
export const administrator = {
  id: '5f1f0a52-6b7e-4a60-9a51-6f3f2a1f9d01',
  displayName: 'Rehearsal administrator',
  alias: 'intune.admin',
} as const;

const usualUser = ['displayName', 'mail', 'userPrincipalName'];
const usualPage = 100;
const largestPage = 999;

export function userRow(person: Person): Row {
  return {
    id: person.userId,
    displayName: person.displayName,
    mail: person.primarySmtpAddress,
    userPrincipalName: person.userPrincipalName,
    accountEnabled: true,
    proxyAddresses: person.proxyAddresses,
    assignedPlans: person.licensed
      ? [
          {
            assignedDateTime: '2026-01-01T00:00:00Z',
            capabilityStatus: 'Enabled',
            service: 'SCO',
            servicePlanId: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5',
          },
        ]
      : [],
    onPremisesSyncEnabled: true,
    onPremisesSecurityIdentifier: person.securityIdentifier,
    onPremisesSamAccountName: person.samAccountName,
  };
}

/** One page of users, by position: directory pages are not keyset walks. */
export function userPage(people: readonly Person[], url: URL, pageSize: number): Row {
  const options = optionsOf(url);
  const rows = people.map((person) => () => project({ ...userRow(person) }, options.select, usualUser));
  return page(rows, url, pageSize, 'users');
}

export function oneUser(person: Person, url: URL): Row {
  return project(userRow(person), optionsOf(url).select, usualUser);
}

export function administratorRow(domain: string, url: URL): Row {
  const address = `${administrator.alias}@${domain}`;
  const row = { id: administrator.id, displayName: administrator.displayName, mail: address, userPrincipalName: address };
  return project(row, optionsOf(url).select, usualUser);
}

/** Members at any depth, each once; with `usersOnly` the cast to users, else groups come along. A ring of groups ends. */
export function transitiveMembers(organization: Organization, group: DirectoryGroup, usersOnly: boolean) {
  const { people, groups } = gather(organization, group);
  return (url: URL, pageSize: number): Row => {
    const { select } = optionsOf(url);
    const users = people.map((person) => () => ({
      ...(usersOnly ? {} : { '@odata.type': '#microsoft.graph.user' }),
      ...project(userRow(person), select, usualUser),
    }));
    const nested = groups.map((member) => () => ({
      '@odata.type': '#microsoft.graph.group',
      ...project(groupRow(member), select, ['displayName']),
    }));
    return page(usersOnly ? users : [...users, ...nested], url, pageSize, usersOnly ? 'users' : 'directoryObjects');
  };
}

function gather(organization: Organization, start: DirectoryGroup) {
  const groups = new Map([[start.id, start]]);
  const waiting = [start];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    const nested = organization.world.groups.filter((candidate) => group?.groups.includes(candidate.id) && !groups.has(candidate.id));
    for (const one of nested) groups.set(one.id, one);
    waiting.push(...nested);
  }
  const members = new Set([...groups.values()].flatMap((group) => group.people));
  return {
    people: organization.people().filter((person) => members.has(person.index)),
    groups: [...groups.values()].filter((group) => group !== start),
  };
}

export function groupRow(group: DirectoryGroup): Row {
  return { id: group.id, displayName: group.displayName, securityEnabled: true, mailEnabled: false };
}

export function organizationRow(organization: Organization, tenant: Tenant): Row {
  const { tenantId, organization: name, domain } = organization.world;
  return {
    id: tenantId,
    displayName: name,
    onPremisesSyncEnabled: tenant.directorySync,
    onPremisesLastSyncDateTime: tenant.directorySync === null ? null : '2026-11-01T00:00:00Z',
    verifiedDomains: [{ capabilities: 'Email', isDefault: true, isInitial: true, name: domain, type: 'Managed' }],
    assignedPlans: [],
  };
}

/** The authority comes only with the entity and only when it is selected (graph.md section 6). */
export function tenantRow(organization: Organization, tenant: Tenant, url: URL): Row {
  const { select } = optionsOf(url);
  const row = organizationRow(organization, tenant);
  if (select === null) return row;
  return project({ ...row, mobileDeviceManagementAuthority: tenant.mdmAuthority }, select);
}

function page(rows: readonly (() => Row)[], url: URL, pageSize: number, context: string): Row {
  const options = optionsOf(url);
  const start = Number(/^from-(\d+)$/.exec(options.skipToken ?? '')?.[1] ?? 0);
  const size = Math.min(options.top ?? usualPage, pageSize, largestPage);
  const more = start + size < rows.length;
  return {
    '@odata.context': `${url.origin}/v1.0/$metadata#${context}`,
    ...(options.count && start === 0 ? { '@odata.count': rows.length } : {}),
    ...(more ? { '@odata.nextLink': nextLink(url, `from-${start + size}`) } : {}),
    value: rows.slice(start, start + size).map((row) => row()),
  };
}
