/** Q5: what a proxy offers for signing in decides what is wrong; a password goes to none that offers nothing we have. */
import { afterEach, describe, expect, it } from 'vitest';
import { ProxyTunnel } from '../../engine/adapters/http/tunnel.ts';
import { type ProxyFixture, startProxy } from '../simulators/proxy/proxy.ts';
import { errorOf, signal } from './intune-fixture.ts';

let proxy: ProxyFixture;

afterEach(() => proxy.stop());

const nobody = { user: null, password: null };
const accounts = [nobody, { user: 'CONTOSO\\svc-proxy', password: 'Pr0xy-Gehëim:§1' }];

describe('a proxy that asks for a sign-in', () => {
  it.each([
    ['Kerberos', ['Negotiate'], 'Negotiate'],
    ['Digest and Kerberos', ['Digest realm="x", nonce="y"', 'Negotiate'], 'Digest, Negotiate'],
  ])('with %s only: network.proxy-scheme with what it offers, whatever the account', async (_, alsoOffers, offer) => {
    proxy = await startProxy({ mode: 'offering', alsoOffers });

    for (const account of accounts) {
      const work = new ProxyTunnel({ server: proxy.server, port: proxy.port, ...account }).open('localhost:443', 5_000, signal());
      expect(await errorOf(work)).toMatchObject({ code: 'network.proxy-scheme', params: { offer }, retry: 'administrator' });
    }
    expect(proxy.schemes).toEqual([]);
  });

  it('and offers nothing at all: network.proxy-refused with its 407', async () => {
    proxy = await startProxy({ mode: 'offering' });

    const work = new ProxyTunnel({ server: proxy.server, port: proxy.port, ...nobody }).open('localhost:443', 5_000, signal());
    expect(await errorOf(work)).toMatchObject({ code: 'network.proxy-refused', params: { host: 'localhost:443', status: 407 } });
  });
});
