/**
 * The key by which this engine proves to set-up that it is the one that was installed. Who starts us gives it, or it was adopted before
 * and lies in our own vault: Windows' service manager has nothing to give.
 */
import { Failure } from '../shared/errors.ts';
import type { CredentialVault } from '../shared/host/vault.ts';

const entry = 'control-key';

export interface ControlKey {
  /** Hex, or null: then the engine proves nothing until a client gives it one. */
  current(): string | null;
  /** Throws `channel.owner-unproven` when there is a key already, or `vault.*`; then there is none still. */
  adopt(key: string): Promise<void>;
  /** Takes it out of the vault; until its end this engine still proves itself with it. */
  forget(): Promise<void>;
}

/** `given`: by whoever started us, or null. A vault that does not answer has no key for us. */
export async function openControlKey(given: string | null, vault: CredentialVault): Promise<ControlKey> {
  let key = given ?? (await vault.read(entry).catch(() => null));
  return {
    current: () => key,
    adopt: async (adopted) => {
      if (key !== null) throw new Failure('channel.owner-unproven', { detail: 'this engine has a key' });
      key = adopted;
      await vault.write(entry, adopted).catch((thrown: unknown) => {
        key = null;
        throw thrown;
      });
    },
    forget: async () => {
      await vault.remove(entry);
    },
  };
}
