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
}

export type Emit = (event: SetupEvent) => void;

/** Vault entry of set-up that holds the key by which a running engine proves that it is ours. It stays after installing. */
export const controlKeyName = 'control-key';
