/**
 * What the personal lists must hold after a full synchronization, written straight from domain.md 7.1 for the policy
 * "enabled, default rule overridden". It knows nothing of the engine, so that the two can be compared.
 */
import type { Organization } from '../world/organization.ts';
import type { Enrolment, Phone, World } from '../world/world.ts';
import { entriesByMailbox, type ForeignEntry } from './foreign-entries.ts';

export interface PersonalLists {
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
}

const managedStates = ['managed', 'unhealthy', 'wipeCanceled', 'retireCanceled', 'wipeFailed', 'retireFailed'];
const managingAgents = ['mdm', 'easMdm', 'intuneClient', 'easIntuneClient', 'googleCloudDevicePolicyController'];
const compliantStates = ['compliant', 'inGracePeriod'];

/** The lists of every mailbox by its Guid, each sorted: the entries of others, and ours. */
export function expectedEntries(organization: Organization, foreignEntries: readonly ForeignEntry[]): ReadonlyMap<string, PersonalLists> {
  const { world } = organization;
  const included = membersOf(world, world.includedGroups);
  const excluded = membersOf(world, world.excludedGroups);
  const foreignOf = entriesByMailbox(foreignEntries);
  return new Map(
    organization.people().map(({ index, mailboxGuid, licensed }) => {
      const foreign = foreignOf.get(mailboxGuid) ?? [];
      const ruled = included.has(index) && !excluded.has(index) && licensed;
      const ours = (ruled ? organization.phonesOf(index) : []).filter((phone) => !isNamedIn(foreign, phone));
      const allowed = ours.filter(mayEnter);
      const blocked = ours.filter((phone) => !mayEnter(phone));
      return [mailboxGuid, { allowed: together(foreign, 'allowed', allowed), blocked: together(foreign, 'blocked', blocked) }];
    }),
  );
}

function mayEnter({ enrolment, operatingSystem }: Phone): boolean {
  if (enrolment === null || !isManaged(enrolment)) return false;
  const needsActivation = operatingSystem === 'iOS' || operatingSystem === 'Android';
  if (needsActivation && !enrolment.easActivated) return false;
  return compliantStates.includes(enrolment.complianceState);
}

function isManaged(enrolment: Enrolment): boolean {
  return managedStates.includes(enrolment.managementState) && managingAgents.includes(enrolment.managementAgent);
}

function isNamedIn(foreign: readonly ForeignEntry[], phone: Phone): boolean {
  return foreign.some(({ deviceId }) => deviceId.toLowerCase() === phone.easDeviceId.toLowerCase());
}

function together(foreign: readonly ForeignEntry[], list: ForeignEntry['list'], phones: readonly Phone[]): readonly string[] {
  const others = foreign.filter((entry) => entry.list === list).map(({ deviceId }) => deviceId);
  return [...others, ...phones.map(({ easDeviceId }) => easDeviceId)].toSorted();
}

/** Indexes of the people in these groups and in the groups within them; a ring of groups ends. */
function membersOf(world: World, groupIds: readonly string[]): ReadonlySet<number> {
  const members = new Set<number>();
  const seen = new Set<string>();
  const open = [...groupIds];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const group = world.groups.find((candidate) => candidate.id === id);
    if (group === undefined || seen.has(id)) continue;
    seen.add(id);
    for (const person of group.people) members.add(person);
    open.push(...group.groups);
  }
  return members;
}
