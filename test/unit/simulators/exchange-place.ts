/** A simulated Exchange without its door, for tests: cmdlets are run directly. */
import { CmdletError } from '../../simulators/exchange/cmdlet-error.ts';
import { allGrants, runCmdlet } from '../../simulators/exchange/cmdlets/catalog.ts';
import type { CmdletOutput, Place, Properties } from '../../simulators/exchange/cmdlets/cmdlet.ts';
import type { ParameterValue } from '../../simulators/exchange/cmdlets/parameter-value.ts';
import { Directory } from '../../simulators/exchange/directory.ts';
import { ExchangeState } from '../../simulators/exchange/state.ts';
import { type ExchangeProfile, serversOf } from '../../simulators/exchange/versions.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { Organization } from '../../simulators/world/organization.ts';
import { at } from '../../simulators/world/random.ts';

type Given = Readonly<Record<string, ParameterValue>>;

interface PlaceOptions extends Partial<Omit<Place, 'exchange' | 'directory' | 'servers'>> {
  readonly profile?: ExchangeProfile;
  readonly stateFile?: string;
  readonly discoveryMilliseconds?: number;
}

/** Everything that is there is granted, unless told otherwise. */
export function exchangeWith(devices: number, { profile = '2016', stateFile, discoveryMilliseconds, ...seen }: PlaceOptions = {}) {
  const organization = new Organization(generateWorld({ seed: 1, devices }));
  const exchange = new ExchangeState({ organization, stateFile, discoveryMilliseconds });
  const directory = new Directory(organization);
  const servers = serversOf(profile, organization.world.domain);
  const session = {
    server: at(servers, 0),
    culture: 'en-US',
    grants: allGrants(true),
    user: 'CONTOSO\\administrator',
    lagMilliseconds: 0,
  } as const;
  const place: Place = { exchange, directory, servers, ...session, ...seen };
  const outputs = (cmdlet: string, parameters: Given = {}): readonly CmdletOutput[] => [...runCmdlet(place, { cmdlet, parameters })];
  const objects = (cmdlet: string, parameters: Given = {}): readonly Properties[] =>
    outputs(cmdlet, parameters).flatMap((output) => ('object' in output ? [output.object.properties] : []));
  const warnings = (cmdlet: string, parameters: Given = {}): readonly string[] =>
    outputs(cmdlet, parameters).flatMap((output) => ('warning' in output ? [output.warning[place.culture]] : []));
  const errorId = (cmdlet: string, parameters: Given): string => {
    try {
      outputs(cmdlet, parameters);
    } catch (thrown) {
      if (thrown instanceof CmdletError) return thrown.id;
      throw thrown;
    }
    return 'no error';
  };
  return { organization, exchange, directory, place, objects, warnings, errorId, run: outputs };
}
