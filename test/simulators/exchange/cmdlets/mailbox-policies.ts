/** Mobile device mailbox policies, under the names of the ActiveSync cmdlets and under those of 2013 and later (exchange.md 1.4). */
import { stableGuid } from '../../world/random.ts';
import { CmdletError, invalidData, notFound, wrongType } from '../cmdlet-error.ts';
import { type MailboxPolicy, newPolicy, type PolicySetting, policySettings } from '../mailbox-policies.ts';
import { words } from '../words.ts';
import { type Cmdlet, type CmdletCall, cmdlet } from './cmdlet.ts';
import { bool, identity, type Parameter, text, toggle } from './parameter.ts';

interface Family {
  readonly noun: 'ActiveSyncMailboxPolicy' | 'MobileDeviceMailboxPolicy';
  readonly since: '2010-sp3' | '2013';
  readonly type: string;
  nameOf(setting: PolicySetting): string;
}

const activeSync: Family = {
  noun: 'ActiveSyncMailboxPolicy',
  since: '2010-sp3',
  type: 'Microsoft.Exchange.Data.Directory.Management.ActiveSyncMailboxPolicy',
  nameOf: ({ activeSyncName }) => activeSyncName,
};
const mobileDevice: Family = {
  noun: 'MobileDeviceMailboxPolicy',
  since: '2013',
  type: 'Microsoft.Exchange.Data.Directory.Management.MobileMailboxPolicy',
  nameOf: ({ name }) => name,
};

export const mailboxPolicyCmdlets: readonly Cmdlet[] = [activeSync, mobileDevice].flatMap((family) => [
  getPolicy(family),
  addPolicy(family),
  setPolicy(family),
  removePolicy(family),
]);

function getPolicy(family: Family): Cmdlet {
  return cmdlet({
    name: `Get-${family.noun}`,
    since: family.since,
    parameters: [identity()],
    *run(call) {
      const asked = call.parameters.text('Identity');
      const named = call.exchange.policies().filter((policy) => asked !== null && isNamed(call, policy, asked));
      for (const policy of named.length === 0 ? call.exchange.policies() : named) yield objectOf(call, family, policy);
    },
  });
}

function addPolicy(family: Family): Cmdlet {
  return cmdlet({
    name: `New-${family.noun}`,
    since: family.since,
    confirmImpact: 'Medium',
    parameters: [text('Name', { isMandatory: true, isFirst: true }), ...settingParameters(family)],
    *run(call) {
      const name = call.parameters.needed('Name');
      if (call.exchange.policies().some((policy) => policy.name.toLowerCase() === name.toLowerCase()))
        throw new CmdletError('ADObjectAlreadyExistsException', 'InvalidOperation', words.alreadyExists(name));
      const policy = changed(call, family, newPolicy(name, false));
      store(call, [...call.exchange.policies(), policy], policy);
      yield objectOf(call, family, policy);
    },
  });
}

function setPolicy(family: Family): Cmdlet {
  return cmdlet({
    name: `Set-${family.noun}`,
    since: family.since,
    confirmImpact: 'Medium',
    parameters: [identity({ isMandatory: true }), ...settingParameters(family)],
    *run(call) {
      const before = policyNamed(call, call.parameters.needed('Identity'));
      const policy = changed(call, family, before);
      if (JSON.stringify(policy) === JSON.stringify(before)) yield { warning: words.nothingModified(before.name) };
      const others = call.exchange.policies().map((each) => (each === before ? policy : each));
      store(call, others, policy);
    },
  });
}

function removePolicy(family: Family): Cmdlet {
  return cmdlet({
    name: `Remove-${family.noun}`,
    since: family.since,
    confirmImpact: 'High',
    parameters: [identity({ isMandatory: true }), toggle('Force')],
    *run({ exchange, ...call }) {
      const policy = policyNamed({ exchange, ...call }, call.parameters.needed('Identity'));
      const isAssigned = exchange.organization.people().some(({ index }) => exchange.mailbox(index).policy === policy.name);
      if (isAssigned || policy.isDefault)
        throw new CmdletError('CannotDeleteAssociatedMailboxPolicyException', 'WriteError', words.policyInUse(policy.name));
      exchange.changePolicies(exchange.policies().filter((each) => each !== policy));
    },
  });
}

/** Throws a CmdletError when there is no such policy. */
export function policyNamed(call: CmdletCall, asked: string): MailboxPolicy {
  const policy = call.exchange.policies().find((each) => isNamed(call, each, asked));
  if (policy === undefined) throw notFound(asked, call.exchange.organization.world.domain);
  return policy;
}

function settingParameters(family: Family): readonly Parameter[] {
  const ofSetting = (setting: PolicySetting) =>
    typeof setting.standard === 'boolean' ? bool(family.nameOf(setting)) : text(family.nameOf(setting));
  const isDefault =
    family === mobileDevice ? [bool('IsDefault')] : [bool('IsDefaultPolicy', { until: '2010-sp3' }), bool('IsDefault', { since: '2013' })];
  return [...isDefault, ...policySettings.map(ofSetting)];
}

function changed({ parameters }: CmdletCall, family: Family, before: MailboxPolicy): MailboxPolicy {
  const given = policySettings.filter((setting) => parameters.has(family.nameOf(setting)));
  const values = given.map((setting) => [setting.name, valueGiven(family.nameOf(setting), setting, parameters)] as const);
  const isDefault = parameters.flag('IsDefault') ?? parameters.flag('IsDefaultPolicy') ?? before.isDefault;
  return { ...before, isDefault, settings: { ...before.settings, ...Object.fromEntries(values) } };
}

function valueGiven(name: string, { standard, range }: PolicySetting, parameters: CmdletCall['parameters']): string | number | boolean {
  if (typeof standard === 'boolean') return parameters.flag(name) === true;
  const given = parameters.needed(name);
  if (given.toLowerCase() === 'unlimited' && standard === 'Unlimited') return 'Unlimited';
  if (range === null) return given;
  const amount = /^\d+:\d{2}:\d{2}$/.test(given) ? secondsOf(given) : Number(given);
  if (!Number.isInteger(amount)) throw wrongType(name, 'System.Int32');
  if (amount < range[0] || amount > range[1]) throw invalidData(words.outOfRange(name, ...range));
  return amount === Number(given) ? amount : given;
}

function secondsOf(duration: string): number {
  return duration.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Exactly one policy is the default one. */
function store(call: CmdletCall, policies: readonly MailboxPolicy[], latest: MailboxPolicy): void {
  call.exchange.changePolicies(latest.isDefault ? policies.map((each) => ({ ...each, isDefault: each.name === latest.name })) : policies);
}

function isNamed(call: CmdletCall, policy: MailboxPolicy, asked: string): boolean {
  return [policy.name, guidOf(call, policy), distinguishedName(call, policy)].some((name) => name.toLowerCase() === asked.toLowerCase());
}

function guidOf({ exchange }: CmdletCall, { name }: MailboxPolicy): string {
  return stableGuid(exchange.organization.world.seed, `mailbox policy ${name}`);
}

function distinguishedName({ directory }: CmdletCall, { name }: MailboxPolicy): string {
  return directory.configurationName(`${name},CN=Mobile Mailbox Policies`);
}

function objectOf(call: CmdletCall, family: Family, policy: MailboxPolicy) {
  const settings = policySettings.map((setting) => [family.nameOf(setting), policy.settings[setting.name] ?? setting.standard] as const);
  const isDefault = family === activeSync && call.server.version === '2010-sp3' ? 'IsDefaultPolicy' : 'IsDefault';
  const properties = {
    Identity: policy.name,
    Guid: guidOf(call, policy),
    Name: policy.name,
    DistinguishedName: distinguishedName(call, policy),
    [isDefault]: policy.isDefault,
    ...Object.fromEntries(settings),
    OrganizationId: '',
  };
  return { object: { type: family.type, properties } };
}
