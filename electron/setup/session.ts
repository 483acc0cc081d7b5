/** What set-up holds while it works: the lock, a machine without leftovers of an earlier set-up, and the staged engine. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineChoice } from '../install/engine-choice.ts';
import { takeLock } from '../install/lock.ts';
import type { Emit, SetupHost } from '../install/setup-host.ts';
import { recover } from '../install/transaction.ts';
import { removeAll } from '../platform/files.ts';

export interface Session {
  readonly id: string;
  readonly engine: EngineChoice;
  close(): Promise<void>;
}

/** Throws `engine.busy` when another set-up works, or what kept the leftovers of an earlier one from being cleaned up. */
export async function openSession(host: SetupHost, emit: Emit): Promise<Session> {
  const lock = await takeLock(host.places.data);
  try {
    await recover(host, emit);
    await removeStagings(host);
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
    },
  };
}

/** A staging folder without a journal was unpacked for checks only, by a set-up that was killed. */
async function removeStagings(host: SetupHost): Promise<void> {
  const names = await readdir(host.places.program).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('staging-'))) await removeAll(join(host.places.program, name));
}
