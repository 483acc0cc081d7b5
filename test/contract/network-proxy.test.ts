/** W3, Q5: through each kind of proxy to the simulated Intune; each failure on the way names its cause, and the password shows nowhere. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProxyAccess } from '../../engine/adapters/http/message.ts';
import { openTransport, type Transport, type TransportOptions } from '../../engine/adapters/http/transport.ts';
import { ProxyTunnel } from '../../engine/adapters/http/tunnel.ts';
import { type Clock, systemClock } from '../../shared/host/clock.ts';
import { createTlsIdentity } from '../simulators/intune/tls.ts';
import { inspectionAuthority, type ProxyFixture, type ProxyOptions, startProxy } from '../simulators/proxy/proxy.ts';
import { errorOf, freePort, type IntuneFixture, signal, startIntune, walk } from './intune-fixture.ts';

const password = 'Pr0xy-Gehëim:§1';
const domainUser = 'CONTOSO\\svc-proxy';

let intune: IntuneFixture;
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  intune = await startIntune();
  stops = [intune.stop];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
});

async function proxyOf(options: ProxyOptions): Promise<ProxyFixture> {
  const proxy = await startProxy(options);
  stops.push(proxy.stop);
  return proxy;
}

function through({ server, port }: Pick<ProxyFixture, 'server' | 'port'>, account: Partial<ProxyAccess> = {}): ProxyAccess {
  return { server, port, user: null, password: null, ...account };
}

function transportOver(proxy: ProxyAccess | null, options: Partial<TransportOptions> = {}): Transport {
  const transport = openTransport({ trustedAuthority: intune.simulator.trustedAuthority, proxy, clock: systemClock, ...options });
  stops.push(transport.close);
  return transport;
}

const discovery = () => new URL(`${intune.simulator.authority}/${intune.certificate.tenantId}/v2.0/.well-known/openid-configuration`);

function ask(transport: Transport, url: URL = discovery()) {
  return transport.send({ method: 'GET', url, headers: {} }, signal());
}

describe('a proxy on the way to Intune', () => {
  it('that asks for nothing lets everything through one tunnel a connection', async () => {
    const proxy = await proxyOf({ mode: 'none' });
    const transport = transportOver(through(proxy), { connections: 1 });

    expect((await ask(transport)).status).toBe(200);
    expect((await ask(transport)).status).toBe(200);

    expect(proxy.counts()).toEqual({ connections: 1, asked: 1, challenged: 0, opened: 1 });
    expect(proxy.targets).toEqual([discovery().host]);
  });

  it('with Basic gets the credentials only after its 407', async () => {
    const proxy = await proxyOf({ mode: 'basic', user: 'svc-proxy', password });

    expect((await ask(transportOver(through(proxy, { user: 'svc-proxy', password })))).status).toBe(200);

    expect(proxy.counts()).toMatchObject({ asked: 2, challenged: 1, opened: 1 });
    expect(proxy.schemes).toEqual(['Basic']);
  });

  it('with NTLM gets both steps over one connection, and no password', async () => {
    const proxy = await proxyOf({ mode: 'ntlm', user: domainUser, password });

    expect((await ask(transportOver(through(proxy, { user: domainUser, password })))).status).toBe(200);

    expect(proxy.counts()).toEqual({ connections: 2, asked: 3, challenged: 2, opened: 1 });
    expect(proxy.schemes).toEqual(['NTLM', 'NTLM']);
  });

  it('with NTLM takes a user name with an accent', async () => {
    const user = 'Contoso\\rené.müller';
    const proxy = await proxyOf({ mode: 'ntlm', user, password });

    expect((await ask(transportOver(through(proxy, { user, password })))).status).toBe(200);
  });

  it('with NTLM whose challenge comes with a page in pieces is answered over the same connection', async () => {
    const proxy = await proxyOf({ mode: 'ntlm', user: domainUser, password, isChunked: true });

    expect((await ask(transportOver(through(proxy, { user: domainUser, password })))).status).toBe(200);
    expect(proxy.counts().connections).toBe(2);
  });

  it('that offers both gets NTLM from a user of a domain, and Basic from another', async () => {
    const both = await proxyOf({ mode: 'ntlm', user: domainUser, password, alsoOffers: ['Negotiate', 'Basic realm="x"'] });
    const basic = await proxyOf({ mode: 'basic', user: 'svc-proxy', password, alsoOffers: ['Negotiate, NTLM'] });

    expect((await ask(transportOver(through(both, { user: domainUser, password })))).status).toBe(200);
    expect((await ask(transportOver(through(basic, { user: 'svc-proxy', password })))).status).toBe(200);

    expect([both.schemes, basic.schemes]).toEqual([['NTLM', 'NTLM'], ['Basic']]);
  });

  it('carries a whole walk over the devices, sign-in included', async () => {
    const proxy = await proxyOf({ mode: 'ntlm', user: domainUser, password });

    const devices = await walk(intune.open(intune.certificate, through(proxy, { user: domainUser, password })));

    expect(devices).toHaveLength(intune.organization.phones().filter((phone) => phone.enrolment !== null).length);
    expect(proxy.counts().opened).toBeGreaterThan(0);
    expect(new Set(proxy.targets)).toEqual(new Set([new URL(intune.simulator.graph).host]));
  });
});

describe('a failure names its cause', () => {
  const refusals = [
    ['no account', { mode: 'basic', user: 'svc-proxy', password }, {}],
    ['a user without a password', { mode: 'basic', user: 'svc-proxy', password }, { user: 'svc-proxy' }],
    ['a wrong password for Basic', { mode: 'basic', user: 'svc-proxy', password }, { user: 'svc-proxy', password: 'wrong' }],
    ['a wrong password for NTLM', { mode: 'ntlm', user: domainUser, password }, { user: domainUser, password: 'wrong' }],
    ['a user without a domain where only NTLM is offered', { mode: 'ntlm', user: domainUser, password }, { user: 'svc-proxy', password }],
  ] as const satisfies readonly (readonly [string, ProxyOptions, Partial<ProxyAccess>])[];

  it.each(refusals)('%s: network.proxy-credentials', async (_, options, account) => {
    const proxy = await proxyOf(options);

    const error = await errorOf(ask(transportOver(through(proxy, account))));

    expect(error).toMatchObject({ code: 'network.proxy-credentials', params: { proxy: `${proxy.server}:${proxy.port}` } });
    expect(proxy.counts().opened).toBe(0);
  });

  it('never sends the password in the clear to a proxy that offers only NTLM', async () => {
    const proxy = await proxyOf({ mode: 'ntlm', user: domainUser, password });

    await errorOf(ask(transportOver(through(proxy, { user: 'svc-proxy', password }))));

    expect(proxy.schemes).toEqual([]);
  });

  it('a password that was changed meanwhile: network.proxy-credentials, and right again with the new one', async () => {
    const proxy = await proxyOf({ mode: 'basic', user: 'svc-proxy', password });
    const transport = transportOver(through(proxy, { user: 'svc-proxy', password }), { connections: 1 });
    await ask(transport);
    proxy.setPassword('another');
    proxy.cut();

    // The cut may be noticed by the first request after it only.
    await vi.waitFor(async () => expect(await errorOf(ask(transport))).toMatchObject({ code: 'network.proxy-credentials' }));
    expect((await ask(transportOver(through(proxy, { user: 'svc-proxy', password: 'another' })))).status).toBe(200);
  });

  it('a proxy that refuses the host: network.proxy-refused with its answer', async () => {
    const proxy = await proxyOf({ mode: 'refusing' });

    expect(await errorOf(ask(transportOver(through(proxy))))).toMatchObject({
      code: 'network.proxy-refused',
      params: { host: discovery().host, status: 403 },
    });
  });

  it('a proxy that cannot reach the host itself: network.proxy-refused, to be tried later', async () => {
    const proxy = await proxyOf({ mode: 'none' });
    const url = new URL(`https://localhost:${await freePort()}/`);

    expect(await errorOf(ask(transportOver(through(proxy)), url))).toMatchObject({
      code: 'network.proxy-refused',
      params: { status: 502 },
      retry: 'later',
    });
  });

  it('a proxy that nobody runs, and one whose name does not exist: network.proxy-unreachable', async () => {
    for (const address of [
      { server: '127.0.0.1', port: await freePort() },
      { server: 'proxy.invalid', port: 8080 },
    ]) {
      expect(await errorOf(ask(transportOver(through(address))))).toMatchObject({
        code: 'network.proxy-unreachable',
        params: { proxy: `${address.server}:${address.port}` },
      });
    }
  });

  it('something at the address of the proxy that speaks no HTTP: network.proxy-unreachable', async () => {
    const server = createServer((socket) => void socket.resume().end('220 smtp.contoso.test ready\r\n'));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    stops.push(() => new Promise((resolve) => void server.close(() => resolve())));

    expect(await errorOf(ask(transportOver(through({ server: '127.0.0.1', port }))))).toMatchObject({ code: 'network.proxy-unreachable' });
  });

  it('a proxy that takes the connection and never answers: network.timeout', async () => {
    const proxy = await proxyOf({ mode: 'silent' });

    expect(await errorOf(new ProxyTunnel(through(proxy)).open(discovery().host, 200, signal()))).toMatchObject({
      code: 'network.timeout',
      params: { host: `${proxy.server}:${proxy.port}` },
    });
  });

  it('a proxy that says nothing lets a caller who gives up go at once', async () => {
    const proxy = await proxyOf({ mode: 'silent' });
    const leave = new AbortController();
    const work = transportOver(through(proxy)).send({ method: 'GET', url: discovery(), headers: {} }, leave.signal);
    const error = errorOf(work);
    await vi.waitFor(() => expect(proxy.counts().connections).toBe(1));
    const since = performance.now();
    leave.abort();

    expect(await error).toMatchObject({ code: 'cancelled' });
    expect(performance.now() - since).toBeLessThan(2_000);
  });

  it('a proxy that opens the encrypted traffic: network.tls-inspected with the authority of its certificate', async () => {
    const proxy = await proxyOf({ mode: 'inspecting' });

    expect(await errorOf(ask(transportOver(through(proxy))))).toMatchObject({
      code: 'network.tls-inspected',
      params: { host: discovery().host, issuer: inspectionAuthority },
    });
  });

  it('inspection by an authority that is trusted passes; its page in place of the host: network.captive-page', async () => {
    const identity = await createTlsIdentity();
    const proxy = await proxyOf({ mode: 'captive', identity });
    const cloud = { ...addresses(), trustedAuthority: identity.authority };

    const error = await errorOf(intune.open({ ...intune.certificate, cloud }, through(proxy)).probe(signal()));

    expect(error).toMatchObject({ code: 'network.captive-page', params: { host: discovery().host } });
  });

  it.each([
    ['ended', -400],
    ['not begun', 400],
  ])('a certificate that has %s by a clock that is wrong: network.clock-wrong with the minutes', async (_, days) => {
    const day = 86_400_000;
    const at = Date.now() + days * day;
    const identity = await createTlsIdentity({ validity: { notBefore: new Date(at - day), notAfter: new Date(at + day) } });
    const proxy = await proxyOf({ mode: 'captive', identity });
    const clock: Clock = { ...systemClock, now: () => new Date(Date.now() - 60 * 60_000) };

    const error = await errorOf(ask(transportOver(through(proxy), { trustedAuthority: identity.authority, clock })));

    expect(error).toMatchObject({ code: 'network.clock-wrong', params: { host: discovery().host, minutes: 60 } });
  });

  it('a certificate that has ended while the clock is right: intune.tls-untrusted', async () => {
    const identity = await createTlsIdentity({ validity: { notBefore: new Date(1), notAfter: new Date(86_400_000) } });
    const proxy = await proxyOf({ mode: 'captive', identity });

    expect(await errorOf(ask(transportOver(through(proxy), { trustedAuthority: identity.authority })))).toMatchObject({
      code: 'intune.tls-untrusted',
      detail: 'CERT_HAS_EXPIRED',
    });
  });

  it('the password stands in no error', async () => {
    const errors: unknown[] = [];
    for (const mode of ['basic', 'ntlm', 'refusing', 'inspecting', 'dropping'] as const) {
      const proxy = await proxyOf({ mode, user: domainUser, password: 'the right one' });
      errors.push(await errorOf(ask(transportOver(through(proxy, { user: domainUser, password })))));
    }
    const text = JSON.stringify(errors);
    const encoded = Buffer.from(`${domainUser}:${password}`).toString('base64');

    expect(errors).toHaveLength(5);
    for (const secret of [password, encoded, encodeURIComponent(password)]) expect(text).not.toContain(secret);
  });
});

function addresses() {
  const { authority, graph } = intune.simulator;
  return { authority, graph };
}
