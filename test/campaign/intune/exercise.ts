/** What one run of the campaign does: something prepared in peace, then called through faults, then looked at in peace again. */
import type { DeviceDirectory } from '../../../engine/ports/device-directory.ts';
import type { FaultEffect } from '../../simulators/faults.ts';
import type { Random } from '../../simulators/world/random.ts';
import type { Tenant } from './hazards.ts';

export interface Stage extends Tenant {
  readonly directory: DeviceDirectory;
}

export interface Exercise {
  readonly name: string;
  /** Connector records are written; everything else only reads. */
  readonly mayWriteRecords: boolean;
  /** Faults that nobody could notice here are left out. */
  readonly isBeyond?: (effect: FaultEffect) => boolean;
  prepare(stage: Stage, random: Random, signal: AbortSignal): Promise<Trial>;
}

export interface Trial {
  /** Something in the tenant has just changed. */
  record(): void;
  /** Through faults, while the tenant changes; what is wrong with what came. Throws when it failed, which is no problem by itself. */
  attempt(signal: AbortSignal): Promise<readonly string[]>;
  /** Nothing changes and nothing fails any more: what is wrong now. `hasFailed`: the attempt did. */
  afterwards(signal: AbortSignal, hasFailed: boolean): Promise<readonly string[]>;
  /** What else must hold no token. */
  kept?(): unknown;
}
