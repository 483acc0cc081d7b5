/** Answers of an earlier set-up, read from the configuration, to fill the wizard with. */
import type { Snapshot } from '../../shared/ipc/contract.ts';
import { connectionOf, currentConfiguration } from '../install/configured.ts';
import type { SetupHost } from '../install/setup-host.ts';

/** Nothing when there is no configuration, or none that can be read: then everything is simply asked. */
export async function draftFrom(host: SetupHost): Promise<Snapshot['draft']> {
  try {
    const configuration = await currentConfiguration(host);
    const { mode, newBlockLimitPercent } = configuration;
    return { ...connectionOf(configuration), mode, newBlockLimitPercent };
  } catch {
    return { exchange: {} };
  }
}
