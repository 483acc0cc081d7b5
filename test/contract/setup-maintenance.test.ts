import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withEngine } from '../../electron/install/engine-process.ts';
import { isAlive } from '../../electron/platform/processes.ts';
import { thisHost } from '../../electron/setup/this-host.ts';
import { version } from '../../electron/version.ts';
import { placesFor } from '../../shared/places.ts';
import type { SetupStep } from '../../shared/setup/progress.ts';
import { rehearsalAccount, repository } from '../rehearsal/stage.ts';
import { type ProxyFixture, startProxy } from '../simulators/proxy/proxy.ts';
import { changedBundle } from './changed-bundle.ts';
import { errorOf, resultOf, setupStage, signalAfter, vaultNames } from './setup-fixture.ts';

const minutes = 60_000;
const installedVault = [
  'exchange-connector-setup/control-key',
  'exchange-connector/account-certificate',
  'exchange-connector/exchange-password',
];
const proxyUser = 'proxyuser';
const proxyPassword = 'Proxy-Pass-1';

let setup: Awaited<ReturnType<typeof setupStage>>;
let proxy: ProxyFixture;
beforeAll(async () => {
  setup = await setupStage(30);
  proxy = await startProxy({ mode: 'basic', user: proxyUser, password: proxyPassword });
  const ended = await setup.install();
  expect(ended.exitCode, ended.output).toBe(0);
}, 3 * minutes);
afterAll(async () => {
  await proxy.stop();
  await setup.end();
}, minutes);

const beside = (name: string): string => join(dirname(setup.connector), name);
const inData = (name: string): string => join(setup.connector, name);
const configurationFile = (): string => inData('OnPremisesExchangeConnectorServiceConfiguration.xml');

function enginePid(): number {
  return Number.parseInt(readFileSync(inData('engine.pid'), 'utf8'), 10);
}

function engineFolder(): string {
  const record: { readonly folder: string } = JSON.parse(readFileSync(inData('engine.json'), 'utf8'));
  return record.folder;
}

/** As set-up itself asks the engine. */
function host() {
  const places = placesFor({ platform: 'linux', environment: { ...setup.stage.environment }, homeFolder: '/nowhere' });
  return { ...thisHost({ bundlePath: '', programFolder: repository, isDelivered: false }), places };
}

function status() {
  const signal = AbortSignal.timeout(20_000);
  return withEngine(host(), signal, (engine) => engine.call('status', {}, { signal }));
}

function synchronize() {
  const signal = AbortSignal.timeout(60_000);
  return withEngine(host(), signal, (engine) => engine.call('syncFull', {}, { signal }));
}

describe('F1, I5 edit-proxy on a running connector', () => {
  it(
    'changes the Proxy element and not one byte beside it, and takes effect in the engine that goes on running',
    async () => {
      const written = readFileSync(configurationFile(), 'utf8');
      const edited = `\uFEFF${written
        .replace('<Proxy></Proxy>', '<Proxy ></Proxy >')
        .replace('<Language>', '<!-- by hand --><Unknown a="1">x</Unknown>\n  <Language>')
        .replaceAll('\n', '\r\n')}`;
      writeFileSync(configurationFile(), edited);
      const pid = enginePid();

      const ended = await setup.maintain(
        'edit-proxy',
        { proxy: { server: proxy.server, port: proxy.port, user: proxyUser } },
        { secrets: { 'proxy-password': proxyPassword } },
      );

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: false });
      const address = `http://${proxyUser}@${proxy.server}:${proxy.port}`;
      expect(readFileSync(configurationFile(), 'utf8')).toBe(edited.replace('<Proxy ></Proxy >', `<Proxy >${address}</Proxy >`));
      expect(ended.output).not.toContain(proxyPassword);
      expect(await vaultNames()).toEqual([...installedVault, 'exchange-connector/proxy-password']);
      const before = proxy.counts().opened;
      expect(await synchronize()).toMatchObject({ outcome: 'ok' });
      expect(proxy.counts().opened).toBeGreaterThan(before);
      expect(enginePid()).toBe(pid);
      expect((await status()).pid).toBe(pid);
    },
    2 * minutes,
  );

  it(
    'with what is so already changes nothing and says so',
    async () => {
      const before = setup.files();

      const ended = await setup.maintain('edit-proxy', { proxy: { server: proxy.server, port: proxy.port, user: proxyUser } });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'unchanged' });
      expect(setup.files()).toEqual(before);
    },
    minutes,
  );

  it(
    'through a proxy that does not let through is refused before anything is changed',
    async () => {
      const refusing = await startProxy({ mode: 'refusing' });
      const before = setup.files();

      const ended = await setup.maintain('edit-proxy', { proxy: { server: refusing.server, port: refusing.port } });
      await refusing.stop();

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'network.proxy-refused' });
      expect(setup.files()).toEqual(before);
      expect(await vaultNames()).toEqual([...installedVault, 'exchange-connector/proxy-password']);
    },
    minutes,
  );

  it(
    'killed after the password was handed over has the old proxy again after the next run',
    async () => {
      const before = setup.files();

      const killed = await setup.maintain('edit-proxy', { proxy: null }, { onEvent: signalAfter('hand-over-secrets', 'SIGKILL') });
      expect(killed.finished, killed.output).toBeNull();
      const next = await setup.maintain('change-mode', { mode: 'enforce' });

      expect(resultOf(next), next.output).toEqual({ kind: 'unchanged' });
      expect(setup.files()).toEqual(before);
      expect(await vaultNames()).toEqual([...installedVault, 'exchange-connector/proxy-password']);
      expect(await synchronize()).toMatchObject({ outcome: 'ok' });
    },
    2 * minutes,
  );

  it(
    'taken away goes straight again, and its password is forgotten',
    async () => {
      const ended = await setup.maintain('edit-proxy', { proxy: null });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: false });
      expect(await vaultNames()).toEqual(installedVault);
      const before = proxy.counts().opened;
      expect(await synchronize()).toMatchObject({ outcome: 'ok' });
      expect(proxy.counts().opened).toBe(before);
    },
    minutes,
  );
});

describe('I5 another change to a running connector', () => {
  it(
    'of the password to a wrong one is refused by Exchange, and nothing is changed',
    async () => {
      const before = setup.files();
      const pid = enginePid();

      const ended = await setup.maintain('change-credentials', { user: rehearsalAccount }, { secrets: { 'exchange-password': 'wrong' } });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'exchange.access-denied' });
      expect(setup.files()).toEqual(before);
      expect(enginePid()).toBe(pid);
      expect(await vaultNames()).toEqual(installedVault);
      expect(await synchronize()).toMatchObject({ outcome: 'ok' });
    },
    minutes,
  );

  it(
    'of the password to the right one is handed over without a restart',
    async () => {
      const ended = await setup.maintain(
        'change-credentials',
        { user: rehearsalAccount, secrets: { 'exchange-password': 'input' } },
        { secrets: { 'exchange-password': setup.password } },
      );

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: false });
      expect(await synchronize()).toMatchObject({ outcome: 'ok' });
    },
    minutes,
  );

  it(
    'from enforcing to observing is known to the engine at once',
    async () => {
      const ended = await setup.maintain('change-mode', { mode: 'observe' });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: false });
      expect(await status()).toMatchObject({ mode: 'observe' });
      await setup.maintain('change-mode', { mode: 'enforce' });
    },
    minutes,
  );

  it(
    'of the notification account keeps its password in the vault for as long as there is one',
    async () => {
      const address = 'connector@contoso.test';
      const set = await setup.maintain(
        'change-notification',
        { notification: { address } },
        { secrets: { 'notification-password': 'mail' } },
      );
      expect(resultOf(set), set.output).toMatchObject({ kind: 'changed' });
      expect(await vaultNames()).toContain('exchange-connector/notification-password');
      expect(readFileSync(configurationFile(), 'utf8')).toContain(`<NotificationAddress>${address}</NotificationAddress>`);

      const cleared = await setup.maintain('change-notification', { notification: null });

      expect(resultOf(cleared), cleared.output).toMatchObject({ kind: 'changed' });
      expect(await vaultNames()).toEqual(installedVault);
    },
    minutes,
  );

  it(
    'asked for by a prompt where there is no terminal is refused',
    async () => {
      const ended = await setup.maintain('change-credentials', { user: rehearsalAccount, secrets: { 'exchange-password': 'prompt' } });

      expect(errorOf(ended)).toMatchObject({ code: 'answers.invalid', params: { field: 'secrets.exchange-password' } });
      expect(ended.exitCode).toBe(2);
    },
    minutes,
  );
});

describe('I5 repair', () => {
  it(
    'puts back the files that are damaged or gone, and starts the engine again with configuration and secrets as they were',
    async () => {
      const before = setup.files();
      const pid = enginePid();
      writeFileSync(join(engineFolder(), 'engine.cjs'), 'throw new Error("damaged");');
      rmSync(join(engineFolder(), 'assets'), { recursive: true });

      const ended = await setup.maintain('repair', null);

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: true });
      expect(setup.files()).toEqual(before);
      expect(enginePid()).not.toBe(pid);
      expect(isAlive(pid)).toBe(false);
      expect(await vaultNames()).toEqual(installedVault);
      expect(await synchronize()).toMatchObject({ outcome: 'ok', writes: 0 });
    },
    2 * minutes,
  );

  it(
    'starts an engine that was killed',
    async () => {
      process.kill(enginePid(), 'SIGKILL');

      const ended = await setup.maintain('repair', null);

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: true });
      expect(await status()).toMatchObject({ state: 'idle' });
    },
    2 * minutes,
  );
});

describe('I1, I4 upgrade', () => {
  it(
    'to the version that is there changes nothing',
    async () => {
      expect(resultOf(await setup.maintain('upgrade', null))).toEqual({ kind: 'unchanged' });
    },
    minutes,
  );

  it(
    'to an engine that does not start rolls back by itself: the old engine runs over the old data',
    async () => {
      const before = setup.files();
      const last = (await status()).lastFull?.run;
      const script = 'require("node:fs").writeFileSync(process.env.EXCHANGE_CONNECTOR_HOME + "/state.db", "spoilt"); process.exit(1);';
      const broken = await changedBundle(beside('broken.zip'), { version: '9.9.8', script });

      const ended = await setup.maintain('upgrade', null, { bundle: broken });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'engine.start-failed' });
      expect(setup.files()).toEqual(before);
      expect(await status()).toMatchObject({ version, lastFull: { run: last } });
      expect(await synchronize()).toMatchObject({ outcome: 'ok', writes: 0 });
    },
    2 * minutes,
  );

  it(
    'to a newer version keeps configuration, data and secrets',
    async () => {
      const configuration = readFileSync(configurationFile());
      const newer = await changedBundle(beside('newer.zip'), { version: '9.9.9' });

      const ended = await setup.maintain('upgrade', null, { bundle: newer });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: true });
      expect(readFileSync(configurationFile())).toEqual(configuration);
      expect(await vaultNames()).toEqual(installedVault);
      expect(readdirSync(inData('program'))).toHaveLength(1);
      expect(await synchronize()).toMatchObject({ outcome: 'ok', writes: 0 });
    },
    2 * minutes,
  );
});

describe('W7, I5 replace on this machine', () => {
  it(
    'keeps decisions and history on wish, and begins anew without it',
    async () => {
      const runs = (await status()).lastFull?.run ?? 0;

      const kept = await setup.install({ replace: true, keepData: true });
      expect(kept.exitCode, kept.output).toBe(0);
      expect((await status()).lastFull?.run).toBe(runs + 1);
      const dropped = await setup.install({ replace: true, keepData: false });
      expect(dropped.exitCode, dropped.output).toBe(0);

      expect((await status()).lastFull?.run).toBe(1);
      expect(readdirSync(setup.connector).filter((name) => name.includes('aside'))).toEqual([]);
    },
    3 * minutes,
  );

  it(
    'that is cancelled after the data was put aside has all of it again',
    async () => {
      await synchronize();
      const last = (await status()).lastFull;

      const ended = await setup.install({ replace: true, keepData: false, onEvent: signalAfter('start-engine', 'SIGTERM') });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'cancelled' });
      expect((await status()).lastFull).toEqual(last);
    },
    2 * minutes,
  );

  it(
    'writes a configuration anew that cannot be read; installing over it is refused',
    async () => {
      writeFileSync(configurationFile(), '<broken>');

      const refused = await setup.install();
      expect(errorOf(refused), refused.output).toMatchObject({ code: 'configuration.invalid' });
      expect(readFileSync(configurationFile(), 'utf8')).toBe('<broken>');
      const ended = await setup.install({ replace: true });

      expect(ended.exitCode, ended.output).toBe(0);
    },
    2 * minutes,
  );
});

describe('I6 uninstall', () => {
  it(
    'keeps the data without the wish to remove it, and nothing else: no process, no program, no vault entry',
    async () => {
      const pid = enginePid();

      const ended = await setup.maintain('uninstall', null);

      expect(resultOf(ended), ended.output).toEqual({ kind: 'removed', left: [setup.connector], takenBack: 0 });
      expect(isAlive(pid)).toBe(false);
      expect(await vaultNames()).toEqual([]);
      expect(
        readdirSync(setup.connector)
          .filter((name) => !name.startsWith('state.db'))
          .sort(),
      ).toEqual(['Logs', 'OnPremisesExchangeConnectorServiceConfiguration.xml']);
    },
    2 * minutes,
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
    minutes,
  );

  it(
    'B7 with taking back leaves no entry of ours in Exchange, and with the data nothing on this computer',
    async () => {
      const installed = await setup.install();
      expect(installed.exitCode, installed.output).toBe(0);
      mkdirSync(inData('stray'), { recursive: true });

      const ended = await setup.maintain('uninstall', { removeData: true, takeBack: true });

      const result = resultOf(ended);
      expect(result, ended.output).toMatchObject({ kind: 'removed', left: [] });
      expect(existsSync(setup.connector)).toBe(false);
      expect(await vaultNames()).toEqual([]);
    },
    3 * minutes,
  );

  const steps: readonly SetupStep[] = ['remove-secrets', 'stop-engine', 'remove-program', 'remove-data'];

  it.each(steps)(
    'killed after %s is finished by the next run',
    async (step) => {
      const installed = await setup.install();
      expect(installed.exitCode, installed.output).toBe(0);
      const pid = enginePid();
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
