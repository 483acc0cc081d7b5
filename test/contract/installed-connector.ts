/** A connector that the unattended set-up has installed and that runs, and what can be asked of it from outside. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { withEngine } from '../../electron/install/engine-process.ts';
import { readEngineRecord } from '../../electron/install/engine-record.ts';
import { thisHost } from '../../electron/setup/this-host.ts';
import { placesFor } from '../../shared/places.ts';
import { personalLists } from '../builders/engine-stage.ts';
import { repository } from '../rehearsal/stage.ts';
import { setupStage } from './setup-fixture.ts';

/** Vault entries of a connector with neither proxy user nor notifications. */
export const installedVault = [
  'exchange-connector-setup/control-key',
  'exchange-connector/account-certificate',
  'exchange-connector/exchange-password',
];

export async function installedConnector(devices: number) {
  const setup = await setupStage(devices);
  const untouched = personalLists(setup.stage);
  const ended = await setup.install();
  expect(ended.exitCode, ended.output).toBe(0);
  // As set-up itself asks the engine.
  const host = {
    ...thisHost({ bundlePath: '', programFolder: repository, isDelivered: false }),
    places: placesFor({ platform: 'linux', environment: { ...setup.stage.environment }, homeFolder: '/nowhere' }),
  };
  const within = (seconds: number): AbortSignal => AbortSignal.timeout(seconds * 1000);
  return {
    ...setup,
    places: host.places,
    /** The personal lists of every mailbox before the first run. */
    untouched,
    lists: () => personalLists(setup.stage),
    /** A path beside the data folder. */
    beside: (name: string) => join(dirname(setup.connector), name),
    pid: () => Number.parseInt(readFileSync(host.places.pidFile, 'utf8'), 10),
    engineFolder: async () => (await readEngineRecord(host.places))?.folder ?? '',
    status: () => withEngine(host, within(20), (engine) => engine.call('status', {})),
    synchronize: () => withEngine(host, within(60), (engine) => engine.call('syncFull', {})),
  };
}
