/** W5: delegated sign-in with a device code and in the browser, against the simulated Entra. */
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SignInOptions, signIn as signInWith } from '../../engine/adapters/intune-graph/sign-in.ts';
import { signInPage } from '../../engine/cli/sign-in-page.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type SignInLine, signInLineSchema } from '../../shared/setup/engine-verbs.ts';
import { startProxy } from '../simulators/proxy/proxy.ts';
import { type IntuneFixture, requestsTo, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

function optionsFor(method: SignInOptions['method']): SignInOptions {
  return { certificate: intune.certificate, proxy: null, clock: systemClock, method, page: signInPage };
}

type ShownCode = Extract<SignInLine, { kind: 'code' }>;

/** All lines; `onCode` stands for the person with the browser. */
async function signIn(onCode: (line: ShownCode) => Promise<void> | void, leave: AbortSignal = signal()): Promise<readonly SignInLine[]> {
  const lines: SignInLine[] = [];
  for await (const line of signInWith(optionsFor('code'), leave)) {
    lines.push(signInLineSchema.parse(line));
    if (line.kind === 'code') await onCode(line);
  }
  return lines;
}

function polls(): number {
  return requestsTo(intune, `/${intune.certificate.tenantId}/oauth2/v2.0/token`);
}

describe('sign-in with a device code', () => {
  it('shows a code, waits for approval, and tells the facts of the tenant', async () => {
    const lines = await signIn(({ userCode }) => void intune.simulator.approve(userCode));

    expect(lines.map((line) => line.kind)).toEqual(['code', 'signed-in']);
    expect(lines[1]).toMatchObject({
      tenant: {
        tenantId: intune.organization.world.tenantId,
        tenantName: 'Contoso',
        administrator: 'intune.admin@contoso.test',
        mdmAuthority: 'intune',
        directorySync: true,
      },
    });
  });

  it('goes on polling while nobody has approved yet', async () => {
    const approval = intune.simulator;
    const lines = await signIn(({ userCode }) => {
      const watch = setInterval(() => {
        if (polls() >= 2 && approval.approve(userCode)) clearInterval(watch);
      }, 20);
    });

    expect(lines.at(-1)?.kind).toBe('signed-in');
    expect(polls()).toBeGreaterThanOrEqual(3);
  });

  it('takes the approval that a person gives on the page', async () => {
    const lines = await signIn(async ({ userCode, verificationUri }) => {
      const page = await (await fetch(verificationUri)).text();
      expect(page).toContain('<form');
      const wrong = await fetch(verificationUri, { method: 'POST', body: new URLSearchParams({ code: 'NOTACODE', answer: 'approved' }) });
      expect(wrong.status).toBe(400);
      const right = await fetch(verificationUri, {
        method: 'POST',
        body: new URLSearchParams({ code: userCode.toLowerCase(), answer: 'approved' }),
      });
      expect(right.status).toBe(200);
    });

    expect(lines.at(-1)?.kind).toBe('signed-in');
  });

  it('tells another MDM authority as it is', async () => {
    intune.simulator.setTenant({ mdmAuthority: 'sccm' });

    expect((await signIn(({ userCode }) => void intune.simulator.approve(userCode))).at(-1)).toMatchObject({
      tenant: { mdmAuthority: 'sccm' },
    });
  });

  it('ends with intune.sign-in-refused when the person says no', async () => {
    const lines = await signIn(({ userCode }) => void intune.simulator.decline(userCode));

    expect(lines.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'intune.sign-in-refused' } });
  });

  it('ends with intune.sign-in-expired when the code has run out', async () => {
    intune.simulator.setDeviceCodeLifetime(0.05);

    expect((await signIn(() => undefined)).at(-1)).toMatchObject({ kind: 'failed', error: { code: 'intune.sign-in-expired' } });
  });

  it('ends as cancelled at once when the signal fires, and polls no more', async () => {
    const leave = new AbortController();

    const lines = await signIn(() => leave.abort(), leave.signal);

    expect(lines.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
  });

  it('ends with intune.unreachable when sign-in does not answer', async () => {
    intune.fault({ kind: 'down' }, { match: 'devicecode', count: null });

    expect(await signIn(() => undefined)).toMatchObject([{ kind: 'failed', error: { code: 'intune.unreachable' } }]);
  });

  it('ends with intune.sign-in-refused when the tenant does not know the application', async () => {
    const certificate = { ...intune.certificate, clientId: '00000000-0000-4000-a000-000000000003' };
    const lines: SignInLine[] = [];
    for await (const line of signInWith({ ...optionsFor('code'), certificate }, signal())) lines.push(line);

    expect(lines).toMatchObject([{ kind: 'failed', error: { code: 'intune.sign-in-refused' } }]);
  });

  it('leaves no code and no token in the request log', async () => {
    const shown: string[] = [];
    await signIn(({ userCode }) => {
      shown.push(userCode);
      intune.simulator.approve(userCode);
    });

    const log = JSON.stringify(intune.requestLog.entries());
    expect(shown).toHaveLength(1);
    expect(log).not.toContain(shown[0]);
    expect(log).not.toMatch(/eyJ[\w-]{10,}|device_code":/);
  });
});

type Opened = Extract<SignInLine, { kind: 'browser' }>;

/** All lines; `onPage` stands for the person with the browser. */
async function inBrowser(
  onPage: (line: Opened) => Promise<unknown> | unknown,
  options: Partial<SignInOptions> = {},
  leave: AbortSignal = signal(),
): Promise<readonly SignInLine[]> {
  const lines: SignInLine[] = [];
  for await (const line of signInWith({ ...optionsFor('browser'), ...options }, leave)) {
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
