/** Answers of an earlier set-up, read from the configuration, to fill the wizard with. */
import { parseConfiguration } from '../../shared/config/configuration.ts';
import type { Snapshot } from '../../shared/ipc/contract.ts';
import { readText } from '../platform/files.ts';

/** Nothing when there is no configuration, or none that can be read: then everything is simply asked. */
export async function draftFrom(path: string): Promise<Snapshot['draft']> {
  try {
    const text = await readText(path);
    if (text === null) return {};
    const { exchangeType, exchangeServer, exchangeUser } = parseConfiguration(text);
    return { type: exchangeType, server: exchangeServer, user: exchangeUser };
  } catch {
    return {};
  }
}
