/** What set-up holds while it works: the lock, a machine without leftovers of an earlier set-up, and the staged engine. */
import { randomBytes } from 'node:crypto';
import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineChoice } from '../install/engine-choice.ts';
import { takeLock } from '../install/lock.ts';
import { adoptPrevious } from '../install/previous-layout.ts';
import type { Emit, SetupHost } from '../install/setup-host.ts';
import { recover } from '../install/transaction.ts';
import { removeAll, unfinished } from '../platform/files.ts';
import { removeTrials } from '../prerequisites/vault.ts';

export interface Session {
  readonly id: string;
  readonly engine: EngineChoice;
  close(): Promise<void>;
}

/** Throws `install.busy` when another set-up works, or what kept the leftovers of an earlier one from being cleaned up. */
export async function openSession(host: SetupHost, emit: Emit): Promise<Session> {
  const lock = await takeLock(host.places.records);
  try {
    await adoptPrevious(host);
    await recover(host, emit);
    await removeLeftovers(host);
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
  const id = randomBytes(6).toString('hex');
  const engine = new EngineChoice(host, id);
  return {
    id,
    engine,
    close: async () => {
      await engine.discard();
      await lock.release();
      // An uninstallation that removes the data leaves it empty; it could not go before the lock in it.
      await rmdir(host.places.data).catch(() => undefined);
    },
  };
}

/** What no journal tells of: a staging folder unpacked for checks only, files that were about to replace another, and what a check put into the vault. */
async function removeLeftovers(host: SetupHost): Promise<void> {
  for (const path of [host.places.configuration, host.places.engineRecord]) await removeAll(unfinished(path));
  await removeTrials(host.setupVault);
  const names = await readdir(host.places.program).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('staging-'))) await removeAll(join(host.places.program, name));
}
