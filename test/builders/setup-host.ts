/** A set-up host below a folder of its own, with vaults in memory. */
import { mkdirSync } from 'node:fs';
import type { SetupHost } from '../../electron/install/setup-host.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { placesFor } from '../../shared/places.ts';
import { memoryVault } from './memory-vault.ts';

type Entries = Readonly<Record<string, string>>;

export function setupHostAt(home: string, setup: Entries = {}, engine: Entries = {}) {
  const setupVault = memoryVault(setup);
  const engineVault = memoryVault(engine);
  const host: SetupHost = {
    places: placesFor({ platform: 'linux', environment: { EXCHANGE_CONNECTOR_HOME: home }, homeFolder: '/nowhere' }),
    platform: 'linux',
    environment: {},
    hostName: 'here',
    clock: systemClock,
    setupVault,
    engineVault,
    bundlePath: '/nowhere/engine-bundle.zip',
    accountCertificatePath: '/nowhere/MicrosoftIntune.accountcert',
    programFolder: '/nowhere',
    isDelivered: false,
  };
  // As the lock of a session does.
  mkdirSync(host.places.records, { recursive: true, mode: 0o700 });
  return { host, setupVault, engineVault };
}
