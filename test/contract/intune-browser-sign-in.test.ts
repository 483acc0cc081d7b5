/** W5: delegated sign-in in the system's browser, against the simulated Entra. */
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SignInOptions, signIn } from '../../engine/adapters/intune-graph/sign-in.ts';
import { signInPage } from '../../engine/cli/sign-in-page.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type SignInLine, signInLineSchema } from '../../shared/setup/engine-verbs.ts';
import { startProxy } from '../simulators/proxy/proxy.ts';
import { type IntuneFixture, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

type Opened = Extract<SignInLine, { kind: 'browser' }>;

/** All lines; `onPage` stands for the person with the browser. */
async function inBrowser(
  onPage: (line: Opened) => Promise<unknown> | unknown,
  options: Partial<SignInOptions> = {},
  leave: AbortSignal = signal(),
): Promise<readonly SignInLine[]> {
  const lines: SignInLine[] = [];
  const given = { certificate: intune.certificate, proxy: null, clock: systemClock, method: 'browser', page: signInPage } as const;
  for await (const line of signIn({ ...given, ...options }, leave)) {
    lines.push(signInLineSchema.parse(line));
    if (line.kind === 'browser') await onPage(line);
  }
  return lines;
}

/** Where sign-in sends the browser back to, with other values in the query. */
function backTo({ address }: Opened, values: Readonly<Record<string, string>>): URL {
  const back = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(values)) back.searchParams.set(name, value);
  return back;
}

const stateOf = ({ address }: Opened) => new URL(address).searchParams.get('state') ?? '';

describe('sign-in in the browser', () => {
  it('tells the page to open, takes the answer on loopback, and tells the facts of the tenant', async () => {
    let shown = '';
    const lines = await inBrowser(async ({ address, expiresInSeconds }) => {
      expect(expiresInSeconds).toBe(600);
      const { status, text } = await intune.simulator.approveBrowser(address);
      expect(status).toBe(200);
      shown = text;
    });

    expect(lines.map((line) => line.kind)).toEqual(['browser', 'signed-in']);
    expect(lines[1]).toMatchObject({ tenant: { tenantName: 'Contoso', administrator: 'intune.admin@contoso.test' } });
    expect(shown).toContain('You can close this page');
    expect(shown).toContain('U kunt deze pagina sluiten');
  });

  it('asks with PKCE, a state of its own each time, and an answer on this computer only', async () => {
    const pages: URL[] = [];
    for (const _ of [1, 2])
      await inBrowser((line) => {
        pages.push(new URL(line.address));
        return intune.simulator.declineBrowser(line.address);
      });

    for (const { searchParams } of pages) {
      expect(searchParams.get('code_challenge_method')).toBe('S256');
      expect(searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
      expect(searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/);
    }
    expect(new Set(pages.map(({ searchParams }) => searchParams.get('state'))).size).toBe(2);
    expect(new Set(pages.map(({ searchParams }) => searchParams.get('code_challenge'))).size).toBe(2);
  });

  it('ends with intune.sign-in-refused when the person says no, and the page says that set-up shows why', async () => {
    let shown = '';
    const lines = await inBrowser(async ({ address }) => {
      shown = (await intune.simulator.declineBrowser(address)).text;
    });

    expect(lines.at(-1)).toMatchObject({
      kind: 'failed',
      error: { code: 'intune.sign-in-refused', params: { error: 'access_denied', number: 65004 } },
    });
    expect(shown).toContain('Niet aangemeld');
  });

  it('ends with intune.application-unknown, and sends nobody to a page, when the tenant does not know the application', async () => {
    const certificate = { ...intune.certificate, clientId: '00000000-0000-4000-a000-000000000003' };

    expect(await inBrowser(() => undefined, { certificate })).toMatchObject([
      { kind: 'failed', error: { code: 'intune.application-unknown' } },
    ]);
  });

  it('needs no code where sign-in gives none', async () => {
    intune.fault({ kind: 'down' }, { match: 'devicecode', count: null });

    expect((await inBrowser(({ address }) => intune.simulator.approveBrowser(address))).at(-1)?.kind).toBe('signed-in');
  });

  it('is not disturbed by answers with another state, other paths, hosts and methods', async () => {
    const lines = await inBrowser(async (line) => {
      expect((await fetch(backTo(line, { code: 'stolen', state: 'wrong' }))).status).toBe(400);
      expect((await fetch(backTo(line, { error: 'access_denied' }))).status).toBe(400);
      expect((await fetch(new URL('/favicon.ico', backTo(line, {})))).status).toBe(404);
      expect((await fetch(backTo(line, { code: 'x', state: stateOf(line) }), { method: 'POST' })).status).toBe(404);
      expect(await statusFor(backTo(line, { code: 'x', state: stateOf(line) }), 'evil.example')).toBe(404);
      await intune.simulator.approveBrowser(line.address);
    });

    expect(lines.at(-1)?.kind).toBe('signed-in');
  });

  it('takes one answer, and then nobody listens any more', async () => {
    let back = new URL('http://localhost');
    await inBrowser(async (line) => {
      back = backTo(line, { code: 'x', state: stateOf(line) });
      await intune.simulator.approveBrowser(line.address);
    });

    await expect(fetch(back)).rejects.toThrow();
  });

  it('ends with intune.sign-in-refused for a code that sign-in did not give', async () => {
    const lines = await inBrowser(async (line) => void (await fetch(backTo(line, { code: 'forged', state: stateOf(line) }))));

    expect(lines.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'intune.sign-in-refused' } });
  });

  it('ends with intune.sign-in-expired when nobody answers in time, and nobody listens any more', async () => {
    let back = new URL('http://localhost');
    const lines = await inBrowser(
      (line) => {
        back = backTo(line, {});
      },
      { browserSeconds: 0.2 },
    );

    expect(lines.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'intune.sign-in-expired' } });
    await expect(fetch(back)).rejects.toThrow();
  });

  it('ends as cancelled at once when the signal fires, and nobody listens any more', async () => {
    const leave = new AbortController();
    let back = new URL('http://localhost');
    const lines = await inBrowser(
      (line) => {
        back = backTo(line, {});
        leave.abort();
      },
      {},
      leave.signal,
    );

    expect(lines.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
    await expect(fetch(back)).rejects.toThrow();
  });

  it('goes through the proxy, too', async () => {
    const proxy = await startProxy({ mode: 'basic', user: 'svc', password: 'Geheim' });
    const { server, port } = proxy;
    const lines = await inBrowser(({ address }) => intune.simulator.approveBrowser(address), {
      proxy: { server, port, user: 'svc', password: 'Geheim' },
    });
    await proxy.stop();

    expect(lines.at(-1)?.kind).toBe('signed-in');
    expect(proxy.counts().opened).toBeGreaterThan(0);
  });

  it('leaves no code, no verifier and no token in the request log', async () => {
    await inBrowser(({ address }) => intune.simulator.approveBrowser(address));

    const log = JSON.stringify(intune.requestLog.entries());
    expect(log).toContain('authorization_code');
    expect(log).not.toMatch(/eyJ[\w-]{10,}|code_verifier|"code":/);
  });
});

describe('the simulated authorize page', () => {
  const query = { client_id: '', response_type: 'code', redirect_uri: 'http://localhost:1', state: 's', code_challenge_method: 'S256' };

  it.each([
    ['another application', { client_id: '00000000-0000-4000-a000-00000000000f' }],
    ['an address of another computer', { redirect_uri: 'http://contoso.test:1' }],
    ['an address that only looks like loopback', { redirect_uri: 'http://localhost.contoso.test:1' }],
    ['no PKCE', { code_challenge: '' }],
    ['PKCE in the clear', { code_challenge_method: 'plain' }],
  ])('refuses %s, and sends the browser nowhere', async (_, change) => {
    const values = { ...query, client_id: intune.certificate.clientId, code_challenge: 'a'.repeat(43), ...change };
    const address = `${intune.simulator.authorizePage}?${new URLSearchParams(values)}`;

    expect((await fetch(address, { redirect: 'manual' })).status).toBe(400);
    expect((await fetch(address, { method: 'POST', body: 'answer=approved', redirect: 'manual' })).status).toBe(400);
  });
});

/** The status for a request that names another host: fetch does not let a program do that. */
function statusFor(url: URL, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { headers: { host }, host: '127.0.0.1', port: url.port, path: url.pathname + url.search };
    request(options, (reply) => resolve(reply.resume().statusCode ?? 0))
      .once('error', reject)
      .end();
  });
}
