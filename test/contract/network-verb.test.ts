/** W3, Q5, W5: what set-up asks of the engine about the way out, by real engine processes against the rehearsal organization. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { exchangeStation, type Station } from '../../engine/cli/stations.ts';
import { parseConfiguration, renderConfiguration } from '../../shared/config/configuration.ts';
import { proxyChoiceText } from '../../shared/config/proxy-address.ts';
import { checkLineSchema, hops, networkLineSchema, signInLineSchema } from '../../shared/setup/engine-verbs.ts';
import { account, type EngineStage, raiseEngineStage, until } from '../builders/engine-stage.ts';
import { type ProxyFixture, type ProxyOptions, startProxy } from '../simulators/proxy/proxy.ts';
import { errorOf, signal } from './intune-fixture.ts';

const user = 'CONTOSO\\svc-proxy';
const password = 'Pr0xy-Gehëim:§1';
const patience = { timeout: 120_000 };

let stage: EngineStage;
let proxies: ProxyFixture[];

beforeEach(async () => {
  stage = await raiseEngineStage();
  proxies = [];
});

afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await stage.stop();
});

async function proxyOf(options: ProxyOptions): Promise<ProxyFixture> {
  const proxy = await startProxy(options);
  proxies.push(proxy);
  return proxy;
}

const settingsOf = ({ server, port }: ProxyFixture) => ({ server, port, user });

function linesOf<T extends z.ZodType>(text: string, schema: T): z.output<T>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

async function network(input: object) {
  const accountCertificate = stage.rehearsal.intune.accountCertificate;
  const { output, ended } = stage.spawn(['network', '--json'], JSON.stringify({ accountCertificate, ...input }));
  const exit = await ended;
  const lines = linesOf(output(), networkLineSchema);
  const results = lines.flatMap((line) => (line.kind === 'hop' && line.hop.state !== 'testing' ? [line.hop] : []));
  return { exit, text: output(), lines, results };
}

const exchange = { type: 'on-premises', server: 'cas1.contoso.test' } as const;

describe('the verb network', patience, () => {
  it('tells each station in its order, first that it is tested, then how it went', async () => {
    const { exit, lines, results } = await network({ exchange });

    expect(exit).toBe(0);
    expect(results.map(({ hop }) => hop)).toEqual(hops);
    expect(results.map(({ state }) => state)).toEqual(['ok', 'skipped', 'ok', 'ok', 'skipped']);
    expect(results[2]).toMatchObject({ address: new URL(stage.rehearsal.intune.authority).host, milliseconds: expect.any(Number) });
    expect(lines.filter((line) => line.kind === 'hop' && line.hop.state === 'testing')).toHaveLength(3);
    expect(lines.at(-1)).toEqual({ kind: 'finished' });
  });

  it('goes through the proxy, and says no password anywhere', async () => {
    const proxy = await proxyOf({ mode: 'ntlm', user, password });

    const { exit, text, results } = await network({ proxy: settingsOf(proxy), proxyPassword: password });

    expect(exit).toBe(0);
    expect(results.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'skipped']);
    expect(results[1]?.address).toBe(`${proxy.server}:${proxy.port}`);
    expect(proxy.counts().opened).toBeGreaterThanOrEqual(3);
    expect(text).not.toContain(password);
  });

  it("follows the system's settings, with their account and their exceptions, and tells those that it cannot follow", async () => {
    const proxy = await proxyOf({ mode: 'basic', user, password });
    const asked = async (HTTPS_PROXY: string, NO_PROXY = '') => {
      Object.assign(stage.environment, { HTTPS_PROXY, NO_PROXY });
      return await network({ proxy: 'system' });
    };

    const through = await asked(`http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${proxy.server}:${proxy.port}`);
    const opened = proxy.counts().opened;
    const straight = await asked(`http://${proxy.server}:${proxy.port}`, 'localhost');
    const unusable = await asked('socks5://proxy.contoso.test:1080');

    expect(through.results.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'skipped']);
    expect(through.text).not.toContain(password);
    expect(opened).toBeGreaterThanOrEqual(3);
    expect(straight.results.map(({ state }) => state)).toEqual(['ok', 'skipped', 'ok', 'ok', 'skipped']);
    expect(proxy.counts().opened).toBe(opened);
    expect(unusable.results.map(({ state }) => state)).toEqual(['ok', 'failed', 'skipped', 'skipped', 'skipped']);
    expect(unusable.results[1]?.error).toMatchObject({ code: 'network.proxy-settings', params: { setting: 'socks5:' } });
  });

  it('asks nothing behind a proxy that does not let in', async () => {
    const proxy = await proxyOf({ mode: 'basic', user, password });

    const { exit, text, results } = await network({ proxy: settingsOf(proxy), proxyPassword: 'Falsch-9' });

    expect(exit).toBe(3);
    expect(results.map(({ state }) => state)).toEqual(['ok', 'failed', 'skipped', 'skipped', 'skipped']);
    expect(results[1]?.error?.code).toBe('network.proxy-credentials');
    expect(text).not.toContain('Falsch-9');
  });

  it('tells a proxy that lets in, and refuses the hosts, at the hosts', async () => {
    const { results } = await network({ proxy: { ...settingsOf(await proxyOf({ mode: 'refusing' })), user: null } });

    expect(results.map(({ hop, state, error }) => [hop, state, error?.code])).toEqual([
      ['this-server', 'ok', undefined],
      ['proxy', 'ok', undefined],
      ['sign-in', 'failed', 'network.proxy-refused'],
      ['intune', 'failed', 'network.proxy-refused'],
      ['exchange', 'skipped', undefined],
    ]);
  });

  it('refuses input that it does not know, without repeating it', async () => {
    const { output, ended } = stage.spawn(['network', '--json'], JSON.stringify({ proxyPassword: password, surprise: true }));

    expect(await ended).toBe(2);
    expect(output()).toContain('usage.wrong');
    expect(output()).not.toContain(password);
  });
});

describe('the station of Exchange', () => {
  it.each([
    [{ type: 'on-premises', server: 'cas1.invalid' }, 'cas1.invalid:80'],
    [{ type: 'dedicated', server: 'cas1.invalid' }, 'cas1.invalid:443'],
    [{ type: 'hosted', server: 'https://mail.invalid/powershell' }, 'mail.invalid:443'],
  ] as const)('%o is %s', async (server, address) => {
    const station: Station = exchangeStation(server);

    expect(station.address).toBe(address);
    expect(await errorOf(station.try(signal()))).toMatchObject({ code: 'network.name-unknown', params: { host: address } });
  });
});

describe('the connection test', patience, () => {
  const input = () => ({
    exchange: { ...exchange, user: account },
    exchangePassword: stage.password,
    accountCertificate: stage.rehearsal.intune.accountCertificate,
  });

  async function check(change: object) {
    const { output, ended } = stage.spawn(['check', '--json'], JSON.stringify({ ...input(), ...change }));
    const exit = await ended;
    const results = linesOf(output(), checkLineSchema).flatMap((line) => (line.kind === 'check' ? [line.result] : []));
    return { exit, results };
  }

  it('opens no Exchange when only the cloud is asked', async () => {
    const { exit, results } = await check({ only: ['network-sign-in', 'network-intune', 'intune-authority'] });

    expect(exit).toBe(0);
    expect(results.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['network-sign-in', 'pass'],
      ['network-intune', 'pass'],
      ['intune-authority', 'pass'],
    ]);
    expect(stage.rehearsal.requestLog.entries().filter((entry) => entry.side === 'exchange')).toEqual([]);
  });

  it('asks nothing of Intune when only Exchange is asked', async () => {
    const { exit, results } = await check({ only: ['exchange-account'] });

    expect(exit).toBe(0);
    expect(results.map(({ id, verdict }) => [id, verdict])).toEqual([['exchange-account', 'pass']]);
    expect(stage.rehearsal.requestLog.entries().filter((entry) => entry.side === 'intune')).toEqual([]);
  });

  it('says of Intune that it is not known when there is no account certificate', async () => {
    const { results } = await check({
      accountCertificate: null,
      only: ['network-sign-in', 'network-intune', 'intune-reach', 'intune-authority'],
    });

    expect(results.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  it('names what keeps it from Intune once for all checks behind it', async () => {
    const proxy = await proxyOf({ mode: 'inspecting' });

    const { exit, results } = await check({
      proxy: { ...settingsOf(proxy), user: null },
      only: ['network-sign-in', 'network-intune', 'intune-reach', 'intune-authority'],
    });

    expect(exit).toBe(3);
    expect(results.map(({ id, verdict, error }) => [id, verdict, error?.code])).toEqual([
      ['network-sign-in', 'fail', 'network.tls-inspected'],
      ['network-intune', 'fail', 'network.tls-inspected'],
      ['intune-reach', 'fail', 'network.tls-inspected'],
      ['intune-authority', 'unknown', undefined],
    ]);
  });
});

describe('the verb sign-in', patience, () => {
  it('signs in by the browser through the proxy, and never opens one itself', async () => {
    const proxy = await proxyOf({ mode: 'basic', user, password });
    const { accountCertificate } = stage.rehearsal.intune;
    const input = { accountCertificate, method: 'browser', proxy: settingsOf(proxy), proxyPassword: password };
    const { output, ended } = stage.spawn(['sign-in', '--json'], JSON.stringify(input));
    await until(() => output().includes('\n'), 'the page to open');
    const [shown] = linesOf(output(), signInLineSchema);
    if (shown?.kind !== 'browser') throw new Error(`expected a page to open: ${output()}`);

    const { text } = await stage.rehearsal.intune.approveBrowser(shown.address);

    expect(text).toContain('close this page');
    expect(await ended).toBe(0);
    expect(linesOf(output(), signInLineSchema).map((line) => line.kind)).toEqual(['browser', 'signed-in']);
    expect(output()).not.toContain(password);
  });

  it('ends within seconds when it is told to stop while the browser is open', async () => {
    const { accountCertificate } = stage.rehearsal.intune;
    const { child, output, ended } = stage.spawn(['sign-in', '--json'], JSON.stringify({ accountCertificate, method: 'browser' }));
    await until(() => output().includes('\n'), 'the page to open');
    const since = performance.now();
    child.kill('SIGTERM');

    expect(await ended).toBe(6);
    expect(performance.now() - since).toBeLessThan(5_000);
    expect(linesOf(output(), signInLineSchema).at(-1)).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
  });
});

describe('the proxy of the running engine', { timeout: 240_000 }, () => {
  function editProxy(proxy: string): void {
    const text = readFileSync(stage.places.configuration, 'utf8');
    writeFileSync(stage.places.configuration, renderConfiguration({ ...parseConfiguration(text), proxy }, text));
  }

  /** Files of the engine and the rehearsal in which the text stands, as it is or as Basic credentials. */
  function filesWith(secret: string): readonly string[] {
    const forms = [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(`${user}:${secret}`).toString('base64')];
    const files = readdirSync(stage.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name));
    expect(paths.some((path) => path.endsWith('.log'))).toBe(true);
    return paths.filter((path) => forms.some((form) => readFileSync(path).includes(form)));
  }

  it('counts from the next synchronization on, without a restart (I5)', async () => {
    const proxy = await proxyOf({ mode: 'ntlm', user, password });
    const systems = await proxyOf({ mode: 'none' });
    Object.assign(stage.environment, { HTTPS_PROXY: `http://${systems.server}:${systems.port}` });
    const { connection } = await stage.start();
    expect(await connection.call('syncFull', {})).toMatchObject({ outcome: 'ok' });

    editProxy(proxyChoiceText(settingsOf(proxy)));
    await connection.call('reload', {});
    expect(await connection.call('syncFull', {})).toMatchObject({ outcome: 'failed', error: { code: 'network.proxy-credentials' } });
    await connection.call('storeSecret', { name: 'proxy-password', value: password });
    expect(await connection.call('syncFull', {})).toMatchObject({ outcome: 'ok' });
    const { opened } = proxy.counts();
    expect(opened).toBeGreaterThan(0);

    editProxy('');
    await connection.call('reload', {});
    expect(await connection.call('syncFull', {})).toMatchObject({ outcome: 'ok' });
    expect(proxy.counts().opened).toBe(opened);

    // The system's proxy counts only where it was chosen.
    expect(systems.counts().connections).toBe(0);
    editProxy('system');
    await connection.call('reload', {});
    expect(await connection.call('syncFull', {})).toMatchObject({ outcome: 'ok' });
    expect(systems.counts().opened).toBeGreaterThan(0);
    expect(filesWith(password)).toEqual([]);
  });
});
