/** Sending from the notification mailbox, over the real wire to the simulated Exchange: what works, and each failure by its own code (N1, Q9). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testMail } from '../../engine/cli/test-mail.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import { account, hostileXml, type MailFixture, quick, signal, startMail } from './mail-fixture.ts';

const webServices = 'https://mail.contoso.test/EWS/Exchange.asmx';
let mail: MailFixture;

beforeEach(async () => {
  mail = await startMail();
});
afterEach(() => mail.stop());

function letter(change: Partial<Record<'to' | 'subject' | 'html', string>> = {}) {
  return { to: mail.person, subject: 'Your phone', html: '<p>Enrol it.</p>', ...change };
}

describe('N1: a mail', () => {
  it('is sent from the notification mailbox, found by Autodiscover, with NTLM when the server offers more than one way', async () => {
    await mail.open().send(letter(), signal());

    expect(mail.simulator.outbox).toMatchObject([
      {
        from: account.address,
        to: mail.person,
        subject: 'Your phone',
        html: '<p>Enrol it.</p>',
        person: { primarySmtpAddress: mail.person },
      },
    ]);
    expect(mail.simulator.doorman.refusals).toBe(0);
    expect(new Set(mail.simulator.exchanges.map(({ scheme }) => scheme))).toEqual(new Set(['', 'NTLM']));
    expect(new Set(mail.simulator.exchanges.map(({ userAgent }) => userAgent))).toEqual(new Set(['ExchangeConnector']));
  });

  it('needs no new sign-in while the connection of the one before is kept', async () => {
    const mailer = mail.open({ webServices });
    await mailer.send(letter(), signal());
    const before = mail.simulator.exchanges.length;

    await mailer.send(letter({ subject: 'second' }), signal());

    expect(before).toBe(3);
    expect(mail.simulator.exchanges.slice(before)).toMatchObject([{ scheme: '', status: 200 }]);
  });

  it('is sent with Basic where nothing else is offered', async () => {
    mail.simulator.doorman.offered = ['Basic'];

    await mail.open({ webServices }).send(letter(), signal());

    expect(mail.simulator.outbox).toHaveLength(1);
    expect(mail.simulator.exchanges.at(-1)).toMatchObject({ scheme: 'Basic', status: 200 });
  });

  it('arrives as it was written, whatever texts are in it', async () => {
    const nasty = [...hostileTexts, ']]><t:ToRecipients/>', '&lt;&amp;', '\u0007\uD800'].join(' ');
    const parts = { language: 'nl', to: mail.person, from: account.address, machine: nasty } as const;
    const written = testMail(parts);

    await mail.open({ webServices }).send(written, signal());

    const [sent] = mail.simulator.outbox;
    const readable = (text: string) => text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
    expect(sent).toMatchObject({
      subject: readable(written.subject).replace(/[\r\n]+/g, ' '),
      html: readable(written.html),
      to: mail.person,
    });
    expect(sent?.html).not.toContain('<script');
  });

  it('is waited with as long as a busy server asks, once', async () => {
    for (const how of ['fault', 'message'] as const) mail.simulator.faults.add('/EWS/', { kind: 'busy', milliseconds: 12_345, how });
    const mailer = mail.open({ webServices });

    expect(await mail.failure(mailer.send(letter(), signal()))).toMatchObject({
      code: 'mail.send-failed',
      params: { answer: 'ErrorInternalServerError' },
      retry: 'later',
    });
    expect(mail.waits).toEqual([12_345]);
    mail.simulator.faults.add('/EWS/', { kind: 'busy', milliseconds: null, how: 'fault' });
    await mailer.send(letter(), signal());
    expect(mail.waits).toEqual([12_345, 5_000]);
    expect(mail.simulator.outbox).toHaveLength(1);
  });

  it('is given back to the caller when the server asks for more rest than one sits out', async () => {
    mail.simulator.faults.add('/EWS/', { kind: 'busy', milliseconds: 900_000, how: 'fault' });

    const error = await mail.failure(mail.open({ webServices }).send(letter(), signal()));

    expect(error).toMatchObject({ code: 'mail.send-failed', params: { answer: 'ErrorServerBusy' }, retry: 'later' });
    expect(mail.waits).toEqual([]);
  });

  it('says what Exchange answered when it is refused', async () => {
    mail.simulator.faults.add('/EWS/', { kind: 'code', code: 'ErrorQuotaExceeded' });
    const mailer = mail.open({ webServices });

    expect(await mail.failure(mailer.send(letter(), signal()))).toMatchObject({
      code: 'mail.send-failed',
      params: { answer: 'ErrorQuotaExceeded' },
      retry: 'administrator',
    });
    expect(await mail.failure(mailer.send(letter({ to: 'nobody' }), signal()))).toMatchObject({
      params: { answer: 'ErrorInvalidRecipients' },
    });
  });

  it('that may be on its way although the answer was lost is not called unsent', async () => {
    const mailer = mail.open({ webServices, limits: quick });
    mail.simulator.faults.add('/EWS/', { kind: 'lost-answer' });

    expect(await mail.failure(mailer.send(letter(), signal()))).toMatchObject({ code: 'mail.unreachable', retry: 'never' });
    expect(mail.simulator.outbox).toHaveLength(1);
    mail.simulator.faults.add('/EWS/', { kind: 'silent' });
    expect(await mail.failure(mailer.send(letter(), signal()))).toMatchObject({
      code: 'mail.unreachable',
      retry: 'never',
      detail: expect.stringContaining('no answer in time'),
    });
  });

  it('ends at once with its signal', async () => {
    mail.simulator.faults.add('/EWS/', { kind: 'silent' });
    const stop = new AbortController();

    const work = mail.failure(mail.open({ webServices }).send(letter(), stop.signal));
    await expect.poll(() => mail.asked()).toHaveLength(1);
    stop.abort();

    expect((await work).code).toBe('cancelled');
  });
});

describe('Q9: a mailbox that is not reached', () => {
  it('passes when it is there, and nothing is sent', async () => {
    const mailer = mail.open();

    await mailer.probe(signal());

    expect(await mailer.locate(signal())).toBe(webServices);
    expect(mail.simulator.outbox).toEqual([]);
  });

  it('refuses a wrong password, shown twice at most, with NTLM and with Basic', async () => {
    const wrong = { webServices, account: { ...account, password: 'something else' } };
    const denied = { code: 'mail.access-denied', params: { host: 'mail.contoso.test', address: account.address } };

    expect(await mail.failure(mail.open(wrong).probe(signal()))).toMatchObject(denied);
    expect(mail.simulator.doorman.refusals).toBe(2);
    mail.simulator.doorman.offered = ['Basic'];
    expect(await mail.failure(mail.open(wrong).probe(signal()))).toMatchObject(denied);
    expect(mail.simulator.doorman.refusals).toBe(4);
  });

  it('may not use the service', async () => {
    mail.simulator.withoutWebServices.add(account.address);
    expect(await mail.failure(mail.open({ webServices }).probe(signal()))).toMatchObject({
      code: 'mail.access-denied',
      detail: 'HTTP 403',
    });

    mail.simulator.withoutWebServices.clear();
    mail.simulator.faults.add('/EWS/', { kind: 'code', code: 'ErrorAccessDenied' });
    expect(await mail.failure(mail.open({ webServices }).probe(signal()))).toMatchObject({
      code: 'mail.access-denied',
      detail: 'ErrorAccessDenied',
    });
  });

  it('is told no password when the server offers only what we do not have, or the first NTLM', async () => {
    mail.simulator.doorman.offered = ['Negotiate'];
    expect(await mail.failure(mail.open({ webServices }).probe(signal()))).toMatchObject({
      code: 'mail.access-denied',
      detail: expect.stringContaining('offers Negotiate,'),
    });

    mail.simulator.doorman.offered = ['NTLM', 'Basic'];
    mail.simulator.doorman.ntlmVersion = 1;
    expect(await mail.failure(mail.open({ webServices }).probe(signal()))).toMatchObject({
      code: 'mail.access-denied',
      detail: expect.stringContaining('without version 2'),
    });
    expect(mail.simulator.doorman.refusals).toBe(0);
  });

  it('does not answer: no server, another answer than 200, a certificate that nobody knows', async () => {
    const unreachable = { code: 'mail.unreachable', params: { host: 'mail.contoso.test' }, retry: 'later' };
    const nobodyThere = mail.open({ webServices }, { 'mail.contoso.test:443': 1 });
    expect(await mail.failure(nobodyThere.send(letter(), signal()))).toMatchObject({ ...unreachable, detail: 'ECONNREFUSED' });

    const { trustedAuthority } = await startMailAuthority();
    const untrusted = mail.open({ webServices, trustedAuthority });
    expect(await mail.failure(untrusted.send(letter(), signal()))).toMatchObject({
      ...unreachable,
      detail: 'CERT_SIGNATURE_FAILURE',
    });
    expect(mail.simulator.exchanges).toEqual([]);

    mail.simulator.faults.add('/EWS/', { kind: 'instead', status: 503 });
    expect(await mail.failure(mail.open({ webServices }).send(letter(), signal()))).toMatchObject({ ...unreachable, detail: 'HTTP 503' });
    mail.simulator.faults.add('/EWS/', { kind: 'instead', status: 302, headers: { location: 'https://foreign.example/' } });
    expect(await mail.failure(mail.open({ webServices }).probe(signal()))).toMatchObject({ ...unreachable, detail: 'HTTP 302' });
  });

  it.each(Object.entries(hostileXml))('answers with XML that is %s', async (_name, body) => {
    mail.simulator.faults.add('/EWS/', { kind: 'instead', status: 200, body });

    const error = await mail.failure(mail.open({ webServices }).probe(signal()));

    expect(error).toMatchObject({ code: 'mail.unreachable', params: { host: 'mail.contoso.test' } });
    expect(error.detail).toMatch(/^(the answer|an answer)/);
  });
});

async function startMailAuthority(): Promise<{ readonly trustedAuthority: string }> {
  const other = await startMail();
  await other.stop();
  return other.simulator;
}

const judge = join(import.meta.dirname, '..', '..', '..', 'shared', 'judges', 'ews', 'check-ews.sh');
const hasJudge = existsSync(judge) && !spawnSync('sh', [judge], { encoding: 'utf8' }).stdout.includes('xmllint is missing');
const whyNot = hasJudge ? '' : 'left out: no judge of Exchange Web Services beside the checkout, or no xmllint';

describe('what client and simulator say to each other', () => {
  it(`is right by Microsoft's schemas ${whyNot}`.trim(), async ({ skip }) => {
    if (whyNot !== '') skip(whyNot);
    mail.simulator.faults.add('autodiscover.svc', { kind: 'instead', status: 404 });
    await mail.open().send(letter({ subject: [...hostileTexts].join('') }), signal());
    await mail.open().probe(signal());
    mail.simulator.faults.add('/EWS/', { kind: 'busy', milliseconds: 1, how: 'message' });
    await mail.open({ webServices }).send(letter(), signal());

    const { stdout, status } = judged();

    expect(stdout).toMatch(/ 0 errors, 0 warnings/);
    expect(Number(/(\d+) judged/.exec(stdout)?.[1])).toBeGreaterThan(12);
    expect(status).toBe(0);
  });
});

function judged(): { readonly stdout: string; readonly status: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'ews-judge-'));
  try {
    const texts = mail.simulator.exchanges.flatMap(({ body, response }) => [body, response]).filter((text) => text.startsWith('<'));
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.xml`);
      writeFileSync(file, text);
      return file;
    });
    return spawnSync('sh', [judge, ...files], { encoding: 'utf8', timeout: 30_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
