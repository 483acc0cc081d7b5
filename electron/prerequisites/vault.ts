/** Whether the credential vault really keeps and forgets a secret: written, read back and removed once, with a random value. */
import { randomBytes } from 'node:crypto';
import type { CheckResult } from '../../shared/checks.ts';
import { Failure, toAppError } from '../../shared/errors.ts';
import type { CredentialVault } from '../../shared/host/vault.ts';

export async function checkVault(vault: CredentialVault): Promise<CheckResult> {
  const check = { id: 'vault', required: 'keeps, gives back and forgets an entry' } as const;
  try {
    await roundTrip(vault, `check-${randomBytes(8).toString('hex')}`, randomBytes(32).toString('hex'));
    return { ...check, verdict: 'pass', measured: 'keeps, gives back and forgets an entry' };
  } catch (thrown) {
    const error = toAppError(thrown);
    return { ...check, verdict: 'fail', measured: error.detail ?? error.code, error };
  }
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
