/** Device access rules. Neither their question nor their name can be changed: only what they answer. */
import { stableGuid } from '../../world/random.ts';
import { type DeviceAccessRule, ruleCharacteristics, ruleName } from '../access.ts';
import { CmdletError, notFound } from '../cmdlet-error.ts';
import { words } from '../words.ts';
import { type CmdletCall, cmdlet } from './cmdlet.ts';
import { accessLevels, accessLevelType } from './organization-settings.ts';
import { identity, text } from './parameter.ts';

const type = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ActiveSyncDeviceAccessRule';
const characteristicType = 'Microsoft.Exchange.Data.Directory.SystemConfiguration.DeviceAccessCharacteristic';

export const getActiveSyncDeviceAccessRule = cmdlet({
  name: 'Get-ActiveSyncDeviceAccessRule',
  parameters: [identity()],
  *run(call) {
    const asked = call.parameters.text('Identity');
    const named = call.exchange.rules.filter((rule) => asked !== null && isNamed(call, rule, asked));
    for (const rule of named.length === 0 ? call.exchange.rules : named) yield objectOf(call, rule);
  },
});

export const newActiveSyncDeviceAccessRule = cmdlet({
  name: 'New-ActiveSyncDeviceAccessRule',
  confirmImpact: 'Medium',
  parameters: [
    text('AccessLevel', { isMandatory: true }),
    text('Characteristic', { isMandatory: true }),
    text('QueryString', { isMandatory: true }),
  ],
  *run(call) {
    const { parameters, exchange } = call;
    const rule: DeviceAccessRule = {
      accessLevel: parameters.choice('AccessLevel', accessLevels, accessLevelType),
      characteristic: parameters.choice('Characteristic', ruleCharacteristics, characteristicType),
      queryString: parameters.needed('QueryString'),
    };
    const name = ruleName(rule);
    if (exchange.rules.some((other) => ruleName(other).toLowerCase() === name.toLowerCase())) {
      throw new CmdletError('ADObjectAlreadyExistsException', 'InvalidOperation', words.alreadyExists(name));
    }
    exchange.changeRules([...exchange.rules, rule]);
    yield objectOf(call, rule);
  },
});

export const setActiveSyncDeviceAccessRule = cmdlet({
  name: 'Set-ActiveSyncDeviceAccessRule',
  confirmImpact: 'Medium',
  parameters: [identity({ isMandatory: true }), text('AccessLevel')],
  *run(call) {
    const { parameters, exchange } = call;
    const meant = ruleMeant(call);
    const accessLevel = parameters.choice('AccessLevel', accessLevels, accessLevelType);
    if (meant.accessLevel === accessLevel) yield { warning: words.nothingModified(ruleName(meant)) };
    else exchange.changeRules(exchange.rules.map((rule) => (rule === meant ? { ...rule, accessLevel } : rule)));
  },
});

export const removeActiveSyncDeviceAccessRule = cmdlet({
  name: 'Remove-ActiveSyncDeviceAccessRule',
  confirmImpact: 'High',
  parameters: [identity({ isMandatory: true })],
  *run(call) {
    const meant = ruleMeant(call);
    call.exchange.changeRules(call.exchange.rules.filter((rule) => rule !== meant));
  },
});

function ruleMeant(call: CmdletCall): DeviceAccessRule {
  const asked = call.parameters.needed('Identity');
  const rule = call.exchange.rules.find((each) => isNamed(call, each, asked));
  if (rule === undefined) throw notFound(asked, call.exchange.organization.world.domain);
  return rule;
}

function isNamed(call: CmdletCall, rule: DeviceAccessRule, asked: string): boolean {
  const { Name, Guid, DistinguishedName } = propertiesOf(call, rule);
  return [Name, Guid, DistinguishedName].some((name) => name.toLowerCase() === asked.toLowerCase());
}

function objectOf(call: CmdletCall, rule: DeviceAccessRule) {
  return { object: { type, properties: propertiesOf(call, rule) } };
}

function propertiesOf({ exchange, directory }: CmdletCall, rule: DeviceAccessRule) {
  const name = ruleName(rule);
  return {
    Identity: name,
    Guid: stableGuid(exchange.organization.world.seed, `rule ${name}`),
    Name: name,
    DistinguishedName: directory.configurationName(`${name},CN=Mobile Mailbox Settings`),
    QueryString: rule.queryString,
    Characteristic: rule.characteristic,
    AccessLevel: rule.accessLevel,
    OrganizationId: '',
  };
}
