/** The people and groups that Entra holds. They begin as the organization's, then change by themselves; each change is told to the journal. */
import type { Organization } from '../world/organization.ts';
import { at } from '../world/random.ts';
import type { Person } from '../world/world.ts';
import { Journal, type MemberChange, type Removal } from './journal.ts';
import { intunePlan, type Plan } from './plans.ts';

export interface User {
  readonly id: string;
  /** Index of the person in the organization; devices belong to it. */
  readonly person: number;
  readonly displayName: string;
  readonly mail: string | null;
  readonly userPrincipalName: string;
  readonly proxyAddresses: readonly string[];
  readonly accountEnabled: boolean;
  readonly assignedPlans: readonly Plan[];
  /** Null: never synchronized from Active Directory. */
  readonly onPremisesSyncEnabled: boolean | null;
  readonly onPremisesSecurityIdentifier: string | null;
  readonly onPremisesSamAccountName: string | null;
}

export interface Group {
  readonly id: string;
  readonly displayName: string;
  /** Direct members: ids of users and of groups. */
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

export type UserChange = Partial<Omit<User, 'id' | 'person'>>;

export class EntraDirectory {
  readonly journal = new Journal();
  readonly #users: Map<string, User>;
  readonly #groups: Map<string, Group>;
  /** Removed, and may come back. */
  readonly #softDeleted = new Map<string, User>();
  readonly #userOrder: string[];
  readonly #groupOrder: string[];
  #byAddress: ReadonlyMap<string, User> | null = null;

  constructor(organization: Organization) {
    const people = organization.people();
    this.#users = new Map(people.map((person) => [person.userId.toLowerCase(), userOf(person)]));
    this.#groups = new Map(
      organization.world.groups.map((group) => {
        const users = new Set(group.people.map((index) => at(people, index).userId.toLowerCase()));
        return [group.id, { id: group.id, displayName: group.displayName, users, groups: new Set(group.groups) }];
      }),
    );
    this.#userOrder = [...this.#users.keys()];
    this.#groupOrder = [...this.#groups.keys()];
  }

  /** Every id that ever was, oldest first: a walk by place in it skips nobody when others leave. */
  everyId(kind: 'users' | 'groups'): readonly string[] {
    return kind === 'users' ? this.#userOrder : this.#groupOrder;
  }

  users(): readonly User[] {
    return [...this.#users.values()];
  }

  /** By id, user principal name or any address. */
  user(name: string): User | null {
    return this.#users.get(name.toLowerCase()) ?? this.#addresses().get(name.toLowerCase()) ?? null;
  }

  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  group(id: string): Group | null {
    return this.#groups.get(id.toLowerCase()) ?? null;
  }

  /** Members at any depth, each once; a ring of groups ends. */
  transitiveMembers(start: Group): { readonly users: readonly User[]; readonly groups: readonly Group[] } {
    const seen = new Map([[start.id, start]]);
    const waiting = [start];
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      for (const id of group.groups) {
        const nested = this.group(id);
        if (nested === null || seen.has(nested.id)) continue;
        seen.set(nested.id, nested);
        waiting.push(nested);
      }
    }
    const ids = new Set([...seen.values()].flatMap((group) => [...group.users]));
    return {
      users: [...ids].flatMap((id) => this.#users.get(id) ?? []),
      groups: [...seen.values()].filter((group) => group !== start),
    };
  }

  /** Delta queries do not tell of new licences (graph.md section 5), so those leave no trace in the journal. Throws an Error for nobody. */
  setUser(name: string, change: UserChange): User {
    const user = { ...this.#existing(name), ...change };
    this.#keep(user);
    const properties = Object.keys(change).filter((property) => property !== 'assignedPlans');
    if (properties.length > 0) this.journal.add({ kind: 'users', id: user.id, properties });
    return user;
  }

  /** Memberships of somebody who is gone end too. */
  removeUser(name: string, removal: Removal): void {
    const user = this.#existing(name);
    this.#users.delete(user.id);
    this.#byAddress = null;
    if (removal === 'changed') this.#softDeleted.set(user.id, user);
    this.journal.add({ kind: 'users', id: user.id, properties: [], removal });
    for (const group of this.groups()) if (group.users.has(user.id)) this.removeMember(group.id, user.id);
  }

  /** Takes back a soft removal; memberships do not come back. Throws an Error when there is none to take back. */
  restoreUser(id: string): User {
    const user = this.#softDeleted.get(id.toLowerCase());
    if (user === undefined) throw new Error(`user ${id} is not among the removed`);
    this.#softDeleted.delete(user.id);
    this.#keep(user);
    this.journal.add({ kind: 'users', id: user.id, properties: Object.keys(user) });
    return user;
  }

  addMember(groupId: string, memberId: string): void {
    this.#changeMember(groupId, memberId, false);
  }

  removeMember(groupId: string, memberId: string): void {
    this.#changeMember(groupId, memberId, true);
  }

  /** Many at once, of whom nothing need be known; as one change each, as Graph tells of them. */
  changeUsers(groupId: string, ids: readonly string[], isRemoved: boolean): void {
    const group = this.#existingGroup(groupId);
    const users = new Set(isRemoved ? [...group.users].filter((id) => !ids.includes(id)) : [...group.users, ...ids]);
    this.#groups.set(group.id, { ...group, users });
    for (const id of ids) this.journal.add({ kind: 'groups', id: group.id, properties: [], member: { id, type: 'user', isRemoved } });
  }

  addGroup(id: string, displayName: string): Group {
    const group: Group = { id: id.toLowerCase(), displayName, users: new Set(), groups: new Set() };
    if (!this.#groups.has(group.id)) this.#groupOrder.push(group.id);
    this.#groups.set(group.id, group);
    this.journal.add({ kind: 'groups', id: group.id, properties: ['displayName'] });
    return group;
  }

  renameGroup(id: string, displayName: string): void {
    this.#groups.set(id, { ...this.#existingGroup(id), displayName });
    this.journal.add({ kind: 'groups', id, properties: ['displayName'] });
  }

  removeGroup(id: string, removal: Removal): void {
    this.#groups.delete(this.#existingGroup(id).id);
    this.journal.add({ kind: 'groups', id: id.toLowerCase(), properties: [], removal });
  }

  #changeMember(groupId: string, memberId: string, isRemoved: boolean): void {
    const group = this.#existingGroup(groupId);
    const id = memberId.toLowerCase();
    const type: MemberChange['type'] = this.#groups.has(id) ? 'group' : 'user';
    const set = new Set(type === 'group' ? group.groups : group.users);
    if (isRemoved) set.delete(id);
    else set.add(id);
    this.#groups.set(group.id, { ...group, ...(type === 'group' ? { groups: set } : { users: set }) });
    this.journal.add({ kind: 'groups', id: group.id, properties: [], member: { id, type, isRemoved } });
  }

  #keep(user: User): void {
    this.#users.set(user.id, user);
    this.#byAddress = null;
  }

  #existing(name: string): User {
    const user = this.user(name);
    if (user === null) throw new Error(`there is no user ${name}`);
    return user;
  }

  #existingGroup(id: string): Group {
    const group = this.group(id);
    if (group === null) throw new Error(`there is no group ${id}`);
    return group;
  }

  #addresses(): ReadonlyMap<string, User> {
    this.#byAddress ??= new Map(this.users().flatMap((user) => namesOf(user).map((name) => [name, user] as const)));
    return this.#byAddress;
  }
}

function userOf(person: Person): User {
  return {
    id: person.userId.toLowerCase(),
    person: person.index,
    displayName: person.displayName,
    mail: person.primarySmtpAddress,
    userPrincipalName: person.userPrincipalName,
    proxyAddresses: person.proxyAddresses,
    accountEnabled: true,
    assignedPlans: person.licensed ? [intunePlan('Enabled')] : [],
    onPremisesSyncEnabled: true,
    onPremisesSecurityIdentifier: person.securityIdentifier,
    onPremisesSamAccountName: person.samAccountName,
  };
}

function namesOf({ userPrincipalName, mail, proxyAddresses }: User): readonly string[] {
  const smtp = proxyAddresses.map((address) => address.replace(/^smtp:/i, ''));
  return [userPrincipalName, ...(mail === null ? [] : [mail]), ...smtp].map((name) => name.toLowerCase());
}
