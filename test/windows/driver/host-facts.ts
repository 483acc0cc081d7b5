/** What set-up learns of this Windows, through its reg.exe. */

import { gatherHostFacts } from '../../../electron/prerequisites/host-facts.ts';
import { readRegistryKey, registryOfThisHost } from '../../../electron/prerequisites/registry.ts';

export async function hostFacts(): Promise<unknown> {
  const signal = AbortSignal.timeout(60_000);
  const environment = process.env;
  const facts = await gatherHostFacts({ platform: process.platform, environment, target: 'C:\\Program Files\\connector', signal });
  const query = registryOfThisHost({ environment, signal, deadlineMilliseconds: 10_000 });
  const absent = await readRegistryKey(query, 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\NoSuchService');
  const unreadable = await readRegistryKey(query, 'HKLM\\NO SUCH ROOT KEY');
  return { facts, absent: absent.kind, unreadable: unreadable.kind };
}
