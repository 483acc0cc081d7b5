/** Get-CASMailbox and Set-CASMailbox: who may use ActiveSync, and the personal lists. */

import { baseDate } from '../../world/phones.ts';
import { at } from '../../world/random.ts';
import type { Person } from '../../world/world.ts';
import { notFound } from '../cmdlet-error.ts';
import { words } from '../words.ts';
import { type CmdletCall, cmdlet, type ObjectOutput, type Properties } from './cmdlet.ts';
import { policyNamed } from './mailbox-policies.ts';
import { limited } from './paging.ts';
import { bool, identity, list, text, toggle } from './parameter.ts';
import { foundBy, homeServer, partnershipsOf } from './recipients.ts';

const type = 'Microsoft.Exchange.Data.Directory.Management.CASMailbox';

const filterable = [
  ...['ActiveSyncAllowedDeviceIDs', 'ActiveSyncBlockedDeviceIDs', 'ActiveSyncEnabled', 'ActiveSyncMailboxPolicy', 'DisplayName'],
  ...['DistinguishedName', 'EmailAddresses', 'Guid', 'HasActiveSyncDevicePartnership', 'Name', 'PrimarySmtpAddress', 'SamAccountName'],
  ...['ServerLegacyDN', 'WhenChanged', 'WhenChangedUTC', 'WhenCreated', 'WhenCreatedUTC'],
];

export const getCasMailbox = cmdlet({
  name: 'Get-CASMailbox',
  defaultSet: 'Identity',
  parameters: [
    identity({ sets: ['Identity'] }),
    text('Anr', { sets: ['AnrSet'] }),
    text('Filter'),
    text('ResultSize'),
    text('SortBy'),
    text('OrganizationalUnit'),
    toggle('ReadFromDomainController'),
    toggle('IgnoreDefaultScope'),
    toggle('Monitoring', { since: '2013' }),
    toggle('RecalculateHasActiveSyncDevicePartnership', { since: '2013' }),
  ],
  *run(call) {
    const found = foundBy(call);
    // The trap of exchange.md 1.1: an identity that is empty or does not exist gives every mailbox.
    if (found === null) yield* limited(call, mailboxes(call, call.exchange.organization.people()), filterable);
    else yield* limited(call, mailboxes(call, found), filterable);
  },
});

export const setCasMailbox = cmdlet({
  name: 'Set-CASMailbox',
  confirmImpact: 'Medium',
  parameters: [
    identity({ isMandatory: true }),
    list('ActiveSyncAllowedDeviceIDs'),
    list('ActiveSyncBlockedDeviceIDs'),
    bool('ActiveSyncEnabled'),
    text('ActiveSyncMailboxPolicy'),
    bool('HasActiveSyncDevicePartnership', { until: '2010-sp3' }),
    toggle('ResetAutoBlockedDevices', { since: '2013' }),
    toggle('IgnoreDefaultScope'),
  ],
  *run(call) {
    const person = namedMailbox(call);
    const { exchange } = call;
    const change = changeAsked(call, exchange.mailbox(person.index));
    const { parameters } = call;
    const asked = {
      allowed: parameters.additions('ActiveSyncAllowedDeviceIDs'),
      blocked: parameters.additions('ActiveSyncBlockedDeviceIDs'),
    };
    const isChanged = exchange.changeMailbox(person.index, change, { through: call.server.fqdn, asked });
    if (!isChanged) yield { warning: words.nothingModified(call.directory.canonicalName(person)) };
  },
});

function changeAsked(call: CmdletCall, before: { readonly allowed: readonly string[]; readonly blocked: readonly string[] }) {
  const { parameters } = call;
  const enabled = parameters.flag('ActiveSyncEnabled');
  return {
    ...(parameters.has('ActiveSyncAllowedDeviceIDs') && {
      allowed: parameters.changedList('ActiveSyncAllowedDeviceIDs', before.allowed),
    }),
    ...(parameters.has('ActiveSyncBlockedDeviceIDs') && {
      blocked: parameters.changedList('ActiveSyncBlockedDeviceIDs', before.blocked),
    }),
    ...(parameters.has('ActiveSyncMailboxPolicy') && { policy: policyAsked(call) }),
    ...(enabled !== null && { activeSyncEnabled: enabled }),
  };
}

/** `$null` goes back to the default; the name of the default policy assigns it like any other (exchange.md 1.2). */
function policyAsked(call: CmdletCall): string | null {
  const name = call.parameters.text('ActiveSyncMailboxPolicy');
  return name === null ? null : policyNamed(call, name).name;
}

function namedMailbox(call: CmdletCall): Person {
  const asked = call.parameters.needed('Identity');
  const person = call.directory.findMailbox(asked);
  if (person === null) throw notFound(asked, call.exchange.organization.world.domain);
  return person;
}

function* mailboxes(call: CmdletCall, people: Iterable<Person>): Generator<ObjectOutput> {
  for (const person of people) yield { object: { type, properties: propertiesOf(call, person) } };
}

function propertiesOf(call: CmdletCall, person: Person): Properties {
  const { exchange, directory } = call;
  const mailbox = exchange.mailboxSeenBy(person.index, call.server.fqdn, call.lagMilliseconds);
  const whenCreated = new Date(baseDate).toISOString();
  const home = homeServer(call, person).name;
  return {
    Identity: directory.canonicalName(person),
    Guid: person.mailboxGuid,
    Name: directory.nameOf(person),
    DisplayName: person.displayName,
    DistinguishedName: directory.distinguishedName(person),
    PrimarySmtpAddress: person.primarySmtpAddress,
    EmailAddresses: person.proxyAddresses,
    SamAccountName: person.samAccountName,
    ServerLegacyDN: `/o=${exchange.organization.world.organization}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=${home}`,
    ServerName: home.toLowerCase(),
    ActiveSyncEnabled: mailbox.activeSyncEnabled,
    ActiveSyncAllowedDeviceIDs: mailbox.allowed,
    ActiveSyncBlockedDeviceIDs: mailbox.blocked,
    ActiveSyncMailboxPolicy:
      mailbox.policy ??
      at(
        exchange.policies().filter(({ isDefault }) => isDefault),
        0,
      ).name,
    ActiveSyncMailboxPolicyIsDefaulted: mailbox.policy === null,
    HasActiveSyncDevicePartnership: partnershipsOf(call, person).length > 0,
    OWAEnabled: true,
    EwsEnabled: true,
    ExternalDirectoryObjectId: '',
    OrganizationId: '',
    WhenCreated: whenCreated,
    WhenCreatedUTC: whenCreated,
    WhenChanged: mailbox.whenChanged,
    WhenChangedUTC: mailbox.whenChanged,
  };
}
