/** Wires the real computer into a {@link SetupHost}. */
import { homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../shared/host/clock.ts';
import { openVault } from '../../shared/host/vault.ts';
import { accountVariable, placesFor, vaultServices } from '../../shared/places.ts';
import type { SetupHost } from '../install/setup-host.ts';
import { accountCertificateFileName } from '../package/account-certificate.ts';

export interface HostOptions {
  readonly bundlePath: string;
  /** Folder in which set-up itself lies; the account certificate is beside it. */
  readonly programFolder: string;
  readonly isDelivered: boolean;
}

export function thisHost(options: HostOptions): SetupHost {
  const environment = { ...process.env };
  return {
    places: placesFor({ platform: process.platform, environment, homeFolder: homedir() }),
    platform: process.platform,
    environment,
    hostName: hostname(),
    clock: systemClock,
    setupVault: openVault(vaultServices.setup),
    engineVault: openVault(vaultServices.engine),
    bundlePath: options.bundlePath,
    programFolder: options.programFolder,
    isDelivered: options.isDelivered,
    accountCertificatePath: environment[accountVariable] ?? join(options.programFolder, accountCertificateFileName),
  };
}

/** The bundle in a checkout, where the build puts it. */
export function developmentBundle(repository: string): string {
  return join(repository, 'dist', 'engine', 'engine-bundle.zip');
}

/** Folder of the checkout, from the folder of one of our own files two levels below it. */
export function repositoryOf(folder: string): string {
  return dirname(dirname(folder));
}
