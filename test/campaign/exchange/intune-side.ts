/** Intune for the Exchange campaign: a stand-in that tells the truth of the rehearsal organization, since Intune is not what is put to the test. */
import type { ManagedDevice, ScopedUser } from '../../../engine/domain/intune.ts';
import type { DeviceDirectory } from '../../../engine/ports/device-directory.ts';
import { Failure } from '../../../shared/errors.ts';
import { userIdSchema } from '../../../shared/ids.ts';
import { policyParts } from '../../builders/domain.ts';
import { StandInDirectory } from '../../builders/stand-ins.ts';
import type { Organization } from '../../simulators/world/organization.ts';
import type { Person, Phone, World } from '../../simulators/world/world.ts';

export interface IntuneSide {
  readonly directory: DeviceDirectory;
  /** The walks from now on break off, or do not. */
  breakWalks(isBroken: boolean): void;
}

export function intuneSide(organization: Organization): IntuneSide {
  const directory = new OrganizationDirectory(organization);
  return {
    directory,
    breakWalks: (isBroken) => {
      directory.interfere.with = (call) => {
        if (isBroken && call === 'walkDevices') throw new Failure('intune.walk-incomplete', { retry: 'later' });
      };
    },
  };
}

class OrganizationDirectory extends StandInDirectory {
  readonly #organization: Organization;

  constructor(organization: Organization) {
    super();
    this.#organization = organization;
    const { includedGroups, excludedGroups } = organization.world;
    this.parts = policyParts({ includedGroups, excludedGroups });
  }

  override async *scope(): AsyncIterable<readonly ScopedUser[]> {
    const { world } = this.#organization;
    const included = peopleOf(world, world.includedGroups);
    const excluded = peopleOf(world, world.excludedGroups);
    const held = world.people.filter(({ index }) => included.has(index) || excluded.has(index));
    yield held.map((person) => ({ ...userOf(person), included: included.has(person.index), excluded: excluded.has(person.index) }));
  }

  override async *walkDevices(signal: AbortSignal): AsyncIterable<readonly ManagedDevice[]> {
    const devices = this.#devices();
    yield devices.slice(0, 1);
    await this.interfere.with('walkDevices', signal);
    yield devices.slice(1);
  }

  override async devicesById(ids: readonly string[]): Promise<readonly ManagedDevice[]> {
    return this.#devices().filter(({ id }) => ids.includes(id));
  }

  #devices(): readonly ManagedDevice[] {
    return this.#organization.phones().flatMap((phone) => deviceOf(phone, this.#organization.ownerOf(phone)));
  }
}

function userOf(person: Person) {
  const smtp = person.proxyAddresses.map((address) => address.replace(/^smtp:/i, '').toLowerCase());
  const primary = person.primarySmtpAddress.toLowerCase();
  return {
    id: userIdSchema.parse(person.userId),
    userPrincipalName: person.userPrincipalName,
    addresses: [primary, ...smtp.filter((address) => address !== primary)],
    enabled: true,
    licensed: person.licensed,
  };
}

function deviceOf({ enrolment, easDeviceId, operatingSystem, friendlyName }: Phone, owner: Person): readonly ManagedDevice[] {
  if (enrolment === null) return [];
  const { managedDeviceId: id, easActivated, managementState, managementAgent, complianceState, enrolledAt } = enrolment;
  const user = { userId: userIdSchema.parse(owner.userId), userPrincipalName: owner.userPrincipalName };
  const states = { easActivated, managementState, managementAgent, complianceState, enrolledAt };
  return [{ id, ...user, easDeviceId, operatingSystem, name: friendlyName, ...states }];
}

/** In the groups and in those within them. */
function peopleOf(world: World, groups: readonly string[], seen = new Set<string>()): ReadonlySet<number> {
  const found = world.groups.filter(({ id }) => groups.includes(id) && !seen.has(id));
  for (const { id } of found) seen.add(id);
  return new Set(found.flatMap((group) => [...group.people, ...peopleOf(world, group.groups, seen)]));
}
