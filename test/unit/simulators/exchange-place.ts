/** A simulated Exchange without its door, for tests: cmdlets are run directly. */
import type { CmdletOutput, ParameterValue, Properties } from '../../simulators/exchange/cmdlet.ts';
import { CmdletError } from '../../simulators/exchange/cmdlet-error.ts';
import { cmdletNames, runCmdlet } from '../../simulators/exchange/cmdlets.ts';
import { Directory } from '../../simulators/exchange/directory.ts';
import { ExchangeState } from '../../simulators/exchange/state.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { Organization } from '../../simulators/world/organization.ts';

type Given = Readonly<Record<string, ParameterValue>>;

export function exchangeWith(devices: number, stateFile?: string) {
  const organization = new Organization(generateWorld({ seed: 1, devices }));
  const exchange = new ExchangeState({ organization, stateFile });
  const directory = new Directory(organization);
  const outputs = (cmdlet: string, parameters: Given = {}): readonly CmdletOutput[] => [
    ...runCmdlet({ exchange, directory, granted: cmdletNames }, { cmdlet, parameters }),
  ];
  const objects = (cmdlet: string, parameters: Given = {}): readonly Properties[] =>
    outputs(cmdlet, parameters).flatMap((output) => ('object' in output ? [output.object.properties] : []));
  const warnings = (cmdlet: string, parameters: Given = {}): readonly string[] =>
    outputs(cmdlet, parameters).flatMap((output) => ('warning' in output ? [output.warning] : []));
  const errorId = (cmdlet: string, parameters: Given): string => {
    try {
      outputs(cmdlet, parameters);
    } catch (thrown) {
      if (thrown instanceof CmdletError) return thrown.id;
      throw thrown;
    }
    return 'no error';
  };
  return { organization, exchange, directory, objects, warnings, errorId, run: outputs };
}
