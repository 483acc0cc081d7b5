/** Every cmdlet that the simulated Exchange knows, what a session has of them, and running one by name. */
import { CmdletError } from '../cmdlet-error.ts';
import { type Grants, grantsOf, isGranted } from '../grants.ts';
import type { Role } from '../roles.ts';
import { type ExchangeVersion, isAtLeast } from '../versions.ts';
import { words } from '../words.ts';
import {
  getActiveSyncDeviceAccessRule,
  newActiveSyncDeviceAccessRule,
  removeActiveSyncDeviceAccessRule,
  setActiveSyncDeviceAccessRule,
} from './access-rules.ts';
import { builtInRoles } from './built-in-roles.ts';
import { getCasMailbox, setCasMailbox } from './cas-mailbox.ts';
import { type Cmdlet, type CmdletOutput, cmdlet, type Place } from './cmdlet.ts';
import { declarationOf } from './declaration.ts';
import { clearActiveSyncDevice, clearMobileDevice, removeActiveSyncDevice, removeMobileDevice } from './device-acts.ts';
import { getActiveSyncDeviceStatistics, getMobileDeviceStatistics } from './device-statistics.ts';
import { getActiveSyncDevice, getActiveSyncDeviceClass, getMobileDevice } from './devices.ts';
import { mailboxPolicyCmdlets } from './mailbox-policies.ts';
import { getOrganizationSettings, setOrganizationSettings } from './organization-settings.ts';
import { isInVersion, type Parameter, texts } from './parameter.ts';
import { type Given, Parameters } from './parameters.ts';
import { getMailbox, getRecipient, getUser } from './recipients.ts';
import { roleGroupCmdlets } from './role-groups.ts';
import { roleCmdlets } from './roles.ts';
import { getExchangeServer, setAdServerSettings } from './servers.ts';

/** The endpoint answers it by itself; this is for whoever asks without a PowerShell. */
const getCommand = cmdlet({
  name: 'Get-Command',
  parameters: [texts('Name')],
  *run(call) {
    const asked = call.parameters.texts('Name').map((name) => name.toLowerCase());
    for (const { name } of availableCmdlets(call)) {
      if (asked.length > 0 && !asked.includes(name.toLowerCase())) continue;
      yield {
        object: { type: 'System.Management.Automation.FunctionInfo', properties: { Name: name, CommandType: 'Function', ModuleName: '' } },
      };
    }
  },
});

const rolesOf = (place: Place): readonly Role[] => [...standardRoles(place.server.version), ...place.exchange.roles().roles];

const cmdlets: readonly Cmdlet[] = [
  getCommand,
  getExchangeServer,
  setAdServerSettings,
  getOrganizationSettings,
  setOrganizationSettings,
  getCasMailbox,
  setCasMailbox,
  getRecipient,
  getMailbox,
  getUser,
  getActiveSyncDevice,
  getMobileDevice,
  getActiveSyncDeviceStatistics,
  getMobileDeviceStatistics,
  getActiveSyncDeviceClass,
  clearActiveSyncDevice,
  clearMobileDevice,
  removeActiveSyncDevice,
  removeMobileDevice,
  getActiveSyncDeviceAccessRule,
  newActiveSyncDeviceAccessRule,
  setActiveSyncDeviceAccessRule,
  removeActiveSyncDeviceAccessRule,
  ...mailboxPolicyCmdlets,
  ...roleCmdlets(rolesOf),
  ...roleGroupCmdlets(rolesOf),
];

export function standardRoles(version: ExchangeVersion): readonly Role[] {
  return builtInRoles(cmdlets, version);
}

/** Everything that a connector could be granted, or with `forAdministrator` everything there is. */
export function allGrants(forAdministrator: boolean): Grants {
  return grantsOf(cmdlets.filter(({ isForAdministrators }) => forAdministrator || !isForAdministrators));
}

/** Every parameter of the named cmdlets. */
export function grantsNamed(names: readonly string[]): Grants {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return grantsOf(cmdlets.filter(({ name }) => wanted.has(name.toLowerCase())));
}

type Seen = Pick<Place, 'server' | 'grants'>;

/** What is there for a session: in this version, and granted. */
export function availableCmdlets({ server, grants }: Seen): readonly Cmdlet[] {
  return cmdlets.filter(({ name, since }) => isAtLeast(server.version, since) && isGranted(grants, name));
}

function availableParameters({ server, grants }: Seen, { name, parameters }: Cmdlet): readonly Parameter[] {
  return parameters.filter((parameter) => isInVersion(parameter, server.version) && isGranted(grants, name, parameter.name));
}

/** Names of the functions of a session, and the text that declares them; Get-Command is the endpoint's own. */
export function moduleOf(seen: Seen): { readonly commands: readonly string[]; readonly module: string } {
  const functions = availableCmdlets(seen).filter((each) => each !== getCommand);
  return {
    commands: functions.map(({ name }) => name),
    module: functions.map((each) => declarationOf(each, availableParameters(seen, each))).join('\n'),
  };
}

export interface Invocation {
  readonly cmdlet: string;
  readonly parameters: Given;
}

/** Throws a CmdletError, at once or while it is read. A cmdlet that is not granted does not exist. */
export function runCmdlet(place: Place, invocation: Invocation): Iterable<CmdletOutput> {
  const wanted = invocation.cmdlet.toLowerCase();
  const found = availableCmdlets(place).find(({ name }) => name.toLowerCase() === wanted);
  if (found === undefined) throw new CmdletError('CommandNotFoundException', 'ObjectNotFound', words.unknownCommand(invocation.cmdlet));
  const parameters = new Parameters(found, availableParameters(place, found), invocation.parameters);
  return found.run({ ...place, parameters });
}
