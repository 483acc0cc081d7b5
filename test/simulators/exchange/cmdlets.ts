/** Every cmdlet that the simulated Exchange knows, and running one by name. */
import { type Cmdlet, type CmdletCall, type CmdletOutput, Parameters, type ParameterValue } from './cmdlet.ts';
import { CmdletError } from './cmdlet-error.ts';
import { getActiveSyncDevice, getActiveSyncDeviceAccessRule, getMobileDevice } from './device-cmdlets.ts';
import { getCasMailbox, setCasMailbox } from './mailbox-cmdlets.ts';
import {
  getCommand,
  getExchangeServer,
  getOrganizationSettings,
  setAdServerSettings,
  setOrganizationSettings,
} from './organization-cmdlets.ts';

const cmdlets: readonly Cmdlet[] = [
  getCommand,
  getExchangeServer,
  setAdServerSettings,
  getOrganizationSettings,
  setOrganizationSettings,
  getCasMailbox,
  setCasMailbox,
  getActiveSyncDevice,
  getMobileDevice,
  getActiveSyncDeviceAccessRule,
];

export const cmdletNames: readonly string[] = cmdlets.map(({ name }) => name);

export interface Invocation {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** Throws a CmdletError, at once or while it is read. A cmdlet that is not granted does not exist. */
export function runCmdlet(place: Omit<CmdletCall, 'parameters'>, invocation: Invocation): Iterable<CmdletOutput> {
  const wanted = invocation.cmdlet.toLowerCase();
  const cmdlet = cmdlets.find(({ name }) => name.toLowerCase() === wanted);
  if (cmdlet === undefined || !place.granted.some((name) => name.toLowerCase() === wanted)) {
    const message = `The term '${invocation.cmdlet}' is not recognized as the name of a cmdlet, function, script file, or operable program.`;
    throw new CmdletError('CommandNotFoundException', 'ObjectNotFound', message);
  }
  return cmdlet.run({ ...place, parameters: new Parameters(cmdlet, invocation.parameters) });
}
