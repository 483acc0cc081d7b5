/** A credential vault in memory, for tests of what is done with a vault, not of the vault. */
import type { CredentialVault } from '../../shared/host/vault.ts';

export function memoryVault(
  entries: Readonly<Record<string, string>> = {},
): CredentialVault & { readonly content: () => Readonly<Record<string, string>> } {
  const kept = new Map(Object.entries(entries));
  return {
    read: async (name) => kept.get(name) ?? null,
    write: async (name, secret) => void kept.set(name, secret),
    remove: async (name) => kept.delete(name),
    names: async () => [...kept.keys()],
    content: () => Object.fromEntries(kept),
  };
}
