/** What every step of an installation works on: this computer's places, vaults and clock. Wired once, in setup/this-host.ts. */
import type { Clock } from '../../shared/host/clock.ts';
import type { CredentialVault } from '../../shared/host/vault.ts';
import type { Places } from '../../shared/places.ts';
import type { SetupEvent } from '../../shared/setup/progress.ts';
import type { Environment } from '../platform/processes.ts';

export interface SetupHost {
  readonly places: Places;
  /** As Node names it. */
  readonly platform: string;
  readonly environment: Environment;
  readonly hostName: string;
  readonly clock: Clock;
  /** Vault entries of set-up, and of the engine where both run under one account. */
  readonly setupVault: CredentialVault;
  readonly engineVault: CredentialVault;
  readonly bundlePath: string;
  readonly accountCertificatePath: string;
  /** Folder of set-up itself. */
  readonly programFolder: string;
  /** False in a checkout, where the folder has no manifest. */
  readonly isDelivered: boolean;
}

/** Whether the engine runs under our own account, so that its vault is ours; a service of Windows has an account of its own. */
export function sharesVault(host: Pick<SetupHost, 'platform'>): boolean {
  return host.platform !== 'win32';
}

export type Emit = (event: SetupEvent) => void;

/** Vault entry of set-up that holds the key by which a running engine proves that it is ours. It stays after installing. */
export const controlKeyName = 'control-key';
