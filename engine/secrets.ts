/** The engine's secrets: read from its own vault at each connect, and forgotten with it. */
import { timingSafeEqual } from 'node:crypto';
import { Failure } from '../shared/errors.ts';
import type { CredentialVault } from '../shared/host/vault.ts';
import { type AccountCertificate, accountCertificateSchema } from '../shared/setup/account-certificate.ts';
import type { SecretName } from '../shared/setup/answers.ts';

/** Throws `vault.*`, `account-certificate.invalid`, or `vault.unavailable` when the vault gives back something else than was put in. */
export async function storeSecret(vault: CredentialVault, name: SecretName, value: string): Promise<void> {
  if (name === 'account-certificate') parseAccountCertificate(value);
  await vault.write(name, value);
  const kept = await vault.read(name);
  if (kept === null || !same(kept, value)) throw new Failure('vault.unavailable', { detail: 'read back something else' });
}

/** True when it was there. Throws `vault.*`, and `vault.unavailable` when the vault still has it afterwards. */
export async function removeSecret(vault: CredentialVault, name: SecretName): Promise<boolean> {
  const wasThere = await vault.remove(name);
  if ((await vault.read(name)) !== null) throw new Failure('vault.unavailable', { detail: 'still there after its removal' });
  return wasThere;
}

/** Throws `secret.missing` or `vault.*`. */
export async function readSecret(vault: CredentialVault, name: SecretName): Promise<string> {
  const secret = await vault.read(name);
  if (secret === null) throw new Failure('secret.missing', { params: { name } });
  return secret;
}

/** False also when the vault does not answer. */
export async function hasSecret(vault: CredentialVault, name: SecretName): Promise<boolean> {
  return await vault
    .read(name)
    .then((secret) => secret !== null)
    .catch(() => false);
}

/** Throws `account-certificate.invalid`; nothing of the text gets into the error. */
export function parseAccountCertificate(text: string): AccountCertificate {
  const parsed = accountCertificateSchema.safeParse(json(text));
  if (!parsed.success) throw new Failure('account-certificate.invalid');
  return parsed.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function same(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
