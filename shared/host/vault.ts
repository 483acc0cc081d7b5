/** The operating system's credential vault (I3). The only importer of keytar; the vault belongs to the account that runs us. */
import keytar from 'keytar';
import { Failure } from '../errors.ts';
import { deadline } from './clock.ts';
import { type EntryStore, longSecrets } from './long-secrets.ts';

export interface CredentialVault {
  /** Null when there is no such entry. */
  read(name: string): Promise<string | null>;
  /** Throws `vault.too-large`, `vault.locked` or `vault.unavailable`; never cuts a secret. */
  write(name: string, secret: string): Promise<void>;
  /** True when an entry was there. */
  remove(name: string): Promise<boolean>;
  names(): Promise<readonly string[]>;
}

/** A vault answer that takes longer than this hangs on a prompt that nobody sees. */
const patienceMilliseconds = 10_000;
/** Windows keeps at most 2560 bytes in one credential (CRED_MAX_CREDENTIAL_BLOB_SIZE); keytar gives it the secret as UTF-8. */
export const windowsSecretLimitBytes = 2560;

/** The vault entries of one of our two service names (shared/places.ts). One writer at a time for each name. */
export function openVault(service: string, platform: string = process.platform): CredentialVault {
  const store = keytarStore(service);
  if (platform === 'win32') return longSecrets(store, windowsSecretLimitBytes);
  return { read: store.get, write: store.set, remove: store.delete, names: store.list };
}

/** On Windows `list` also gives entries of services whose name begins with ours. */
function keytarStore(service: string): EntryStore {
  return {
    get: (name) => guarded(keytar.getPassword(service, name)),
    set: (name, value) => guarded(keytar.setPassword(service, name, value)),
    delete: (name) => guarded(keytar.deletePassword(service, name)),
    list: async () => (await guarded(keytar.findCredentials(service))).map((entry) => entry.account),
  };
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  const patience = deadline(patienceMilliseconds);
  const impatient = new Promise<never>((_, reject) => {
    patience.addEventListener('abort', () => reject(new Failure('vault.locked', { detail: 'no answer from the vault' })), { once: true });
  });
  try {
    return await Promise.race([work, impatient]);
  } catch (thrown) {
    throw vaultFailure(thrown);
  }
}

function vaultFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const detail = thrown instanceof Error ? thrown.message : 'unknown cause';
  return new Failure(/locked/i.test(detail) ? 'vault.locked' : 'vault.unavailable', { detail });
}
