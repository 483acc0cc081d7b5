/**
 * Mobile devices that do not speak ActiveSync: the Outlook app by its own service, and apps by REST (2016 and later). They are on the same
 * list as phones, with another ClientType, unless -ActiveSync is asked for; no personal list and no rule is for them.
 */
import { at, stableGuid } from '../../world/random.ts';
import type { Person } from '../../world/world.ts';
import { isAtLeast } from '../versions.ts';
import type { CmdletCall, Properties } from './cmdlet.ts';
import { mailboxAsked } from './recipients.ts';

/** One mailbox in so many has one. */
const every = 50;

const kinds = [
  { ClientType: 'Outlook', DeviceType: 'Outlook', DeviceModel: 'Outlook for iOS and Android', DeviceUserAgent: 'Outlook-iOS-Android/1.0' },
  { ClientType: 'REST', DeviceType: 'TestActiveSyncConnectivity', DeviceModel: 'RestApi', DeviceUserAgent: 'Microsoft.OData.Client' },
] as const;

/** What the switches leave: all, or only those of one kind. */
export function* otherClients(call: CmdletCall): Generator<Properties> {
  const { parameters, server, exchange } = call;
  if (!isAtLeast(server.version, '2016') || parameters.flag('ActiveSync') === true || parameters.flag('OWAforDevices') === true) return;
  const owner = mailboxAsked(call);
  for (const person of owner === null ? exchange.organization.people() : [owner]) {
    if (person.index % every !== every - 2) continue;
    const kind = at(kinds, Math.floor(person.index / every) % kinds.length);
    if (isAskedFor(call, kind.ClientType)) yield propertiesOf(call, person, kind);
  }
}

function isAskedFor({ parameters }: CmdletCall, client: string): boolean {
  const rest = parameters.flag('RestApi') === true;
  const outlook = parameters.flag('UniversalOutlook') === true;
  return (!rest && !outlook) || (rest && client === 'REST') || (outlook && client === 'Outlook');
}

function propertiesOf({ exchange, directory }: CmdletCall, person: Person, kind: (typeof kinds)[number]): Properties {
  const guid = stableGuid(exchange.organization.world.seed, `other client of ${person.index}`);
  const DeviceId = guid.replaceAll('-', '').toUpperCase();
  const name = `${kind.DeviceType}\u00A7${DeviceId}`;
  const { firstSync } = exchange.partnership(0);
  return {
    ...kind,
    Identity: `${directory.canonicalName(person)}\\ExchangeActiveSyncDevices\\${name}`,
    Guid: guid,
    Name: name,
    DistinguishedName: `CN=${name},CN=ExchangeActiveSyncDevices,${directory.distinguishedName(person)}`,
    DeviceId,
    DeviceOS: 'iOS 18.6',
    DeviceOSLanguage: 'en-US',
    DeviceImei: '',
    DeviceTelephoneNumber: '',
    DeviceMobileOperator: '',
    DeviceActiveSyncVersion: '',
    DeviceAccessState: 'Allowed',
    DeviceAccessStateReason: 'Global',
    DeviceAccessControlRule: null,
    FriendlyName: kind.DeviceModel,
    UserDisplayName: directory.canonicalName(person),
    ClientVersion: '1.0',
    ProvisioningFlags: 0,
    FirstSyncTime: firstSync,
    OrganizationId: '',
    WhenCreated: firstSync,
    WhenCreatedUTC: firstSync,
    WhenChanged: firstSync,
    WhenChangedUTC: firstSync,
  };
}
