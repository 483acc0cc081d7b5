/** Get-Recipient, Get-Mailbox and Get-User, and how all mailbox cmdlets find whom they are asked for. */
import { baseDate } from '../../world/phones.ts';
import { at } from '../../world/random.ts';
import type { Person, Phone } from '../../world/world.ts';
import { notFound } from '../cmdlet-error.ts';
import { aliasOf } from '../directory.ts';
import type { ExchangeServer } from '../versions.ts';
import { type CmdletCall, cmdlet, type ObjectOutput, type Place, type Properties } from './cmdlet.ts';
import { limited } from './paging.ts';
import { identity, text, texts, toggle } from './parameter.ts';

/** By -Identity or -Anr; null when neither names anybody. */
export function foundBy(call: CmdletCall): readonly Person[] | null {
  const anr = call.parameters.text('Anr')?.toLowerCase();
  if (anr !== undefined) return call.exchange.organization.people().filter((person) => isMeantBy(person, anr));
  const asked = call.parameters.text('Identity');
  const person = asked === null ? null : call.directory.findMailbox(asked);
  return person === null ? null : [person];
}

/** Ambiguous name resolution: the beginning of a name, an account or an address. */
function isMeantBy(person: Person, anr: string): boolean {
  const names = [person.displayName, ...person.displayName.split(' '), person.samAccountName, person.primarySmtpAddress];
  return names.some((name) => name.toLowerCase().startsWith(anr));
}

/** Mailboxes are spread over all servers. */
export function homeServer({ servers }: Pick<Place, 'servers'>, person: Person): ExchangeServer {
  return at(servers, person.index % servers.length);
}

export function partnershipsOf({ exchange }: Pick<Place, 'exchange'>, person: Person): readonly Phone[] {
  return exchange.organization.phonesOf(person.index).filter(({ index }) => exchange.partnership(index).isPresent);
}

const recipientFilter = [
  ...['Alias', 'DisplayName', 'DistinguishedName', 'EmailAddresses', 'Guid', 'HasActiveSyncDevicePartnership', 'Name'],
  ...['PrimarySmtpAddress', 'RecipientTypeDetails', 'SamAccountName', 'WhenChanged', 'WhenChangedUTC', 'WhenCreated', 'WhenCreatedUTC'],
];

const common = [
  identity({ sets: ['Identity'] }),
  text('Anr', { sets: ['AnrSet'] }),
  text('Filter'),
  text('ResultSize'),
  text('SortBy'),
  text('OrganizationalUnit'),
  texts('RecipientTypeDetails'),
  toggle('ReadFromDomainController'),
  toggle('IgnoreDefaultScope'),
];

export const getRecipient = cmdlet({
  name: 'Get-Recipient',
  defaultSet: 'Identity',
  parameters: [...common, texts('RecipientType'), texts('Properties', { since: '2013' })],
  run: (call) =>
    listed(call, { type: 'Microsoft.Exchange.Data.Directory.Management.ReducedRecipient', isTrap: true, properties: recipientProperties }),
});

export const getMailbox = cmdlet({
  name: 'Get-Mailbox',
  defaultSet: 'Identity',
  isForAdministrators: true,
  parameters: [...common, text('Server', { sets: ['ServerSet'] }), text('Database', { sets: ['DatabaseSet'] })],
  run: (call) =>
    listed(call, { type: 'Microsoft.Exchange.Data.Directory.Management.Mailbox', isTrap: false, properties: mailboxProperties }),
});

export const getUser = cmdlet({
  name: 'Get-User',
  defaultSet: 'Identity',
  isForAdministrators: true,
  parameters: common,
  run: (call) => listed(call, { type: 'Microsoft.Exchange.Data.Directory.Management.User', isTrap: false, properties: userProperties }),
});

interface Listing {
  readonly type: string;
  /** Whether an identity that does not exist gives everybody instead of an error. */
  readonly isTrap: boolean;
  readonly properties: (call: CmdletCall, person: Person) => Properties;
}

function* listed(call: CmdletCall, listing: Listing) {
  const asked = call.parameters.text('Identity');
  const found = foundBy(call);
  if (found === null && asked !== null && !listing.isTrap) throw notFound(asked, call.exchange.organization.world.domain);
  const kinds = call.parameters.texts('RecipientTypeDetails').map((kind) => kind.toLowerCase());
  // Every recipient of this organization is a user with a mailbox.
  const people = kinds.length > 0 && !kinds.includes('usermailbox') ? [] : (found ?? call.exchange.organization.people());
  yield* limited(call, objects(call, people, listing), recipientFilter);
}

function* objects(call: CmdletCall, people: Iterable<Person>, { type, properties }: Listing): Generator<ObjectOutput> {
  for (const person of people) yield { object: { type, properties: properties(call, person) } };
}

function recipientProperties(call: CmdletCall, person: Person): Properties {
  const { exchange, directory } = call;
  const whenCreated = new Date(baseDate).toISOString();
  const { whenChanged } = exchange.mailboxSeenBy(person.index, call.server.fqdn, call.lagMilliseconds);
  return {
    Identity: directory.canonicalName(person),
    Guid: person.mailboxGuid,
    Name: directory.nameOf(person),
    Alias: aliasOf(person),
    DisplayName: person.displayName,
    DistinguishedName: directory.distinguishedName(person),
    PrimarySmtpAddress: person.primarySmtpAddress,
    EmailAddresses: person.proxyAddresses,
    SamAccountName: person.samAccountName,
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: 'UserMailbox',
    HasActiveSyncDevicePartnership: partnershipsOf(call, person).length > 0,
    ExternalDirectoryObjectId: '',
    OrganizationId: '',
    WhenCreated: whenCreated,
    WhenCreatedUTC: whenCreated,
    WhenChanged: whenChanged,
    WhenChangedUTC: whenChanged,
  };
}

function mailboxProperties(call: CmdletCall, person: Person): Properties {
  return {
    ...recipientProperties(call, person),
    UserPrincipalName: person.userPrincipalName,
    ServerName: homeServer(call, person).name.toLowerCase(),
    Database: 'DB01',
    IsMailboxEnabled: true,
  };
}

function userProperties(call: CmdletCall, person: Person): Properties {
  const [given = '', ...family] = person.displayName.split(' ');
  return {
    ...recipientProperties(call, person),
    UserPrincipalName: person.userPrincipalName,
    WindowsEmailAddress: person.primarySmtpAddress,
    FirstName: given,
    LastName: family.join(' '),
    Sid: person.securityIdentifier,
  };
}

/** The mailbox that -Mailbox names; null without it. Throws a CmdletError for one that does not exist. */
export function mailboxAsked(call: CmdletCall): Person | null {
  if (!call.parameters.has('Mailbox')) return null;
  const asked = call.parameters.needed('Mailbox');
  const person = call.directory.findMailbox(asked);
  if (person === null) throw notFound(asked, call.exchange.organization.world.domain);
  return person;
}
