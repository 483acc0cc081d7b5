/** Whether the credential vault really keeps and forgets a secret: written, read back and removed once, with a random value. */
import { randomBytes } from 'node:crypto';
import { Failure, toAppError } from '../../shared/errors.ts';
import type { CredentialVault } from '../../shared/host/vault.ts';
import type { HostCheck } from './host-check.ts';

const works = [{ key: 'vault-keeps', params: {} }] as const;

export function vaultCheck(vault: CredentialVault): HostCheck {
  return {
    id: 'vault',
    required: () => works,
    judge: async () => {
      try {
        await roundTrip(vault, `check-${randomBytes(8).toString('hex')}`, randomBytes(32).toString('hex'));
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
