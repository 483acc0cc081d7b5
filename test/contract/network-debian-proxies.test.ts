/** Q5: the proxies that Debian brings, on the way to the simulated Intune; each failure names its cause in both languages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProxyAccess } from '../../engine/adapters/http/message.ts';
import { openTransport } from '../../engine/adapters/http/transport.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { type DebianProxy, forbiddenHost, proxyAccount, startDebianProxy, whyNoProxy } from '../builders/debian-proxy.ts';
import { errorOf, freePort, type IntuneFixture, signal, startIntune, walk } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeAll(async () => {
  intune = await startIntune();
});

afterAll(async () => {
  await intune.stop();
});

const languages = { en: translator('en'), nl: translator('nl') };

describe.each(['squid', 'tinyproxy'] as const)('%s', (name) => {
  const missing = whyNoProxy(name);
  let proxy: DebianProxy | null = null;

  beforeAll(async () => {
    if (missing === null) proxy = await startDebianProxy(name, await freePort());
  });
  afterAll(async () => {
    await proxy?.stop();
  });

  const shows = (sentence: string, work: (through: (account?: Partial<ProxyAccess>) => ProxyAccess) => Promise<void>) =>
    it(sentence, async (context) => {
      if (missing !== null || proxy === null) return context.skip(missing ?? 'the proxy did not start');
      const { server, port } = proxy;
      await work((account = proxyAccount) => ({ server, port, user: null, password: null, ...account }));
    });

  async function failure(access: ProxyAccess, url: string) {
    const transport = openTransport({ trustedAuthority: intune.simulator.trustedAuthority, proxy: access, clock: systemClock });
    try {
      return await errorOf(transport.send({ method: 'GET', url: new URL(url), headers: {} }, signal()));
    } finally {
      await transport.close();
    }
  }

  /** What a person reads as the cause; it names the proxy or the host. */
  function causes({ code, params }: Awaited<ReturnType<typeof failure>>): readonly string[] {
    return [languages.en(`error.${code}.cause`, params), languages.nl(`error.${code}.cause`, params)];
  }

  shows('with Basic carries a whole walk over the devices, sign-in included', async (through) => {
    const enrolled = intune.organization.phones().filter((phone) => phone.enrolment !== null);

    expect(await walk(intune.open(intune.certificate, through()))).toHaveLength(enrolled.length);
  });

  shows('without an account, and with a wrong password: network.proxy-credentials', async (through) => {
    for (const account of [{}, { ...proxyAccount, password: 'wrong' }]) {
      const access = through(account);
      const error = await failure(access, intune.simulator.graph);
      expect(error).toMatchObject({ code: 'network.proxy-credentials', params: { proxy: `${access.server}:${access.port}` } });
      for (const cause of causes(error)) expect(cause).toContain(`${access.server}:${access.port}`);
    }
  });

  shows('that refuses a host by its rules: network.proxy-refused with the host', async (through) => {
    const error = await failure(through(), `https://${forbiddenHost}/`);

    expect(error).toMatchObject({ code: 'network.proxy-refused', params: { host: `${forbiddenHost}:443`, status: 403 } });
    for (const cause of causes(error)) expect(cause).toContain(forbiddenHost);
  });

  shows('that cannot reach the host itself: network.proxy-refused, to be tried later', async (through) => {
    const error = await failure(through(), `https://localhost:${await freePort()}/`);

    expect(error).toMatchObject({ code: 'network.proxy-refused', retry: 'later' });
    expect(Number(error.params['status'])).toBeGreaterThanOrEqual(500);
  });
});
