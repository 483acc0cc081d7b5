/** Autodiscover over the real wire: where it looks, whom it follows, and to whom the password is shown. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, hostileXml, type MailFixture, quick, signal, startMail } from './mail-fixture.ts';

const webServices = 'https://mail.contoso.test/EWS/Exchange.asmx';
const soap = 'https://autodiscover.contoso.test/autodiscover/autodiscover.svc';
const pox = 'https://autodiscover.contoso.test/autodiscover/autodiscover.xml';
let mail: MailFixture;

beforeEach(async () => {
  mail = await startMail();
});
afterEach(() => mail.stop());

const failed = { code: 'mail.autodiscover-failed', params: { address: account.address }, retry: 'administrator' };

function hosts(): ReadonlySet<string> {
  return new Set(mail.asked().map((line) => new URL(line.split(' ')[1] ?? '').hostname));
}

describe('Autodiscover', () => {
  it('asks the mail domain, then autodiscover below it, SOAP before POX', async () => {
    expect(await mail.open().locate(signal())).toBe(webServices);

    expect([...new Set(mail.asked())]).toEqual([
      'POST https://contoso.test/autodiscover/autodiscover.svc',
      'POST https://contoso.test/autodiscover/autodiscover.xml',
      `POST ${soap}`,
    ]);
  });

  it('is asked once, however often the address is needed', async () => {
    const mailer = mail.open();
    await mailer.locate(signal());
    const before = mail.asked().length;

    await mailer.locate(signal());

    expect(mail.asked()).toHaveLength(before);
  });

  it.each([
    { name: 'HTTP 404', status: 404, body: '' },
    ...Object.entries(hostileXml).map(([name, body]) => ({ name, status: 200, body })),
  ])('takes the POX form when the SOAP form answers with $name', async ({ status, body }) => {
    mail.simulator.faults.add(soap, { kind: 'instead', status, body });

    expect(await mail.open().locate(signal())).toBe(webServices);
    expect(mail.asked().at(-1)).toBe(`POST ${pox}`);
  });

  it('prefers the address inside the organization when its server answers, else takes the one from outside', async () => {
    const external = 'https://mail.contoso.test/EWS/External.asmx';
    mail.simulator.directions = { internal: webServices, external, redirect: null };
    expect(await mail.open().locate(signal())).toBe(webServices);

    mail.simulator.directions = { internal: 'https://ex01.contoso.test/EWS/Exchange.asmx', external, redirect: null };
    expect(await mail.open({}, { 'ex01.contoso.test:443': 1 }).locate(signal())).toBe(external);
  });

  it('takes no address that is not https', async () => {
    mail.simulator.directions = { internal: 'http://mail.contoso.test/EWS/Exchange.asmx', external: null, redirect: null };

    expect(await mail.failure(mail.open().locate(signal()))).toMatchObject({
      ...failed,
      detail: expect.stringContaining('no https address'),
    });
  });

  it('says of every place why it led nowhere', async () => {
    mail.simulator.discoveryHosts = [];

    const error = await mail.failure(mail.open({}, { 'contoso.test:443': 1 }).locate(signal()));

    expect(error).toMatchObject(failed);
    expect(error.detail?.split('; ')).toEqual([
      'contoso.test: ECONNREFUSED',
      'autodiscover.contoso.test: HTTP 404',
      'autodiscover.contoso.test: HTTP 404',
      'autodiscover.contoso.test: HTTP 404, no redirect',
      '_autodiscover._tcp.contoso.test: no such record',
    ]);
  });

  it('shows a wrong password three times at most, and says that the account was refused', async () => {
    mail.simulator.discoveryHosts = ['contoso.test', 'autodiscover.contoso.test'];
    const mailer = mail.open({ account: { ...account, password: 'wrong' } });

    expect(await mail.failure(mailer.locate(signal()))).toMatchObject({
      code: 'mail.access-denied',
      params: { address: account.address, host: 'contoso.test' },
    });
    expect(mail.simulator.doorman.refusals).toBe(3);
  });

  it('leaves a place that does not answer, and ends when its time is over', async () => {
    mail.simulator.faults.add('https://contoso.test/', { kind: 'silent' });
    expect(await mail.open({ limits: { ...quick, all: 5000 } }).locate(signal())).toBe(webServices);

    mail.simulator.faults.add('autodiscover', { kind: 'silent' }, null);
    expect(await mail.failure(mail.open({ limits: { place: 2000, all: 300, request: 400 } }).locate(signal()))).toMatchObject({
      ...failed,
      detail: expect.stringContaining('out of time'),
    });
  });

  it('ends at once with its signal', async () => {
    mail.simulator.faults.add('https://autodiscover', { kind: 'silent' }, null);
    const stop = new AbortController();
    const work = mail.failure(mail.open().locate(stop.signal));
    await expect.poll(() => mail.asked()).toContainEqual(`POST ${soap}`);

    stop.abort();

    expect((await work).code).toBe('cancelled');
  });
});

describe('a place that leads on', () => {
  const foreign = { 'foreign.example:443': 0, 'notcontoso.test:443': 0 };
  const withForeign = () => {
    const port = mail.simulator.names.get('mail.contoso.test:443') ?? 0;
    return Object.fromEntries(Object.keys(foreign).map((name) => [name, port]));
  };

  it('is followed from the plain http name to https of the mail domain, and gets no password by http', async () => {
    mail.simulator.discoveryHosts = ['mail.contoso.test'];
    mail.simulator.plainRedirect = 'https://mail.contoso.test/autodiscover/autodiscover.xml';

    expect(await mail.open().locate(signal())).toBe(webServices);

    const plain = mail.simulator.exchanges.filter(({ url }) => url.startsWith('http:'));
    expect(plain).toMatchObject([{ method: 'GET', scheme: '', body: '' }]);
  });

  it.each([
    'http://mail.contoso.test/autodiscover/autodiscover.xml',
    'https://foreign.example/autodiscover/autodiscover.xml',
    'https://notcontoso.test/autodiscover/autodiscover.xml',
    'https://contoso.test@foreign.example/autodiscover/autodiscover.xml',
    '/autodiscover/elsewhere.xml',
    'not a url',
  ])('is not followed to %s', async (location) => {
    mail.simulator.discoveryHosts = [];
    mail.simulator.plainRedirect = location;
    mail.simulator.faults.add(soap, { kind: 'instead', status: 302, headers: { location } });

    const error = await mail.failure(mail.open({}, withForeign()).locate(signal()));

    expect(error).toMatchObject(failed);
    expect(error.detail).toContain('redirects to a place that is not https of the mail domain');
    expect([...hosts()]).toEqual(['contoso.test', 'autodiscover.contoso.test']);
    expect(mail.simulator.exchanges.every(({ scheme }) => scheme === '')).toBe(true);
  });

  it.each(['soap', 'pox'] as const)('is followed as the %s form names it: another place, another address of the domain', async (form) => {
    if (form === 'pox') mail.simulator.faults.add('.svc', { kind: 'instead', status: 404 }, null);
    mail.simulator.directions = {
      ...mail.simulator.directions,
      redirect: { kind: 'url', to: 'https://foreign.example/autodiscover/autodiscover.xml' },
    };
    expect(await mail.failure(mail.open({}, withForeign()).locate(signal()))).toMatchObject(failed);

    mail.simulator.directions = { ...mail.simulator.directions, redirect: { kind: 'address', to: 'meldingen@foreign.example' } };
    const error = await mail.failure(mail.open({}, withForeign()).locate(signal()));
    expect(error).toMatchObject({ ...failed, detail: expect.stringContaining('an address of another domain') });

    mail.simulator.directions = { ...mail.simulator.directions, redirect: { kind: 'address', to: 'x@foreign.example/.contoso.test' } };
    expect(await mail.failure(mail.open({}, withForeign()).locate(signal()))).toMatchObject(failed);
    mail.simulator.directions = { ...mail.simulator.directions, redirect: { kind: 'address', to: 'postmaster@mail.contoso.test' } };
    await mail.failure(mail.open().locate(signal()));
    expect(hosts()).toContain('mail.contoso.test');
    expect(hosts()).not.toContain('foreign.example');
  });

  it('is not followed in circles', async () => {
    mail.simulator.discoveryHosts = [];
    for (let index = 0; index < 30; index += 1) {
      const location = `https://autodiscover.contoso.test/hop/${index}`;
      mail.simulator.faults.add(index === 0 ? soap : `/hop/${index - 1}`, { kind: 'instead', status: 302, headers: { location } });
    }

    expect(await mail.failure(mail.open().locate(signal()))).toMatchObject({
      ...failed,
      detail: expect.stringContaining('too many redirects'),
    });
    expect(mail.asked().filter((line) => line.includes('/hop/'))).toHaveLength(10);
  });

  it('may be named by DNS, in the mail domain and on the port of https only', async () => {
    mail.simulator.discoveryHosts = ['mail.contoso.test'];
    const record = { port: 443, priority: 0, weight: 0 };
    const open = (...names: readonly { readonly name: string; readonly port?: number }[]) =>
      mail.open({ resolveSrv: () => Promise.resolve(names.map((one) => ({ ...record, ...one }))) }, withForeign());

    expect(await mail.failure(open({ name: 'foreign.example/.contoso.test' }).locate(signal()))).toMatchObject({
      ...failed,
      detail: expect.stringContaining('no such record'),
    });
    expect(await mail.failure(open({ name: 'foreign.example' }, { name: 'mail.contoso.test', port: 8443 }).locate(signal()))).toMatchObject(
      {
        ...failed,
        detail: expect.stringContaining('leads to another domain'),
      },
    );
    expect(hosts()).not.toContain('foreign.example');
    expect(await open({ name: 'foreign.example' }, { name: 'mail.contoso.test' }).locate(signal())).toBe(webServices);
  });
});
