import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from '../../electron/platform/processes.ts';
import { rehearsalAccount } from '../rehearsal/stage.ts';
import { type ProxyFixture, startProxy } from '../simulators/proxy/proxy.ts';
import { installedConnector, installedVault } from './installed-connector.ts';
import { errorOf, resultOf, signalAfter, vaultNames } from './setup-fixture.ts';

const minutes = 60_000;
const proxyUser = 'proxyuser';
const proxyPassword = 'Proxy-Pass-1';

let setup: Awaited<ReturnType<typeof installedConnector>>;
let proxy: ProxyFixture;
beforeAll(async () => {
  proxy = await startProxy({ mode: 'basic', user: proxyUser, password: proxyPassword });
  setup = await installedConnector(30);
}, 3 * minutes);
afterAll(async () => {
  await proxy.stop();
  await setup.end();
}, minutes);

describe('F1, I5 edit-proxy on a running connector', () => {
  it(
    'changes the Proxy element and not one byte beside it, and takes effect in the engine that goes on running',
    async () => {
      const written = readFileSync(setup.places.configuration, 'utf8');
      const edited = `\uFEFF${written
        .replace('<Proxy></Proxy>', '<Proxy ></Proxy >')
        .replace('<Language>', '<!-- by hand --><Unknown a="1">x</Unknown>\n  <Language>')
        .replaceAll('\n', '\r\n')}`;
      writeFileSync(setup.places.configuration, edited);
      const pid = setup.pid();

      const ended = await setup.maintain(
        'edit-proxy',
        { proxy: { server: proxy.server, port: proxy.port, user: proxyUser } },
        { secrets: { 'proxy-password': proxyPassword } },
      );

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: false });
      const address = `http://${proxyUser}@${proxy.server}:${proxy.port}`;
      expect(readFileSync(setup.places.configuration, 'utf8')).toBe(edited.replace('<Proxy ></Proxy >', `<Proxy >${address}</Proxy >`));
      expect(ended.output).not.toContain(proxyPassword);
      expect(await vaultNames()).toEqual([...installedVault, 'exchange-connector/proxy-password']);
      const before = proxy.counts().opened;
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok' });
      expect(proxy.counts().opened).toBeGreaterThan(before);
      expect(setup.pid()).toBe(pid);
      expect((await setup.status()).pid).toBe(pid);
    },
    3 * minutes,
  );

  it(
    'with what is so already changes nothing and says so',
    async () => {
      const before = setup.files();

      const ended = await setup.maintain('edit-proxy', { proxy: { server: proxy.server, port: proxy.port, user: proxyUser } });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'unchanged' });
      expect(setup.files()).toEqual(before);
    },
    2 * minutes,
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
    2 * minutes,
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
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok' });
    },
    3 * minutes,
  );

  it(
    'taken away goes straight again, and its password is forgotten',
    async () => {
      const ended = await setup.maintain('edit-proxy', { proxy: null });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: false });
      expect(await vaultNames()).toEqual(installedVault);
      const before = proxy.counts().opened;
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok' });
      expect(proxy.counts().opened).toBe(before);
    },
    2 * minutes,
  );
});

describe('I5 another change to a running connector', () => {
  it(
    'of the password to a wrong one is refused by Exchange, and nothing is changed',
    async () => {
      const before = setup.files();
      const pid = setup.pid();

      const ended = await setup.maintain('change-credentials', { user: rehearsalAccount }, { secrets: { 'exchange-password': 'wrong' } });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'exchange.access-denied' });
      expect(setup.files()).toEqual(before);
      expect(setup.pid()).toBe(pid);
      expect(await vaultNames()).toEqual(installedVault);
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok' });
    },
    2 * minutes,
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
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok' });
    },
    2 * minutes,
  );

  it(
    'from enforcing to observing is known to the engine at once',
    async () => {
      const ended = await setup.maintain('change-mode', { mode: 'observe' });

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: false });
      expect(await setup.status()).toMatchObject({ mode: 'observe' });
      await setup.maintain('change-mode', { mode: 'enforce' });
    },
    2 * minutes,
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
      expect(readFileSync(setup.places.configuration, 'utf8')).toContain(`<NotificationAddress>${address}</NotificationAddress>`);

      const cleared = await setup.maintain('change-notification', { notification: null });

      expect(resultOf(cleared), cleared.output).toMatchObject({ kind: 'changed' });
      expect(await vaultNames()).toEqual(installedVault);
    },
    2 * minutes,
  );

  it(
    'asked for by a prompt where there is no terminal is refused',
    async () => {
      const ended = await setup.maintain('change-credentials', { user: rehearsalAccount, secrets: { 'exchange-password': 'prompt' } });

      expect(errorOf(ended)).toMatchObject({ code: 'answers.invalid', params: { field: 'secrets.exchange-password' } });
      expect(ended.exitCode).toBe(2);
    },
    2 * minutes,
  );
});

describe('I5 repair', () => {
  it(
    'puts back the files that are damaged or gone, and starts the engine again with configuration and secrets as they were',
    async () => {
      const before = setup.files();
      const pid = setup.pid();
      writeFileSync(join(await setup.engineFolder(), 'engine.cjs'), 'throw new Error("damaged");');
      rmSync(join(await setup.engineFolder(), 'assets'), { recursive: true });

      const ended = await setup.maintain('repair', null);

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: true });
      expect(setup.files()).toEqual(before);
      expect(setup.pid()).not.toBe(pid);
      expect(isAlive(pid)).toBe(false);
      expect(await vaultNames()).toEqual(installedVault);
      expect(await setup.synchronize()).toMatchObject({ outcome: 'ok', writes: 0 });
    },
    3 * minutes,
  );

  it(
    'starts an engine that was killed',
    async () => {
      process.kill(setup.pid(), 'SIGKILL');

      const ended = await setup.maintain('repair', null);

      expect(resultOf(ended), ended.output).toEqual({ kind: 'changed', restarted: true });
      expect(await setup.status()).toMatchObject({ state: 'idle' });
    },
    3 * minutes,
  );
});
