/** The organization's ActiveSync settings: its default access level, who is told of quarantined phones, and what is added to the mail. */
import { stableGuid } from '../../world/random.ts';
import { invalidData } from '../cmdlet-error.ts';
import { isAtLeast } from '../versions.ts';
import { words } from '../words.ts';
import { type CmdletCall, cmdlet } from './cmdlet.ts';
import { bool, identity, list, text } from './parameter.ts';

export const getOrganizationSettings = cmdlet({
  name: 'Get-ActiveSyncOrganizationSettings',
  parameters: [identity()],
  *run(call) {
    const settings = call.exchange.settings();
    const name = 'Mobile Mailbox Settings';
    const properties = {
      Identity: name,
      Guid: stableGuid(call.exchange.organization.world.seed, name),
      Name: name,
      DistinguishedName: call.directory.configurationName(name),
      DefaultAccessLevel: settings.defaultAccessLevel,
      UserMailInsert: settings.userMailInsert,
      OtaNotificationMailInsert: settings.otaNotificationMailInsert,
      AdminMailRecipients: settings.adminMailRecipients,
      ...(isAtLeast(call.server.version, '2013') && { AllowAccessForUnSupportedPlatform: false }),
      OrganizationId: '',
    };
    yield { object: { type: 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncOrganizationSettings', properties } };
  },
});

export const accessLevels = ['Allow', 'Block', 'Quarantine'] as const;
export const accessLevelType = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.DeviceAccessLevel';
const longestInsert = 256;

export const setOrganizationSettings = cmdlet({
  name: 'Set-ActiveSyncOrganizationSettings',
  confirmImpact: 'Medium',
  parameters: [
    identity(),
    text('DefaultAccessLevel'),
    list('AdminMailRecipients'),
    text('UserMailInsert'),
    text('OtaNotificationMailInsert'),
    bool('AllowAccessForUnSupportedPlatform', { since: '2013' }),
  ],
  *run(call) {
    const { parameters, exchange } = call;
    const before = exchange.settings();
    const change = {
      ...(parameters.has('DefaultAccessLevel') && {
        defaultAccessLevel: parameters.choice('DefaultAccessLevel', accessLevels, accessLevelType),
      }),
      ...(parameters.has('AdminMailRecipients') && {
        adminMailRecipients: parameters.changedList('AdminMailRecipients', before.adminMailRecipients),
      }),
      ...(parameters.has('UserMailInsert') && { userMailInsert: insert(call, 'UserMailInsert') }),
      ...(parameters.has('OtaNotificationMailInsert') && { otaNotificationMailInsert: insert(call, 'OtaNotificationMailInsert') }),
    };
    exchange.changeSettings(change);
  },
});

function insert(call: CmdletCall, name: string): string {
  const given = call.parameters.text(name) ?? '';
  if (given.length <= longestInsert) return given;
  throw invalidData(words.tooLong(longestInsert, given.length));
}
