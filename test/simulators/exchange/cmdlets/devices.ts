/** Get-ActiveSyncDevice, its later name Get-MobileDevice, and the classes of devices that were ever seen. */
import { stableGuid } from '../../world/random.ts';
import type { Phone } from '../../world/world.ts';
import { notFound } from '../cmdlet-error.ts';
import { deviceName } from '../directory.ts';
import { type ExchangeVersion, isAtLeast } from '../versions.ts';
import { type CmdletCall, cmdlet, type ObjectOutput, type Properties } from './cmdlet.ts';
import { phoneAsked, phonesAsked } from './device-lookup.ts';
import { otherClients } from './other-clients.ts';
import { limited } from './paging.ts';
import { identity, text, toggle } from './parameter.ts';

const commonParameters = [
  identity({ sets: ['Identity'] }),
  text('Mailbox', { sets: ['Mailbox'] }),
  text('Filter'),
  text('ResultSize'),
  text('SortBy'),
  text('OrganizationalUnit'),
  toggle('Monitoring', { since: '2013' }),
];
const activeSyncDevice = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncDevice';
const mobileDevice = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.MobileDevice';

export const getActiveSyncDevice = cmdlet({
  name: 'Get-ActiveSyncDevice',
  defaultSet: 'Identity',
  parameters: commonParameters,
  *run(call) {
    const phone = phoneAsked(call);
    // The trap of exchange.md 1.1: an identity that is empty or does not exist gives every device.
    const found = phone === null ? phonesAsked(call) : [phone];
    yield* limited(call, devices(call, activeSyncDevice, found), filterable(call.server.version));
  },
});

/** Its page does not name the trap: an identity that does not exist is an error here. */
export const getMobileDevice = cmdlet({
  name: 'Get-MobileDevice',
  since: '2013',
  defaultSet: 'Identity',
  parameters: [
    ...commonParameters,
    toggle('ActiveSync'),
    toggle('OWAforDevices'),
    toggle('RestApi', { since: '2016' }),
    toggle('UniversalOutlook', { since: '2016' }),
  ],
  *run(call) {
    const asked = call.parameters.text('Identity');
    const phone = phoneAsked(call);
    if (asked !== null && phone === null) throw notFound(asked, call.exchange.organization.world.domain);
    yield* limited(call, phone === null ? everyDevice(call) : devices(call, mobileDevice, [phone]), filterable(call.server.version));
  },
});

/** Phones and other clients, as far as the switches let them in. */
function* everyDevice(call: CmdletCall): Generator<ObjectOutput> {
  const onlyOtherClients = ['OWAforDevices', 'RestApi', 'UniversalOutlook'].some((name) => call.parameters.flag(name) === true);
  if (!onlyOtherClients) yield* devices(call, mobileDevice, phonesAsked(call));
  for (const properties of otherClients(call)) yield { object: { type: mobileDevice, properties } };
}

const documentedFilter = [
  ...['ClientType', 'DeviceAccessControlRule', 'DeviceAccessState', 'DeviceAccessStateReason', 'DeviceActiveSyncVersion', 'DeviceId'],
  ...['DeviceImei', 'DeviceMobileOperator', 'DeviceModel', 'DeviceOS', 'DeviceOSLanguage', 'DeviceTelephoneNumber', 'DeviceType'],
  ...['DeviceUserAgent', 'FirstSyncTime', 'FriendlyName', 'ProvisioningFlags', 'UserDisplayName'],
];

/** WhenChangedUTC is not documented for devices; that later versions take it and earlier ones do not is an assumption (exchange.md 7). */
function filterable(version: ExchangeVersion): readonly string[] {
  return isAtLeast(version, '2016') ? [...documentedFilter, 'WhenChangedUTC'] : documentedFilter;
}

function* devices(call: CmdletCall, type: string, phones: Iterable<Phone>): Generator<ObjectOutput> {
  for (const phone of phones) yield { object: { type, properties: propertiesOf(call, phone) } };
}

function propertiesOf({ exchange, directory }: CmdletCall, phone: Phone): Properties {
  const { state, reason, rule } = exchange.access(phone.index);
  const { guid, firstSync, whenChanged } = exchange.partnership(phone.index);
  return {
    Identity: directory.deviceIdentity(phone),
    Guid: guid,
    Name: deviceName(phone),
    DistinguishedName: directory.deviceDistinguishedName(phone),
    DeviceId: phone.easDeviceId,
    DeviceType: phone.deviceType,
    DeviceModel: phone.model,
    DeviceOS: phone.system,
    DeviceOSLanguage: 'en-US',
    DeviceUserAgent: phone.userAgent,
    DeviceImei: phone.imei,
    DeviceTelephoneNumber: '',
    DeviceMobileOperator: '',
    DeviceActiveSyncVersion: '16.1',
    DeviceAccessState: state,
    DeviceAccessStateReason: reason,
    DeviceAccessControlRule: rule,
    FriendlyName: phone.friendlyName,
    UserDisplayName: directory.canonicalName(exchange.organization.ownerOf(phone)),
    ClientType: 'EAS',
    ClientVersion: '16.1',
    ProvisioningFlags: 0,
    FirstSyncTime: firstSync,
    OrganizationId: '',
    WhenCreated: firstSync,
    WhenCreatedUTC: firstSync,
    WhenChanged: whenChanged,
    WhenChangedUTC: whenChanged,
  };
}

const deviceClass = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncDeviceClass';

/** The distinct types and models; it has no -ResultSize and gives all. */
export const getActiveSyncDeviceClass = cmdlet({
  name: 'Get-ActiveSyncDeviceClass',
  parameters: [identity(), text('Filter'), text('SortBy')],
  *run(call) {
    const asked = call.parameters.text('Identity')?.toLowerCase();
    const classes = classesOf(call);
    const named = classes.filter(({ Name }) => Name.toLowerCase() === asked);
    const outputs = (named.length === 0 ? classes : named).map((properties) => ({ object: { type: deviceClass, properties } }));
    yield* limited(call, outputs, ['DeviceModel', 'DeviceType', 'LastUpdateTime']);
  },
});

function classesOf({ exchange, directory }: CmdletCall) {
  const latest = new Map<string, Phone>();
  for (const phone of exchange.organization.phones()) {
    const name = `${phone.deviceType}\u00A7${phone.model}`;
    const known = latest.get(name);
    if (known === undefined || known.firstSync < phone.firstSync) latest.set(name, phone);
  }
  return [...latest].map(([name, phone]) => ({
    Identity: name,
    Guid: stableGuid(exchange.organization.world.seed, `device class ${name}`),
    Name: name,
    DistinguishedName: directory.configurationName(`${name},CN=ExchangeDeviceClasses,CN=Mobile Mailbox Settings`),
    DeviceType: phone.deviceType,
    DeviceModel: phone.model,
    LastUpdateTime: phone.firstSync,
    OrganizationId: '',
  }));
}
