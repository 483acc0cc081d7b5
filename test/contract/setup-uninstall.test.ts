import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from '../../electron/platform/processes.ts';
import type { SetupStep } from '../../shared/setup/progress.ts';
import { installedConnector, installedVault } from './installed-connector.ts';
import { errorOf, resultOf, signalAfter, vaultNames } from './setup-fixture.ts';

const minutes = 60_000;

let setup: Awaited<ReturnType<typeof installedConnector>>;
beforeAll(async () => {
  setup = await installedConnector(30);
}, 3 * minutes);
afterAll(() => setup.end(), minutes);

describe('I6 uninstall', () => {
  it(
    'B7 that is cancelled while it takes back leaves the connector as it was',
    async () => {
      const pid = setup.pid();
      const before = setup.files();

      const ended = await setup.maintain(
        'uninstall',
        { takeBack: true },
        { onEvent: (event, child) => void (event.event === 'started' && event.step === 'take-back' && child.kill('SIGTERM')) },
      );

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'cancelled' });
      expect(setup.files()).toEqual(before);
      expect(setup.pid()).toBe(pid);
      expect(await vaultNames()).toEqual(installedVault);
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok' });
    },
    3 * minutes,
  );

  it(
    'B7 with taking back leaves no entry of ours in Exchange, and with the data nothing on this computer',
    async () => {
      expect(setup.lists()).not.toEqual(setup.untouched);
      const pid = setup.pid();
      mkdirSync(join(setup.connector, 'stray'));

      const ended = await setup.maintain('uninstall', { removeData: true, takeBack: true });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'removed', left: [], takenBack: expect.any(Number) });
      expect(setup.lists()).toEqual(setup.untouched);
      expect(ended.events.filter(({ event }) => event === 'warned')).toEqual([]);
      expect(setup.stage.rehearsal.intune.connectors()).toEqual([]);
      expect(isAlive(pid)).toBe(false);
      expect(existsSync(setup.connector)).toBe(false);
      expect(await vaultNames()).toEqual([]);
    },
    3 * minutes,
  );

  it(
    'keeps the data without the wish to remove it, and nothing else; a record that Intune keeps stops nothing, and is told with what to do',
    async () => {
      const installed = await setup.install();
      expect(installed.exitCode, installed.output).toBe(0);
      const pid = setup.pid();
      setup.stage.rehearsal.intune.retireConnectors(true);

      const ended = await setup.maintain('uninstall', null);
      setup.stage.rehearsal.intune.retireConnectors(false);

      const warned = ended.events.find(({ event }) => event === 'warned');
      expect(warned).toMatchObject({ step: 'remove-record', error: { code: 'connector.record-left', params: { reason: /^intune\./ } } });
      expect(setup.stage.rehearsal.intune.connectors()).toHaveLength(1);
      for (const { id } of setup.stage.rehearsal.intune.connectors()) setup.stage.rehearsal.intune.dropConnector(id);

      expect(resultOf(ended), ended.output).toEqual({ kind: 'removed', left: [setup.connector], takenBack: 0 });
      expect(isAlive(pid)).toBe(false);
      expect(await vaultNames()).toEqual([]);
      expect(
        readdirSync(setup.connector)
          .filter((name) => !name.startsWith('state.db'))
          .sort(),
      ).toEqual(['Logs', 'OnPremisesExchangeConnectorServiceConfiguration.xml']);
    },
    3 * minutes,
  );

  it(
    'of nothing is done, and says so; of data alone removes the data',
    async () => {
      const nothing = await setup.maintain('uninstall', null);
      expect(nothing.exitCode, nothing.output).toBe(0);
      expect(resultOf(nothing)).toEqual({ kind: 'nothing-installed' });

      const data = await setup.maintain('uninstall', { removeData: true });

      expect(resultOf(data), data.output).toEqual({ kind: 'removed', left: [], takenBack: 0 });
      expect(existsSync(setup.connector)).toBe(false);
    },
    2 * minutes,
  );

  const steps: readonly SetupStep[] = ['remove-record', 'remove-secrets', 'stop-engine', 'remove-service', 'remove-program', 'remove-data'];

  it.each(steps)(
    'killed after %s is finished by the next run',
    async (step) => {
      const installed = await setup.install();
      expect(installed.exitCode, installed.output).toBe(0);
      const pid = setup.pid();
      const killed = await setup.maintain('uninstall', { removeData: true }, { onEvent: signalAfter(step, 'SIGKILL') });
      expect(killed.finished, killed.output).toBeNull();

      const ended = await setup.maintain('uninstall', { removeData: true });

      expect(ended.exitCode, ended.output).toBe(0);
      expect(isAlive(pid)).toBe(false);
      expect(existsSync(setup.connector)).toBe(false);
      expect(await vaultNames()).toEqual([]);
    },
    3 * minutes,
  );
});
