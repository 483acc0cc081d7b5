/** Whether the credential vault really keeps and forgets a secret: written, read back and removed once, with a random value. */
import { randomBytes } from 'node:crypto';
import { Failure, toAppError } from '../../shared/errors.ts';
import type { CredentialVault } from '../../shared/host/vault.ts';
import type { HostCheck } from './host-check.ts';

/** How the entries begin that the check writes; one that is left was written by a set-up that was killed in the middle of it. */
const trialPrefix = 'check-';

const works = [{ key: 'vault-keeps', params: {} }] as const;

export function vaultCheck(vault: CredentialVault): HostCheck {
  return {
    id: 'vault',
    required: () => works,
    judge: async () => {
      try {
        await roundTrip(vault, `${trialPrefix}${randomBytes(8).toString('hex')}`, randomBytes(32).toString('hex'));
        return { verdict: 'pass', measured: works };
      } catch (thrown) {
        return { verdict: 'fail', measured: [], error: toAppError(thrown) };
      }
    },
  };
}

async function roundTrip(vault: CredentialVault, name: string, value: string): Promise<void> {
  await vault.write(name, value);
  try {
    if ((await vault.read(name)) !== value) throw new Failure('vault.unavailable', { detail: 'the vault gave back another value' });
  } finally {
    await vault.remove(name);
  }
  if ((await vault.read(name)) !== null) throw new Failure('vault.unavailable', { detail: 'the vault did not forget an entry' });
}

/** Entries of checks that did not come to their end. A vault that does not answer is left for the check to tell of. */
export async function removeTrials(vault: CredentialVault): Promise<void> {
  const names = await vault.names().catch(() => []);
  for (const name of names.filter((one) => one.startsWith(trialPrefix))) await vault.remove(name);
}
