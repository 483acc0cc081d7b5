/** Cmdlets about the organization as a whole: its servers, its ActiveSync settings, the scope of a session, and what may be run. */
import { stableGuid } from '../world/random.ts';
import type { Cmdlet, CmdletCall, Properties } from './cmdlet.ts';
import { CmdletError } from './cmdlet-error.ts';

export interface ClientAccessServer {
  readonly name: string;
  readonly fqdn: string;
  readonly adminDisplayVersion: string;
}

/** Both are Exchange 2016 (exchange.md 2.6). */
export function clientAccessServers(domain: string): readonly ClientAccessServer[] {
  return ['cas1', 'cas2'].map((name) => ({
    name: name.toUpperCase(),
    fqdn: `${name}.${domain}`,
    adminDisplayVersion: 'Version 15.1 (Build 2507.6)',
  }));
}

export const getExchangeServer: Cmdlet = {
  name: 'Get-ExchangeServer',
  parameters: ['Identity', 'Domain', 'Status'],
  *run(call) {
    const identity = call.parameters.text('Identity')?.toLowerCase();
    const servers = clientAccessServers(call.exchange.organization.world.domain);
    const named = servers.filter(({ name, fqdn }) => name.toLowerCase() === identity || fqdn === identity);
    for (const server of named.length === 0 ? servers : named) {
      yield { object: { type: 'Microsoft.Exchange.Data.Directory.Management.ExchangeServer', properties: serverProperties(call, server) } };
    }
  },
};

function serverProperties(call: CmdletCall, server: ClientAccessServer): Properties {
  const { world } = call.exchange.organization;
  const group = 'Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups';
  return {
    Identity: server.name,
    Guid: stableGuid(world.seed, `server ${server.name}`),
    Name: server.name,
    DistinguishedName: call.directory.configurationName(`${server.name},CN=${group}`),
    Fqdn: server.fqdn,
    Domain: world.domain,
    Site: `${world.domain}/Configuration/Sites/Default-First-Site-Name`,
    ServerRole: 'Mailbox',
    IsClientAccessServer: true,
    IsMailboxServer: true,
    IsEdgeServer: false,
    Edition: 'Enterprise',
    AdminDisplayVersion: server.adminDisplayVersion,
    ExchangeVersion: '0.1 (8.0.535.0)',
    OrganizationId: '',
  };
}

export const setAdServerSettings: Cmdlet = {
  name: 'Set-ADServerSettings',
  parameters: [
    'ViewEntireForest',
    'PreferredServer',
    'PreferredGlobalCatalog',
    'ConfigurationDomainController',
    'SetPreferredDomainControllers',
  ],
  *run(call) {
    // One domain is the whole forest here, so there is no scope to widen; the value must still be one that Exchange would take.
    call.parameters.flag('ViewEntireForest');
  },
};

export const getOrganizationSettings: Cmdlet = {
  name: 'Get-ActiveSyncOrganizationSettings',
  parameters: ['Identity'],
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
      AllowAccessForUnSupportedPlatform: false,
      OrganizationId: '',
    };
    yield { object: { type: 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncOrganizationSettings', properties } };
  },
};

const accessLevels = ['Allow', 'Block', 'Quarantine'] as const;
const longestInsert = 256;

export const setOrganizationSettings: Cmdlet = {
  name: 'Set-ActiveSyncOrganizationSettings',
  parameters: ['Identity', 'DefaultAccessLevel', 'AdminMailRecipients', 'UserMailInsert', 'OtaNotificationMailInsert', 'Confirm', 'WhatIf'],
  *run(call) {
    const { parameters, exchange } = call;
    const before = exchange.settings();
    const change = {
      ...(parameters.has('DefaultAccessLevel') && { defaultAccessLevel: accessLevel(parameters.text('DefaultAccessLevel')) }),
      ...(parameters.has('AdminMailRecipients') && {
        adminMailRecipients: parameters.changedList('AdminMailRecipients', before.adminMailRecipients),
      }),
      ...(parameters.has('UserMailInsert') && { userMailInsert: insert(call, 'UserMailInsert') }),
      ...(parameters.has('OtaNotificationMailInsert') && { otaNotificationMailInsert: insert(call, 'OtaNotificationMailInsert') }),
    };
    if (parameters.flag('WhatIf') !== true) exchange.changeSettings(change);
  },
};

function accessLevel(text: string | null): (typeof accessLevels)[number] {
  const level = accessLevels.find((known) => known.toLowerCase() === text?.toLowerCase());
  if (level === undefined) {
    const message = `Cannot convert value "${text ?? ''}" to type "Microsoft.Exchange.Data.Directory.SystemConfiguration.DeviceAccessLevel".`;
    throw new CmdletError('ParameterArgumentTransformationError', 'InvalidData', message);
  }
  return level;
}

function insert(call: CmdletCall, name: string): string {
  const text = call.parameters.text(name) ?? '';
  if (text.length <= longestInsert) return text;
  const message = `The length of the property is too long. The maximum length is ${longestInsert} and the length of the value provided is ${text.length}.`;
  throw new CmdletError('DataValidationException', 'InvalidData', message);
}

export const getCommand: Cmdlet = {
  name: 'Get-Command',
  parameters: ['Name'],
  *run(call) {
    const asked = call.parameters.texts('Name').map((name) => name.toLowerCase());
    for (const name of call.granted) {
      if (asked.length > 0 && !asked.includes(name.toLowerCase())) continue;
      yield {
        object: { type: 'System.Management.Automation.FunctionInfo', properties: { Name: name, CommandType: 'Function', ModuleName: '' } },
      };
    }
  },
};
