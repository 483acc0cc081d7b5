/** P3: who else than administrators can read or write the folder of set-up, where the account certificate lies. */
import type { Place } from '../../shared/setup/set-up-folder.ts';
import type { Environment } from '../platform/processes.ts';
import { judgeUnixPlace } from './unix-place.ts';
import { judgeWindowsPlace } from './windows-place.ts';

export interface PlaceOptions {
  readonly platform: string;
  readonly environment: Environment;
}

/** What cannot be found out is `unknown`, never `safe`. Throws only when `signal` fires. */
export async function judgePlace(folder: string, options: PlaceOptions, signal: AbortSignal): Promise<Place> {
  try {
    return options.platform === 'win32' ? await judgeWindowsPlace(folder, options.environment, signal) : await judgeUnixPlace(folder);
  } catch {
    signal.throwIfAborted();
    return { kind: 'unknown' };
  }
}
