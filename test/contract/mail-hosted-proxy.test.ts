/** Mail of a hosted Exchange goes through the proxy, as Intune does; of one inside the company it goes straight. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProxyAccess } from '../../engine/adapters/http/message.ts';
import { wayToMail } from '../../engine/way-out.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { type ProxyFixture, type ProxyOptions, startProxy } from '../simulators/proxy/proxy.ts';
import { freePort } from './intune-fixture.ts';
import { type MailFixture, signal, startMail } from './mail-fixture.ts';

const user = 'CONTOSO\\svc-proxy';
const password = 'Pr0xy-Gehëim:§1';
let mail: MailFixture;
let proxy: ProxyFixture | null = null;

beforeEach(async () => {
  mail = await startMail();
});

afterEach(async () => {
  await mail.stop();
  await proxy?.stop();
  proxy = null;
});

async function through(options: ProxyOptions, account: Partial<ProxyAccess> = {}): Promise<ProxyAccess> {
  proxy = await startProxy(options);
  return { server: proxy.server, port: proxy.port, user, password, ...account };
}

const open = (way: ProxyAccess | null) => mail.open({ webServices: mail.simulator.webServices, proxy: way });
const letter = () => ({ to: mail.person, subject: 'Rehearsal', html: '<p>Hello</p>' });

describe('the way to the mailbox', () => {
  it.each(['hosted', 'dedicated'] as const)('of a %s Exchange is the proxy, with its password', async (type) => {
    const choice = { server: 'proxy.contoso.test', port: 8080, user };

    expect(await wayToMail({ type, proxy: choice, proxyPassword: password }, {})).toEqual({ ...choice, password });
    expect(await wayToMail({ type, proxy: null, proxyPassword: null }, {})).toBeNull();
  });

  it('of an Exchange inside the company is none, whatever proxy there is', async () => {
    const choice = { server: 'proxy.contoso.test', port: 8080, user };

    expect(await wayToMail({ type: 'on-premises', proxy: choice, proxyPassword: password }, {})).toBeNull();
  });
});

describe('a mailer with a proxy', () => {
  it('signs in and sends over one tunnel', async () => {
    const mailer = open(await through({ mode: 'ntlm', user, password }));

    await mailer.probe(signal());
    await mailer.send(letter(), signal());

    expect(mail.simulator.outbox).toHaveLength(1);
    expect(proxy?.counts().opened).toBe(1);
    expect(new Set(proxy?.targets)).toEqual(new Set([new URL(mail.simulator.webServices).host]));
  });

  it('goes straight to hosts that are excepted from the proxy', async () => {
    const way = await through({ mode: 'refusing' }, { isStraight: ({ hostname }) => hostname === 'localhost' });

    await open(way).probe(signal());

    expect(proxy?.counts().connections).toBe(0);
  });

  it('without a proxy asks none', async () => {
    await through({ mode: 'none' });
    await open(null).probe(signal());

    expect(proxy?.counts().connections).toBe(0);
  });

  it.each([
    ['a wrong password', { mode: 'basic', user, password: 'another' }, 'network.proxy-credentials'],
    ['one that offers only Kerberos', { mode: 'offering', alsoOffers: ['Negotiate'] }, 'network.proxy-scheme'],
    ['one that refuses the host', { mode: 'refusing' }, 'network.proxy-refused'],
  ] as const)('%s: named in both languages, and the mail is not called doubtful', async (_, options, code) => {
    const error = await mail.failure(open(await through(options)).send(letter(), signal()));

    expect(error).toMatchObject({ code, retry: 'administrator' });
    for (const language of ['en', 'nl'] as const)
      expect(translator(language)(`error.${error.code}.cause`, error.params)).toContain('127.0.0.1');
    expect(mail.asked()).toEqual([]);
  });

  it('that nobody runs: network.proxy-unreachable', async () => {
    const way = { server: '127.0.0.1', port: await freePort(), user: null, password: null };

    expect(await mail.failure(open(way).probe(signal()))).toMatchObject({ code: 'network.proxy-unreachable', retry: 'later' });
  });

  it('that drops the tunnel while a mail is sent: the mail may be on its way, and is not sent again', async () => {
    const mailer = open(await through({ mode: 'none' }));
    await mailer.probe(signal());
    proxy?.dropAfter(4_000);
    proxy?.cut();

    const error = await mail.failure(mailer.send(letter(), signal()));

    expect(error).toMatchObject({ code: 'mail.unreachable' });
    expect(mail.simulator.outbox.length).toBeLessThanOrEqual(1);
  });
});
