/** Q5: tunnels that end before their time, at any point of a walk. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProxyAccess } from '../../engine/adapters/http/message.ts';
import { type ProxyFixture, type ProxyOptions, startProxy } from '../simulators/proxy/proxy.ts';
import { errorOf, type IntuneFixture, signal, startIntune, walk } from './intune-fixture.ts';

const account = { user: 'svc-proxy', password: 'Pr0xy-Gehëim:§1' };
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

function through({ server, port }: ProxyFixture): ProxyAccess {
  return { server, port, ...account };
}

describe('a proxy that is dropping in mid-tunnel', () => {
  it('after every 16,000 bytes: a walk goes on over new tunnels, and is whole', async () => {
    const proxy = await proxyOf({ mode: 'dropping', dropAfterBytes: 16_000 });

    const devices = await walk(intune.open(intune.certificate, through(proxy)));

    expect(devices).toHaveLength(intune.organization.phones().filter((phone) => phone.enrolment !== null).length);
    expect(proxy.counts().opened).toBeGreaterThan(1);
  });

  it('from page 3 on before a page is whole: intune.walk-incomplete, never a short list', async () => {
    const proxy = await proxyOf({ mode: 'none' });
    const pages: number[] = [];
    const work = (async () => {
      for await (const batch of intune.open(intune.certificate, through(proxy)).walkDevices(signal())) {
        pages.push(batch.length);
        if (pages.length < 2) continue;
        proxy.dropAfter(3_000);
        proxy.cut();
      }
    })();

    expect(await errorOf(work)).toMatchObject({ code: 'intune.walk-incomplete', params: { cause: 'intune.unreachable' }, retry: 'later' });
    expect(pages).toEqual([10, 10]);
  });

  it('before the first byte comes: intune.unreachable, as nothing better is known', async () => {
    const proxy = await proxyOf({ mode: 'dropping' });

    expect(await errorOf(intune.open(intune.certificate, through(proxy)).probe(signal()))).toMatchObject({
      code: 'intune.unreachable',
      retry: 'later',
    });
    expect(proxy.counts().opened).toBeGreaterThan(0);
  });

  it('between two walks is called again, with the credentials it wants at once', async () => {
    const proxy = await proxyOf({ mode: 'basic', ...account });
    const directory = intune.open(intune.certificate, through(proxy));
    const first = await walk(directory);
    proxy.cut();

    expect(await walk(directory)).toHaveLength(first.length);
    expect(proxy.counts().opened).toBeGreaterThan(1);
    expect(proxy.counts().opened).toBe(proxy.schemes.length);
  });
});
