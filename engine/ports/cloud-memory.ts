import type { RunId } from '../../shared/ids.ts';
import type { DirectoryCursor } from './directory-changes.ts';

/** Against the last complete walk: new, told of differently, or no longer told of. */
export interface DeviceChange {
  readonly id: string;
  readonly change: 'added' | 'changed' | 'gone';
}

export interface Gathered {
  /** ISO time at which the reading began. */
  readonly at: string;
  /** Null when the directory gave none. */
  readonly cursor: DirectoryCursor | null;
}

/** What we remember of Intune between runs. Calls are synchronous and durable when they return. Throws `store.failed`. */
export interface CloudMemory {
  /** Id of the connector record that we had for this organization, whatever the case of its name; null when there was none yet. */
  ownRecord(organization: string): string | null;
  /** Those of all organizations that this connector served; their names in lower case. */
  ownRecords(): readonly { readonly organization: string; readonly id: string }[];
  keepRecord(organization: string, id: string): void;
  forgetRecord(organization: string): void;
  /** Devices of the last complete walk that the walk of this run did not bring: how many, and at most `limit` of them. */
  unseenDevices(run: RunId, limit: number): { readonly ids: readonly string[]; readonly total: number };
  /** How many devices the last complete walk brought; 0 before the first. */
  walkedDevices(): number;
  /** By the fingerprint of what Intune says of each: when a device last changed, Intune does not tell. */
  deviceChanges(run: RunId): Iterable<DeviceChange>;
  /** Puts the walk of this run in the place of the last one, with the cursor for what changes from then on, both or neither. */
  keepGathered(run: RunId, gathered: Gathered): void;
  /** As of the last complete reading of Intune; null before the first. */
  gathered(): Gathered | null;
}
