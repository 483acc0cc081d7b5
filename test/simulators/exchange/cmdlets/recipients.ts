/** Get-Recipient, Get-Mailbox and Get-User, and how all mailbox cmdlets find whom they are asked for. */
import { baseDate } from '../../world/phones.ts';
import { at } from '../../world/random.ts';
import type { Person, Phone } from '../../world/world.ts';
import { notFound } from '../cmdlet-error.ts';
import { aliasOf } from '../directory.ts';
import type { ExchangeServer } from '../versions.ts';
import { type CmdletCall, cmdlet, type ObjectOutput, type Place, type Properties } from './cmdlet.ts';
import { otherRecipients } from './other-recipients.ts';
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
    listed(call, {
      type: 'Microsoft.Exchange.Data.Directory.Management.ReducedRecipient',
      isTrap: true,
      others: (place) => otherRecipients(place, false),
      properties: recipientProperties,
    }),
});

export const getMailbox = cmdlet({
  name: 'Get-Mailbox',
  defaultSet: 'Identity',
  isForAdministrators: true,
  parameters: [...common, text('Server', { sets: ['ServerSet'] }), text('Database', { sets: ['DatabaseSet'] })],
  run: (call) =>
    listed(call, {
      type: 'Microsoft.Exchange.Data.Directory.Management.Mailbox',
      isTrap: false,
      others: (place) =>
        otherRecipients(place, true).map((properties) => ({ ...properties, ...ofEveryMailbox, ServerName: firstServer(place) })),
      properties: mailboxProperties,
    }),
});

export const getUser = cmdlet({
  name: 'Get-User',
  defaultSet: 'Identity',
  isForAdministrators: true,
  parameters: common,
  run: (call) =>
    listed(call, {
      type: 'Microsoft.Exchange.Data.Directory.Management.User',
      isTrap: false,
      others: () => [],
      properties: userProperties,
    }),
});

interface Listing {
  readonly type: string;
  /** Whether an identity that does not exist gives everybody instead of an error. */
  readonly isTrap: boolean;
  /** Recipients that are no person's, which stand behind the people. */
  readonly others: (call: CmdletCall) => readonly Properties[];
  readonly properties: (call: CmdletCall, person: Person) => Properties;
}

function* listed(call: CmdletCall, listing: Listing) {
  const named = namedBy(call, listing);
  const asked = call.parameters.text('Identity');
  if (named === null && asked !== null && !listing.isTrap) throw notFound(asked, call.exchange.organization.world.domain);
  const kinds = call.parameters.texts('RecipientTypeDetails').map((kind) => kind.toLowerCase());
  const isMeant = ({ RecipientTypeDetails }: Properties) =>
    kinds.length === 0 || kinds.includes(String(RecipientTypeDetails).toLowerCase());
  const outputs = objects(named ?? everybody(call, listing), listing.type, isMeant);
  yield* limited(call, outputs, recipientFilter);
}

/** By -Identity or -Anr; null when they name nobody. */
function namedBy(call: CmdletCall, { others, properties }: Listing): readonly Properties[] | null {
  const people = foundBy(call);
  if (people !== null && people.length > 0) return people.map((person) => properties(call, person));
  const asked = (call.parameters.text('Identity') ?? call.parameters.text('Anr'))?.toLowerCase();
  const found = asked === undefined ? [] : others(call).filter((other) => namesOf(other).includes(asked));
  return found.length === 0 && people === null ? null : found;
}

function namesOf({ Identity, Guid, Name, Alias, PrimarySmtpAddress, DistinguishedName }: Properties): readonly string[] {
  return [Identity, Guid, Name, Alias, PrimarySmtpAddress, DistinguishedName].map((name) => String(name).toLowerCase());
}

function* everybody(call: CmdletCall, { others, properties }: Listing): Generator<Properties> {
  for (const person of call.exchange.organization.people()) yield properties(call, person);
  yield* others(call);
}

function* objects(found: Iterable<Properties>, type: string, isMeant: (properties: Properties) => boolean): Generator<ObjectOutput> {
  for (const properties of found) if (isMeant(properties)) yield { object: { type, properties } };
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
    ...ofEveryMailbox,
  };
}

const ofEveryMailbox = { Database: 'DB01', IsMailboxEnabled: true } as const;

function firstServer({ servers }: Place): string {
  return at(servers, 0).name.toLowerCase();
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
