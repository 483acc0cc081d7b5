/** Get-ActiveSyncDevice, its later name Get-MobileDevice, and the device access rules. */

import { stableGuid } from '../world/random.ts';
import type { Person, Phone } from '../world/world.ts';
import { ruleName } from './access.ts';
import type { Cmdlet, CmdletCall, CmdletOutput, Properties } from './cmdlet.ts';
import { notFound } from './cmdlet-error.ts';
import { deviceName } from './directory.ts';
import { limited } from './paging.ts';

type ObjectOutput = Extract<CmdletOutput, { object: unknown }>;

const commonParameters = ['Identity', 'Mailbox', 'Filter', 'ResultSize', 'SortBy', 'OrganizationalUnit', 'Monitoring'] as const;
const activeSyncDevice = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncDevice';
const mobileDevice = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.MobileDevice';
const accessRule = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncDeviceAccessRule';

export const getActiveSyncDevice: Cmdlet = {
  name: 'Get-ActiveSyncDevice',
  parameters: commonParameters,
  *run(call) {
    const identity = call.parameters.text('Identity');
    const phone = identity === null ? null : findPhone(call, identity);
    if (phone !== null) yield objectOf(call, activeSyncDevice, phone);
    // The trap of exchange.md 1.1: an identity that is empty or does not exist gives every device.
    else yield* limited(call.parameters, devices(call, activeSyncDevice));
  },
};

/** Its page does not name the trap: an identity that does not exist is an error here. */
export const getMobileDevice: Cmdlet = {
  name: 'Get-MobileDevice',
  parameters: [...commonParameters, 'ActiveSync', 'OWAforDevices', 'RestApi', 'UniversalOutlook'],
  *run(call) {
    const identity = call.parameters.text('Identity');
    if (identity === null) {
      const onlyOtherClients = ['OWAforDevices', 'RestApi', 'UniversalOutlook'].some((name) => call.parameters.flag(name) === true);
      if (!onlyOtherClients) yield* limited(call.parameters, devices(call, mobileDevice));
      return;
    }
    const phone = findPhone(call, identity);
    if (phone === null) throw notFound(identity, call.exchange.organization.world.domain);
    yield objectOf(call, mobileDevice, phone);
  },
};

export const getActiveSyncDeviceAccessRule: Cmdlet = {
  name: 'Get-ActiveSyncDeviceAccessRule',
  parameters: ['Identity'],
  *run(call) {
    const identity = call.parameters.text('Identity')?.toLowerCase();
    const named = call.exchange.rules.filter((rule) => ruleName(rule).toLowerCase() === identity);
    for (const rule of named.length === 0 ? call.exchange.rules : named) {
      const name = ruleName(rule);
      const properties = {
        Identity: name,
        Guid: stableGuid(call.exchange.organization.world.seed, `rule ${name}`),
        Name: name,
        DistinguishedName: call.directory.configurationName(`${name},CN=Mobile Mailbox Settings`),
        QueryString: rule.queryString,
        Characteristic: rule.characteristic,
        AccessLevel: rule.accessLevel,
        OrganizationId: '',
      };
      yield { object: { type: accessRule, properties } };
    }
  },
};

function* devices(call: CmdletCall, type: string): Generator<ObjectOutput> {
  const owner = ownerAsked(call);
  const { organization } = call.exchange;
  for (const phone of owner === null ? organization.phones() : organization.phonesOf(owner.index)) yield objectOf(call, type, phone);
}

function ownerAsked(call: CmdletCall): Person | null {
  const mailbox = call.parameters.text('Mailbox');
  if (mailbox === null) return null;
  const person = call.directory.findMailbox(mailbox);
  if (person === null) throw notFound(mailbox, call.exchange.organization.world.domain);
  return person;
}

/** By Guid, identity or distinguished name. */
function findPhone(call: CmdletCall, identity: string): Phone | null {
  const wanted = identity.toLowerCase();
  const isAsked = (phone: Phone) =>
    [phone.partnershipGuid, call.directory.deviceIdentity(phone), call.directory.deviceDistinguishedName(phone)].some(
      (name) => name.toLowerCase() === wanted,
    );
  return call.exchange.organization.phones().find(isAsked) ?? null;
}

function objectOf(call: CmdletCall, type: string, phone: Phone): ObjectOutput {
  return { object: { type, properties: propertiesOf(call, phone) } };
}

function propertiesOf({ exchange, directory }: CmdletCall, phone: Phone): Properties {
  const { state, reason, rule } = exchange.access(phone.index);
  return {
    Identity: directory.deviceIdentity(phone),
    Guid: phone.partnershipGuid,
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
    FirstSyncTime: phone.firstSync,
    OrganizationId: '',
    WhenCreated: phone.firstSync,
    WhenCreatedUTC: phone.firstSync,
    WhenChanged: phone.firstSync,
    WhenChangedUTC: phone.firstSync,
  };
}
