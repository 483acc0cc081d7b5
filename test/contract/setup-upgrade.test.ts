import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../electron/version.ts';
import { changedBundle } from './changed-bundle.ts';
import { installedConnector, installedVault } from './installed-connector.ts';
import { errorOf, resultOf, signalAfter, vaultNames } from './setup-fixture.ts';

const minutes = 60_000;

let setup: Awaited<ReturnType<typeof installedConnector>>;
beforeAll(async () => {
  setup = await installedConnector(30);
}, 3 * minutes);
afterAll(() => setup.end(), minutes);

describe('I1, I4 upgrade', () => {
  it(
    'to the version that is there changes nothing',
    async () => {
      expect(resultOf(await setup.maintain('upgrade', null))).toEqual({ kind: 'unchanged' });
    },
    2 * minutes,
  );

  it(
    'to an engine that does not start rolls back by itself: the old engine runs over the old data',
    async () => {
      const before = setup.files();
      const last = (await setup.status()).lastFull?.run;
      const script = 'require("node:fs").writeFileSync(process.env.EXCHANGE_CONNECTOR_HOME + "/state.db", "spoilt"); process.exit(1);';
      const broken = await changedBundle(setup.beside('broken.zip'), { version: '9.9.8', script });

      const ended = await setup.maintain('upgrade', null, { bundle: broken });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'engine.start-failed' });
      expect(setup.files()).toEqual(before);
      expect(await setup.status()).toMatchObject({ version, lastFull: { run: last } });
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok', writes: 0 });
    },
    3 * minutes,
  );

  it(
    'of an installation whose records lie among the data to a newer version keeps configuration, data and secrets',
    async () => {
      const { engineRecord, previous } = setup.places;
      renameSync(engineRecord, previous.engineRecord);
      const configuration = readFileSync(setup.places.configuration);
      const newer = await changedBundle(setup.beside('newer.zip'), { version: '9.9.9' });

      const ended = await setup.maintain('upgrade', null, { bundle: newer });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: true });
      expect(readFileSync(setup.places.configuration)).toEqual(configuration);
      expect(await vaultNames()).toEqual(installedVault);
      expect(readdirSync(setup.places.program)).toHaveLength(1);
      expect([engineRecord, previous.engineRecord].filter(existsSync)).toEqual([engineRecord]);
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok', writes: 0 });
    },
    3 * minutes,
  );
});

describe('W7, I5 replace on this machine', () => {
  it(
    'keeps decisions and history on wish, and begins anew without it',
    async () => {
      const runs = (await setup.status()).lastFull?.run ?? 0;

      const kept = await setup.install({ replace: true, keepData: true });
      expect(kept.exitCode, kept.output).toBe(0);
      expect((await setup.status()).lastFull?.run).toBe(runs + 1);
      const dropped = await setup.install({ replace: true, keepData: false });
      expect(dropped.exitCode, dropped.output).toBe(0);

      expect((await setup.status()).lastFull?.run).toBe(1);
      expect(readdirSync(setup.connector).filter((name) => name.includes('aside'))).toEqual([]);
    },
    3 * minutes,
  );

  it(
    'that is cancelled after the data was put aside has all of it again',
    async () => {
      await setup.synchronize();
      const last = (await setup.status()).lastFull;

      const ended = await setup.install({ replace: true, keepData: false, onEvent: signalAfter('start-engine', 'SIGTERM') });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'cancelled' });
      expect((await setup.status()).lastFull).toEqual(last);
    },
    3 * minutes,
  );

  it(
    'writes a configuration anew that cannot be read; installing over it is refused',
    async () => {
      writeFileSync(setup.places.configuration, '<broken>');

      const refused = await setup.install();
      expect(errorOf(refused), refused.output).toMatchObject({ code: 'configuration.invalid' });
      expect(readFileSync(setup.places.configuration, 'utf8')).toBe('<broken>');
      const ended = await setup.install({ replace: true });

      expect(ended.exitCode, ended.output).toBe(0);
    },
    3 * minutes,
  );
});
