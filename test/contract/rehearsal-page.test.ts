/** The page on which a person plays Intune: enrols phones, breaks their compliance, approves a sign-in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTransport } from '../../engine/adapters/http/transport.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type Rehearsal, startRehearsal } from '../simulators/rehearsal.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import type { Phone } from '../simulators/world/world.ts';

let rehearsal: Rehearsal;
let token: string;

beforeAll(async () => {
  rehearsal = await startRehearsal({ devices: 40, seed: 3, folder: null, exchangePassword: 'canary-exchange-password-5512' });
  token = /name="token" value="([\w-]{32})"/.exec(await page())?.[1] ?? '';
});
afterAll(() => rehearsal.stop());

async function page(query = '', headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return (await fetch(`${rehearsal.admin.url}/${query}`, { headers })).text();
}

function send(fields: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${rehearsal.admin.url}/act`, {
    method: 'POST',
    body: new URLSearchParams({ language: 'en', token, ...fields }),
    redirect: 'manual',
  });
}

function phoneWhere(isWanted: (phone: Phone) => boolean): Phone {
  const found = rehearsal.organization.phones().find(isWanted);
  if (found === undefined) throw new Error('the seed has no such phone');
  return found;
}

/** The code of a sign-in that waits for a person. */
async function awaitSignIn(): Promise<string> {
  const { authority, trustedAuthority } = rehearsal.intune;
  const { tenantId, clientId } = rehearsal.organization.world;
  const transport = openTransport({ trustedAuthority, proxy: null, clock: systemClock });
  const answer = await transport.send(
    {
      method: 'POST',
      url: new URL(`${authority}/${tenantId}/oauth2/v2.0/devicecode`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: clientId, scope: 'openid' }).toString(),
    },
    AbortSignal.timeout(10_000),
  );
  await transport.close();
  return z.object({ user_code: z.string() }).parse(JSON.parse(answer.text)).user_code;
}

/** As it is now; an enrolment is replaced, not changed. */
function enrolmentOf({ index }: Phone) {
  return rehearsal.organization.phone(index).enrolment;
}

describe('the page of the rehearsal organization (B17)', () => {
  it('enrols a phone, and takes its enrolment away again', async () => {
    const phone = phoneWhere(({ enrolment }) => enrolment === null);

    const enrolled = await send({ act: 'enrol', phone: String(phone.index) });

    expect([enrolled.status, enrolled.headers.get('location')]).toEqual([303, `/?language=en&said=done&act=enrol#phone-${phone.index}`]);
    expect(enrolmentOf(phone)).not.toBeNull();
    await send({ act: 'unenrol', phone: String(phone.index) });
    expect(enrolmentOf(phone)).toBeNull();
  });

  it('breaks the compliance of a phone, and mends it', async () => {
    const phone = phoneWhere(({ enrolment }) => enrolment?.complianceState === 'compliant');

    await send({ act: 'break-compliance', phone: String(phone.index) });
    expect(enrolmentOf(phone)?.complianceState).toBe('noncompliant');

    await send({ act: 'make-compliant', phone: String(phone.index) });
    expect(enrolmentOf(phone)?.complianceState).toBe('compliant');
  });

  it('approves a sign-in by its code, and says when none waits for it', async () => {
    const userCode = await awaitSignIn();

    expect((await send({ act: 'approve', code: userCode.toLowerCase() })).headers.get('location')).toContain('said=done');
    expect((await send({ act: 'approve', code: userCode })).headers.get('location')).toContain('said=no-code');
    expect(await page('?said=no-code&act=approve&language=nl')).toContain('<p role="status">Geen aanmelding wacht op deze code.</p>');
  });

  it('speaks the language of the address, else of the browser', async () => {
    expect(await page('', { 'accept-language': 'nl-NL,nl;q=0.9' })).toContain('<html lang="nl">');
    expect(await page('?language=en', { 'accept-language': 'nl' })).toContain('Break compliance');
  });

  it('refuses a form of another page, one with more than it should have, and an act that came too late', async () => {
    const phone = phoneWhere(({ enrolment }) => enrolment !== null);
    const before = enrolmentOf(phone);
    const index = String(phone.index);

    expect((await send({ act: 'unenrol', phone: index, token: 'guessed' })).status).toBe(400);
    expect((await send({ act: 'unenrol', phone: index, code: 'x' })).status).toBe(400);
    expect((await send({ act: 'enrol', phone: index })).status).toBe(409);
    expect((await send({ act: 'unenrol', phone: '4000' })).status).toBe(404);
    expect((await fetch(`${rehearsal.admin.url}/act`, { method: 'POST', body: '{}' })).status).toBe(415);
    expect(enrolmentOf(phone)).toEqual(before);
  });

  it('shows what hostile phones call themselves as text, in a page that runs no script', async () => {
    for (const text of hostileTexts) rehearsal.organization.addPhone({ owner: 0, friendlyName: text, model: text });

    const response = await fetch(rehearsal.admin.url);
    const text = await response.text();

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toMatch(/<script|<img|javascript:[^&]*"/i);
  });

  it('names each button by its act and its phone, for whoever hears it', async () => {
    const phone = phoneWhere(({ enrolment }) => enrolment === null);

    expect(await page('?language=nl')).toContain(`<button aria-label="Inschrijven (${phone.index})">Inschrijven</button>`);
  });
});
