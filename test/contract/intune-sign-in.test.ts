/** W5: delegated sign-in with a device code, against the simulated Entra. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SignInOptions, signIn as signInWith } from '../../engine/adapters/intune-graph/sign-in.ts';
import { signInPage } from '../../engine/cli/sign-in-page.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type SignInLine, signInLineSchema } from '../../shared/setup/engine-verbs.ts';
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
        checks: [
          { id: 'intune-role', verdict: 'pass' },
          { id: 'intune-licence', verdict: 'pass' },
          { id: 'intune-authority', verdict: 'pass' },
          { id: 'directory-sync', verdict: 'pass' },
        ],
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

  it('ends with intune.application-unknown when the tenant does not know the application', async () => {
    const certificate = { ...intune.certificate, clientId: '00000000-0000-4000-a000-000000000003' };
    const lines: SignInLine[] = [];
    for await (const line of signInWith({ ...optionsFor('code'), certificate }, signal())) lines.push(line);

    expect(lines).toMatchObject([{ kind: 'failed', error: { code: 'intune.application-unknown' } }]);
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
