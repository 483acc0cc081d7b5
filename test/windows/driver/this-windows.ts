/** Set-up's host inside Wine, and its registry. */

import type { SetupHost } from '../../../electron/install/setup-host.ts';
import { readRegistryKey, registryOfThisHost } from '../../../electron/prerequisites/registry.ts';
import { thisHost } from '../../../electron/setup/this-host.ts';

export const limit = (seconds: number): AbortSignal => AbortSignal.timeout(seconds * 1000);

export function hostInWine(): SetupHost {
  return thisHost({ bundlePath: 'C:\\driver\\engine-bundle.zip', programFolder: 'C:\\driver', isDelivered: false });
}

/** Values of a registry key as texts; null when reg.exe finds no such key. */
export async function registryValues(key: string): Promise<Readonly<Record<string, string>> | null> {
  const query = registryOfThisHost({ environment: process.env, signal: limit(30), deadlineMilliseconds: 15_000 });
  // Where its parent is empty, as Wine's list of event sources is, set-up's own reading would not take this for a proof.
  if ((await query(key)).exitCode === 1) return null;
  const found = await readRegistryKey(query, key);
  if (found.kind !== 'values') throw new Error(`${key} cannot be read`);
  return Object.fromEntries([...found.values].map(([name, { data }]) => [name, data]));
}

export const serviceKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\WIEC';
