/** Get-CASMailbox and Set-CASMailbox: who may use ActiveSync, and the personal lists. */

import { baseDate } from '../world/phones.ts';
import type { Person } from '../world/world.ts';
import type { Cmdlet, CmdletCall, CmdletOutput, Properties } from './cmdlet.ts';
import { CmdletError, notFound } from './cmdlet-error.ts';
import { limited } from './paging.ts';

const type = 'Microsoft.Exchange.Data.Directory.Management.CASMailbox';

export const getCasMailbox: Cmdlet = {
  name: 'Get-CASMailbox',
  parameters: ['Identity', 'Filter', 'ResultSize', 'SortBy', 'OrganizationalUnit', 'ReadFromDomainController', 'IgnoreDefaultScope'],
  *run(call) {
    const identity = call.parameters.text('Identity');
    const found = identity === null ? null : call.directory.findMailbox(identity);
    if (found !== null) {
      yield { object: { type, properties: propertiesOf(call, found) } };
      return;
    }
    // The trap of exchange.md 1.1: an identity that is empty or does not exist gives every mailbox.
    yield* limited(call.parameters, mailboxes(call));
  },
};

export const setCasMailbox: Cmdlet = {
  name: 'Set-CASMailbox',
  parameters: [
    'Identity',
    'ActiveSyncAllowedDeviceIDs',
    'ActiveSyncBlockedDeviceIDs',
    'ActiveSyncEnabled',
    'ActiveSyncMailboxPolicy',
    'Confirm',
    'WhatIf',
  ],
  *run(call) {
    const person = namedMailbox(call);
    const { parameters, exchange } = call;
    const before = exchange.mailbox(person.index);
    const enabled = parameters.flag('ActiveSyncEnabled');
    const change = {
      ...(parameters.has('ActiveSyncAllowedDeviceIDs') && {
        allowed: parameters.changedList('ActiveSyncAllowedDeviceIDs', before.allowed),
      }),
      ...(parameters.has('ActiveSyncBlockedDeviceIDs') && {
        blocked: parameters.changedList('ActiveSyncBlockedDeviceIDs', before.blocked),
      }),
      ...(parameters.has('ActiveSyncMailboxPolicy') && { policy: parameters.text('ActiveSyncMailboxPolicy') }),
      ...(enabled !== null && { activeSyncEnabled: enabled }),
    };
    if (parameters.flag('WhatIf') === true) return;
    if (changesNothing(before, change)) {
      yield {
        warning: `The command completed successfully but no settings of '${call.directory.canonicalName(person)}' have been modified.`,
      };
      return;
    }
    exchange.changeMailbox(person.index, change);
  },
};

function namedMailbox(call: CmdletCall): Person {
  const identity = call.parameters.text('Identity');
  if (identity === null) {
    const message = "Cannot bind argument to parameter 'Identity' because it is an empty string.";
    throw new CmdletError('ParameterArgumentValidationErrorEmptyStringNotAllowed', 'InvalidData', message);
  }
  const person = call.directory.findMailbox(identity);
  if (person === null) throw notFound(identity, call.exchange.organization.world.domain);
  return person;
}

function changesNothing(before: object, change: object): boolean {
  return JSON.stringify({ ...before, ...change }) === JSON.stringify(before);
}

function* mailboxes(call: CmdletCall): Generator<Extract<CmdletOutput, { object: unknown }>> {
  for (const person of call.exchange.organization.people()) yield { object: { type, properties: propertiesOf(call, person) } };
}

function propertiesOf({ exchange, directory }: CmdletCall, person: Person): Properties {
  const mailbox = exchange.mailbox(person.index);
  const whenCreated = new Date(baseDate).toISOString();
  return {
    Identity: directory.canonicalName(person),
    Guid: person.mailboxGuid,
    Name: directory.nameOf(person),
    DisplayName: person.displayName,
    DistinguishedName: directory.distinguishedName(person),
    PrimarySmtpAddress: person.primarySmtpAddress,
    EmailAddresses: person.proxyAddresses,
    SamAccountName: person.samAccountName,
    ServerLegacyDN: `/o=${exchange.organization.world.organization}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=CAS1`,
    ServerName: 'cas1',
    ActiveSyncEnabled: mailbox.activeSyncEnabled,
    ActiveSyncAllowedDeviceIDs: mailbox.allowed,
    ActiveSyncBlockedDeviceIDs: mailbox.blocked,
    ActiveSyncMailboxPolicy: mailbox.policy ?? 'Default',
    ActiveSyncMailboxPolicyIsDefaulted: mailbox.policy === null,
    HasActiveSyncDevicePartnership: exchange.organization.phonesOf(person.index).length > 0,
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
