/** Names of Exchange's objects in the simulated Active Directory, and the ways by which a mailbox can be named. */
import type { Organization } from '../world/organization.ts';
import { at } from '../world/random.ts';
import type { Person, Phone } from '../world/world.ts';
import { CmdletError, notFound } from './cmdlet-error.ts';
import { words } from './words.ts';

/** People are in the first one; rooms, groups and what else is no person's in the second. */
export const organizationalUnits = ['Users', 'Resources'] as const;

export class Directory {
  readonly #organization: Organization;
  readonly #names: readonly string[];
  readonly #byIdentity = new Map<string, number | 'ambiguous'>();

  constructor(organization: Organization) {
    this.#organization = organization;
    const people = organization.people();
    this.#names = uniqueNames(people);
    for (const person of people) {
      for (const identity of this.#identitiesOf(person)) this.#index(identity.toLowerCase(), person.index);
    }
  }

  /** Common name: the display name, with a number behind it where that is taken already. */
  nameOf(person: Person): string {
    return at(this.#names, person.index);
  }

  canonicalName(person: Person): string {
    return `${this.#organization.world.domain}/Users/${this.nameOf(person)}`;
  }

  distinguishedName(person: Person): string {
    return `CN=${escapeName(this.nameOf(person))},OU=Users,${this.domainName()}`;
  }

  /** `<mailbox>\ExchangeActiveSyncDevices\<type>§<id>` (exchange.md 1.3). */
  deviceIdentity(phone: Phone): string {
    return `${this.canonicalName(this.#organization.ownerOf(phone))}\\ExchangeActiveSyncDevices\\${deviceName(phone)}`;
  }

  deviceDistinguishedName(phone: Phone): string {
    const owner = this.distinguishedName(this.#organization.ownerOf(phone));
    return `CN=${escapeName(deviceName(phone))},CN=ExchangeActiveSyncDevices,${owner}`;
  }

  /** The end of the distinguished names of what is below this unit, named by its name, canonical name or distinguished name. Throws a CmdletError. */
  unitNamed(asked: string): string {
    const { domain } = this.#organization.world;
    const wanted = asked.toLowerCase();
    if (wanted === domain || wanted === this.domainName().toLowerCase()) return `,${this.domainName()}`;
    const unit = organizationalUnits.find((name) =>
      [name, `${domain}/${name}`, `OU=${name},${this.domainName()}`].some((form) => form.toLowerCase() === wanted),
    );
    if (unit === undefined) throw notFound(asked, domain);
    return `,OU=${unit},${this.domainName()}`;
  }

  domainName(): string {
    return this.#organization.world.domain
      .split('.')
      .map((label) => `DC=${label}`)
      .join(',');
  }

  /** Where the organization's own settings stand; the third part from the left names the organization. */
  configurationName(child: string): string {
    return `CN=${child},CN=${this.#organization.world.organization},CN=Microsoft Exchange,CN=Services,CN=Configuration,${this.domainName()}`;
  }

  /** By Guid, any address, alias, account, name, distinguished or canonical name. Throws a CmdletError when it fits several. */
  findMailbox(identity: string): Person | null {
    const found = this.#byIdentity.get(identity.toLowerCase());
    if (found === undefined) return null;
    if (found !== 'ambiguous') return at(this.#organization.people(), found);
    throw new CmdletError('ManagementObjectAmbiguousException', 'InvalidOperation', words.ambiguous(identity));
  }

  #identitiesOf(person: Person): ReadonlySet<string> {
    const smtp = person.proxyAddresses.map((address) => address.replace(/^smtp:/i, ''));
    const account = `${at(this.#organization.world.domain.split('.'), 0)}\\${person.samAccountName}`;
    const names = [person.displayName, this.nameOf(person), this.canonicalName(person), this.distinguishedName(person)];
    return new Set([person.mailboxGuid, person.userPrincipalName, ...smtp, aliasOf(person), person.samAccountName, account, ...names]);
  }

  #index(identity: string, person: number): void {
    const taken = this.#byIdentity.get(identity);
    this.#byIdentity.set(identity, taken === undefined || taken === person ? person : 'ambiguous');
  }
}

export function aliasOf(person: Person): string {
  return at(person.primarySmtpAddress.split('@'), 0);
}

/** With U+00A7 in the middle, as Exchange joins them. */
export function deviceName(phone: Phone): string {
  return `${phone.deviceType}\u00A7${phone.easDeviceId}`;
}

/** RFC 4514: what would end or begin another part of the name is escaped. */
function escapeName(name: string): string {
  return name
    .replaceAll(/[,+"\\<>;=]/g, (character) => `\\${character}`)
    .replaceAll(/\p{Cc}/gu, (character) =>
      character < ' ' ? `\\${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}` : character,
    )
    .replace(/^[ #]/, (character) => `\\${character}`)
    .replace(/ $/, '\\ ');
}

function uniqueNames(people: readonly Person[]): readonly string[] {
  const taken = new Set<string>();
  return people.map(({ displayName, index }) => {
    const name = taken.has(displayName.toLowerCase()) ? `${displayName} ${index}` : displayName;
    taken.add(name.toLowerCase());
    return name;
  });
}
