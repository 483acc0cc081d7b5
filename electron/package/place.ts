/** P3: who else than administrators can read or write the folder of set-up, where the account certificate lies. */
import type { Place } from '../../shared/setup/set-up-folder.ts';
import { judgeUnixPlace } from './unix-place.ts';
import { judgeWindowsPlace, type WindowsPlaceOptions } from './windows-place.ts';

export interface PlaceOptions extends WindowsPlaceOptions {
  readonly platform: string;
}

/** What cannot be found out is `unknown`, never `safe`. Throws only when `signal` fires. */
export async function judgePlace(folder: string, options: PlaceOptions, signal: AbortSignal): Promise<Place> {
  try {
    return options.platform === 'win32' ? await judgeWindowsPlace(folder, options, signal) : await judgeUnixPlace(folder);
  } catch {
    signal.throwIfAborted();
    return { kind: 'unknown' };
  }
}
