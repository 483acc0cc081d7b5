/**
 * Changing vault entries so that it can be taken back: what was there is kept beside, in set-up's own vault, until the run
 * ends. Secrets never leave the vault for that.
 */
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import type { CredentialVault } from '../../shared/host/vault.ts';
import type { SetupHost } from './setup-host.ts';

export const vaultUndoSchema = z.strictObject({
  /** Run that changed the entries; part of the names of the kept ones. */
  id: z.string(),
  vault: z.enum(['setup', 'engine']),
  existed: z.array(z.string()),
  absent: z.array(z.string()),
});
export type VaultUndo = z.infer<typeof vaultUndoSchema>;

/** Looks which of `names` are there. Changes nothing. */
export async function planVaultChange(
  host: SetupHost,
  vault: VaultUndo['vault'],
  names: readonly string[],
  id: string,
): Promise<VaultUndo> {
  const existed: string[] = [];
  const absent: string[] = [];
  for (const name of names) ((await vaultOf(host, vault).read(name)) === null ? absent : existed).push(name);
  return { id, vault, existed, absent };
}

/** Copies what is there now, to be called before anything is overwritten. */
export async function keepPrevious(host: SetupHost, undo: VaultUndo): Promise<void> {
  for (const name of undo.existed) {
    const value = await vaultOf(host, undo.vault).read(name);
    if (value !== null) await host.setupVault.write(keptName(undo, name), value);
  }
}

/** The vault as it was before. An entry that was not kept yet was not changed yet either. */
export async function restorePrevious(host: SetupHost, undo: VaultUndo): Promise<void> {
  const vault = vaultOf(host, undo.vault);
  for (const name of undo.absent) await vault.remove(name);
  for (const name of undo.existed) {
    const kept = await host.setupVault.read(keptName(undo, name));
    if (kept !== null) await vault.write(name, kept);
  }
  await forgetPrevious(host, undo);
}

export async function forgetPrevious(host: SetupHost, undo: VaultUndo): Promise<void> {
  await removeProven(
    host.setupVault,
    undo.existed.map((name) => keptName(undo, name)),
  );
}

/** Removes entries and looks whether they are gone. Throws `vault.unavailable` when one is not. */
export async function removeProven(vault: CredentialVault, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await vault.remove(name);
    if ((await vault.read(name)) !== null)
      throw new Failure('vault.unavailable', { params: { name }, detail: `the vault did not forget ${name}` });
  }
}

function vaultOf(host: SetupHost, vault: VaultUndo['vault']): CredentialVault {
  return vault === 'setup' ? host.setupVault : host.engineVault;
}

function keptName(undo: VaultUndo, name: string): string {
  return `previous-${undo.id}-${undo.vault}-${name}`;
}
