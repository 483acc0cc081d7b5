/** Get-ActiveSyncDeviceStatistics and Get-MobileDeviceStatistics: what the mailbox knows of each phone (exchange.md 1.3). */
import type { Phone } from '../../world/world.ts';
import { CmdletError } from '../cmdlet-error.ts';
import { type Wipe, wipeStatus } from '../partnerships.ts';
import { words } from '../words.ts';
import { type CmdletCall, type CmdletOutput, cmdlet, type Properties } from './cmdlet.ts';
import { phoneMeant, phonesAsked } from './device-lookup.ts';
import { identity, list, text, toggle } from './parameter.ts';

const parameters = [
  identity({ sets: ['Identity'], isMandatory: true }),
  text('Mailbox', { sets: ['Mailbox'], isMandatory: true }),
  toggle('ShowRecoveryPassword'),
  toggle('GetMailboxLog'),
  list('NotificationEmailAddresses'),
];

export const getActiveSyncDeviceStatistics = cmdlet({
  name: 'Get-ActiveSyncDeviceStatistics',
  defaultSet: 'Identity',
  parameters,
  run: (call) => statistics(call, 'Microsoft.Exchange.Management.Tasks.ActiveSyncDeviceConfiguration'),
});

export const getMobileDeviceStatistics = cmdlet({
  name: 'Get-MobileDeviceStatistics',
  since: '2013',
  defaultSet: 'Identity',
  parameters: [...parameters, toggle('ActiveSync'), toggle('OWAforDevices'), toggle('RestApi', { since: '2016' })],
  run: (call) => statistics(call, 'Microsoft.Exchange.Management.Tasks.MobileDeviceConfiguration'),
});

/** Neither a filter nor a result size: of one device, or of all on one mailbox. */
function* statistics(call: CmdletCall, type: string): Generator<CmdletOutput> {
  const isByMailbox = call.parameters.has('Mailbox');
  if (!isByMailbox && !call.parameters.has('Identity'))
    throw new CmdletError('MissingMandatoryParameter', 'InvalidArgument', words.missingParameters('Identity'));
  for (const phone of isByMailbox ? phonesAsked(call) : [phoneMeant(call)]) {
    yield { object: { type, properties: propertiesOf(call, phone) } };
  }
}

const minute = 60_000;

function propertiesOf({ exchange, directory }: CmdletCall, phone: Phone): Properties {
  const { state, reason, rule } = exchange.access(phone.index);
  const { guid, firstSync, wipe } = exchange.partnership(phone.index);
  const lastSync = exchange.lastSync(phone.index);
  const isShut = state === 'Blocked';
  return {
    FirstSyncTime: firstSync,
    LastPolicyUpdateTime: firstSync,
    LastSyncAttemptTime: lastSync,
    // A blocked phone keeps trying; what it got last lies before that.
    LastSuccessSync: isShut ? new Date(Date.parse(lastSync) - minute).toISOString() : lastSync,
    DeviceType: phone.deviceType,
    DeviceID: phone.easDeviceId,
    DeviceUserAgent: phone.userAgent,
    ...wipeProperties(wipe),
    LastPingHeartbeat: 480,
    RecoveryPassword: '********',
    DeviceModel: phone.model,
    DeviceImei: phone.imei,
    DeviceFriendlyName: phone.friendlyName,
    DeviceOS: phone.system,
    DeviceOSLanguage: 'en-US',
    DevicePhoneNumber: '',
    MailboxLogReport: '',
    DeviceEnableOutboundSMS: false,
    DeviceMobileOperator: '',
    Identity: directory.deviceIdentity(phone),
    Guid: guid,
    IsRemoteWipeSupported: true,
    Status: wipeStatus(wipe),
    StatusNote: '',
    DeviceAccessState: state,
    DeviceAccessStateReason: reason,
    DeviceAccessControlRule: rule,
    DevicePolicyApplied: 'Default',
    DevicePolicyApplicationStatus: reason === 'Policy' ? 'NotApplied' : 'AppliedInFull',
    DeviceActiveSyncVersion: '16.1',
    NumberOfFoldersSynced: 7,
    SyncStateUpgradeTime: null,
    ClientType: 'EAS',
    ClientVersion: '16.1',
  };
}

function wipeProperties(wipe: Wipe | null): Properties {
  const whole = wipe?.accountOnly === false ? wipe : null;
  const account = wipe?.accountOnly === true ? wipe : null;
  return {
    DeviceWipeSentTime: whole?.sentAt ?? null,
    DeviceWipeRequestTime: whole?.requestedAt ?? null,
    DeviceWipeAckTime: whole?.acknowledgedAt ?? null,
    AccountOnlyDeviceWipeSentTime: account?.sentAt ?? null,
    AccountOnlyDeviceWipeRequestTime: account?.requestedAt ?? null,
    AccountOnlyDeviceWipeAckTime: account?.acknowledgedAt ?? null,
    LastDeviceWipeRequestor: wipe?.requestor ?? null,
  };
}
