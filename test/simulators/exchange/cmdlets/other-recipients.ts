/** Recipients that are no person's mailbox: what Get-Recipient shows beside people, and which of them have a mailbox too. Made of the world alone. */
import { baseDate } from '../../world/phones.ts';
import { stableGuid } from '../../world/random.ts';
import type { Place, Properties } from './cmdlet.ts';

interface OtherRecipient {
  readonly name: string;
  readonly alias: string;
  /** RecipientType and RecipientTypeDetails. */
  readonly kind: string;
  readonly details: string;
  readonly hasMailbox: boolean;
}

const mailbox = (name: string, alias: string, details: string): OtherRecipient => ({
  ...{ name, alias, details },
  kind: 'UserMailbox',
  hasMailbox: true,
});
const other = (name: string, alias: string, kind: string, details = kind): OtherRecipient => ({
  name,
  alias,
  kind,
  details,
  hasMailbox: false,
});

const all: readonly OtherRecipient[] = [
  mailbox('Reception', 'reception', 'SharedMailbox'),
  mailbox('Meeting room 1', 'room1', 'RoomMailbox'),
  mailbox('Projector', 'projector', 'EquipmentMailbox'),
  mailbox('Partner of the forest next door', 'partner', 'LinkedMailbox'),
  other('All staff', 'all-staff', 'MailUniversalDistributionGroup'),
  other('Sign-in for the app', 'app-access', 'MailUniversalSecurityGroup'),
  other('Everybody in sales', 'sales', 'DynamicDistributionGroup'),
  other('Supplier', 'supplier', 'MailContact'),
  other('Guest', 'guest', 'MailUser'),
];

/** With `onlyMailboxes` those that Get-Mailbox shows as well. */
export function otherRecipients(place: Pick<Place, 'exchange' | 'directory'>, onlyMailboxes: boolean): readonly Properties[] {
  return all.filter(({ hasMailbox }) => hasMailbox || !onlyMailboxes).map((recipient) => propertiesOf(place, recipient));
}

function propertiesOf({ exchange, directory }: Pick<Place, 'exchange' | 'directory'>, recipient: OtherRecipient): Properties {
  const { world } = exchange.organization;
  const { name, alias, kind, details } = recipient;
  const address = `${alias}@${world.domain}`;
  const whenCreated = new Date(baseDate).toISOString();
  return {
    Identity: `${world.domain}/Resources/${name}`,
    Guid: stableGuid(world.seed, `recipient ${alias}`),
    Name: name,
    Alias: alias,
    DisplayName: name,
    DistinguishedName: `CN=${name},OU=Resources,${directory.domainName()}`,
    PrimarySmtpAddress: address,
    EmailAddresses: [`SMTP:${address}`],
    SamAccountName: alias,
    RecipientType: kind,
    RecipientTypeDetails: details,
    HasActiveSyncDevicePartnership: false,
    ExternalDirectoryObjectId: '',
    OrganizationId: '',
    WhenCreated: whenCreated,
    WhenCreatedUTC: whenCreated,
    WhenChanged: whenCreated,
    WhenChangedUTC: whenCreated,
  };
}
