/** Q5: each cause between us and Intune, really met, and what a person reads of it: cause and cure, in English and in Dutch. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProxyAccess } from '../../engine/adapters/http/message.ts';
import { ProxyTunnel } from '../../engine/adapters/http/tunnel.ts';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import { translator } from '../../shared/i18n/translate.ts';
import type { AccountCertificate } from '../../shared/setup/account-certificate.ts';
import { createTlsIdentity } from '../simulators/intune/tls.ts';
import { inspectionAuthority, type ProxyOptions, startProxy } from '../simulators/proxy/proxy.ts';
import { errorOf, freePort, type IntuneFixture, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  intune = await startIntune();
});

afterAll(async () => {
  await Promise.all([intune.stop(), ...stops.map((stop) => stop())]);
});

const account = { user: 'svc-proxy', password: 'Pr0xy-Gehëim:§1' };

async function proxyOf(options: ProxyOptions, user: Partial<ProxyAccess> = account): Promise<ProxyAccess> {
  const proxy = await startProxy(options);
  stops.push(proxy.stop);
  return { server: proxy.server, port: proxy.port, user: null, password: null, ...user };
}

/** What probing Intune fails with, this way. */
function probe(proxy: ProxyAccess | null, cloud: Partial<Exclude<AccountCertificate['cloud'], string>> = {}): Promise<AppError> {
  const { authority, graph, trustedAuthority } = intune.simulator;
  const certificate = { ...intune.certificate, cloud: { authority, graph, trustedAuthority, ...cloud } };
  return errorOf(intune.open(certificate, proxy).probe(signal()));
}

const at = (address: string) => ({ authority: address, graph: address });

async function withClock(hours: number): Promise<AppError> {
  intune.simulator.clock.set(hours * 60 * 60_000);
  try {
    return await probe(null);
  } finally {
    intune.simulator.clock.set(0);
  }
}

async function captive(): Promise<AppError> {
  const identity = await createTlsIdentity();
  return probe(await proxyOf({ mode: 'captive', identity }), { trustedAuthority: identity.authority });
}

/** `word`: what must stand in the cause, so that it names the very thing. */
const causes: readonly (readonly [name: string, code: ErrorCode, meet: () => Promise<AppError>, word: string])[] = [
  ['DNS', 'network.name-unknown', () => probe(null, at('https://nowhere.invalid')), 'nowhere.invalid'],
  ['refused', 'network.refused', async () => probe(null, at(`https://localhost:${await freePort()}`)), 'localhost'],
  [
    'proxy 407',
    'network.proxy-credentials',
    async () => probe(await proxyOf({ mode: 'basic', ...account, password: 'other' })),
    '127.0.0.1',
  ],
  [
    'proxy with Kerberos only',
    'network.proxy-scheme',
    async () => probe(await proxyOf({ mode: 'offering', alsoOffers: ['Negotiate'] })),
    'Negotiate',
  ],
  ['proxy refusing', 'network.proxy-refused', async () => probe(await proxyOf({ mode: 'refusing' })), '403'],
  [
    'no proxy there',
    'network.proxy-unreachable',
    async () => probe({ server: '127.0.0.1', port: await freePort(), user: null, password: null }),
    '127.0.0.1',
  ],
  ['TLS inspection', 'network.tls-inspected', async () => probe(await proxyOf({ mode: 'inspecting' })), inspectionAuthority],
  ['clock skew', 'network.clock-wrong', () => withClock(3), '180'],
  ['captive page', 'network.captive-page', captive, 'localhost'],
  [
    'time-out',
    'network.timeout',
    async () => errorOf(new ProxyTunnel(await proxyOf({ mode: 'silent' })).open('localhost:443', 300, signal())),
    '127.0.0.1',
  ],
  ['dropping in mid-tunnel', 'intune.unreachable', async () => probe(await proxyOf({ mode: 'dropping' })), 'localhost'],
];

describe('a person reads the cause and the cure of', () => {
  it.each(causes)('%s: %s, in English and Dutch', async (_, code, meet, word) => {
    const error = await meet();

    expect(error).toMatchObject({ code });
    const [english, dutch] = [read(error, 'en'), read(error, 'nl')];
    for (const text of [english, dutch]) {
      expect(text.cause.length).toBeGreaterThan(15);
      expect(text.cure.length).toBeGreaterThan(15);
      expect(text.cause + text.cure).not.toMatch(/[{}]|undefined/);
      expect(text.cause).toContain(word);
    }
    expect(english.cause).not.toBe(dutch.cause);
    expect(english.cure).not.toBe(dutch.cure);
  });
});

function read({ code, params }: AppError, language: 'en' | 'nl') {
  const say = translator(language);
  return { cause: say(`error.${code}.cause`, params), cure: say(`error.${code}.cure`, params) };
}
