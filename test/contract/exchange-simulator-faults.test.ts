import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExchangeKind, type ExchangeSimulator, startExchangeSimulator } from '../simulators/exchange/server.ts';
import { type Fault, faultSchema } from '../simulators/faults.ts';
import { openRequestLog } from '../simulators/request-log.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';
import { at } from '../simulators/world/random.ts';

const account = { user: 'CONTOSO\\svc', password: 'right-password-91' };
const organization = new Organization(generateWorld({ seed: 3, devices: 40 }));
const person = at(organization.people(), 1);
let exchange: ExchangeSimulator;

async function start(kind: ExchangeKind = {}): Promise<void> {
  await exchange?.stop();
  exchange = await startExchangeSimulator({ organization, requestLog: openRequestLog(null), accounts: [account], kind });
}

beforeEach(() => start());
afterEach(() => exchange.stop());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(exchange.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

function open(server = 'cas1'): Promise<Response> {
  return post('/sessions', { server, ...account });
}

async function openTicket(server = 'cas1'): Promise<string> {
  const { ticket } = JSON.parse(await (await open(server)).text());
  return String(ticket);
}

async function invoke(ticket: string, cmdlet: string, parameters: object = {}): Promise<readonly unknown[]> {
  const text = await (await post(`/sessions/${ticket}/invoke`, { cmdlet, parameters })).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function arm(fault: Omit<Partial<Fault>, 'side'>): void {
  exchange.faults.add(faultSchema.parse({ side: 'exchange', ...fault }));
}

const add = (deviceId: string) => ({ Identity: person.mailboxGuid, ActiveSyncAllowedDeviceIDs: { Add: [deviceId] } });

describe('a session that is refused', () => {
  it.each([
    ['access-denied', 'Access is denied'],
    ['kerberos-unknown-server', '0x80090322'],
    ['kerberos-no-logon-server', '0x80090311'],
    ['kerberos-clock-skew', '0x80090324'],
    ['untrusted-certificate', 'unknown certificate authority'],
    ['authentication-unsupported', 'authentication mechanism'],
    ['redirected', 'redirect'],
    ['no-roles', "isn't assigned to any management roles"],
  ] as const)('says why: %s', async (because, text) => {
    arm({ match: 'session @cas1', effect: { kind: 'refuse', because } });

    expect(await (await open()).json()).toMatchObject({ error: because, message: expect.stringContaining(text) });
    expect((await open()).status).toBe(201);
  });

  it('names server, request and time in front, as its version does and in its culture', async () => {
    const denied = async () => JSON.stringify(await (await post('/sessions', { server: 'cas1', ...account, password: 'no' })).json());
    expect(await denied()).toMatch(
      /\[ClientAccessServer=CAS1,BackEndServer=cas1\.contoso\.test,RequestId=[\da-f-]{36},TimeStamp=\d+\/\d+\/\d{4} /,
    );

    await start({ profile: '2010-sp3', culture: 'nl-NL' });
    expect(await denied()).toMatch(/\[Server=CAS1,RequestId=[\da-f-]{36},TimeStamp=\d+-\d+-\d{4} .*Toegang geweigerd/);
  });
});

describe('limits', () => {
  it('forget a shell that nobody uses or closes, after the time that is set', async () => {
    await start({ limits: { shells: 2, abandonedAfterMilliseconds: 60 } });
    await openTicket();
    await openTicket();
    expect((await open()).status).toBe(429);

    await expect.poll(async () => (await open()).status).toBe(201);
  });

  it('hold a user who runs too many cmdlets, and say for how long', async () => {
    await start({ limits: { load: { requests: 2, seconds: 30 } } });
    const ticket = await openTicket();
    await invoke(ticket, 'Get-ExchangeServer');
    await invoke(ticket, 'Get-ExchangeServer');

    const [failure] = await invoke(ticket, 'Get-ExchangeServer');
    const wait = Number(/quota of 2 requests per 30 seconds .* at least (\d+) milliseconds/.exec(JSON.stringify(failure))?.[1]);
    expect(wait).toBeGreaterThan(20_000);
    expect(wait).toBeLessThanOrEqual(30_000);
  });
});

describe('a call that something happens to', () => {
  it('succeeds after a micro delay, with a warning that tells of it', async () => {
    arm({ match: 'Set-CASMailbox', effect: { kind: 'micro-delay', milliseconds: 20 } });

    expect(await invoke(await openTicket(), 'Set-CASMailbox', add('M1'))).toEqual([
      { warning: expect.stringContaining('Micro delay applied. Actual delayed: 20 msecs') },
      { end: { count: 0 } },
    ]);
    expect(exchange.state.mailbox(person.index).allowed).toContain('M1');
  });

  it('gives a shorter list that ends like a whole one, with a warning or without', async () => {
    const ticket = await openTicket();
    arm({ match: 'Get-MobileDevice', effect: { kind: 'truncated', after: 3, isWarned: true } });
    arm({ match: 'Get-CASMailbox', effect: { kind: 'truncated', after: 2, isWarned: false } });

    expect((await invoke(ticket, 'Get-MobileDevice')).slice(3)).toEqual([
      { warning: expect.stringContaining('more results') },
      { end: { count: 3 } },
    ]);
    expect((await invoke(ticket, 'Get-CASMailbox')).slice(2)).toEqual([{ end: { count: 2 } }]);
  });

  it('comes slowly, object by object', async () => {
    arm({ match: 'Get-MobileDevice', effect: { kind: 'slow', millisecondsPerObject: 10 } });
    const started = performance.now();

    expect(await invoke(await openTicket(), 'Get-MobileDevice', { ResultSize: 20 })).toContainEqual({ end: { count: 20 } });
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it('takes its session with it; a write has been done by then', async () => {
    const ticket = await openTicket();
    arm({ match: 'Set-CASMailbox', effect: { kind: 'session-death', after: 0 } });

    expect(await invoke(ticket, 'Set-CASMailbox', add('D1'))).toEqual([{ death: {} }]);
    expect(exchange.state.mailbox(person.index).allowed).toContain('D1');
    expect(exchange.sessions()).toBe(0);
    expect((await post(`/sessions/${ticket}/invoke`, { cmdlet: 'Get-Command', parameters: {} })).status).toBe(404);
  });

  it('is seen on another server later, and at once on the one that was told', async () => {
    const [first, second] = [await openTicket('cas1'), await openTicket('cas2')];
    arm({ match: 'Get-CASMailbox @', count: null, lastsMilliseconds: 60_000, effect: { kind: 'replication-lag', milliseconds: 50 } });
    const sees = async (ticket: string) =>
      JSON.stringify(await invoke(ticket, 'Get-CASMailbox', { Identity: person.mailboxGuid })).includes('"R1"');
    await invoke(first, 'Set-CASMailbox', add('R1'));

    expect([await sees(first), await sees(second)]).toEqual([true, false]);
    await expect.poll(() => sees(second)).toBe(true);
  });

  it('meets another administrator, who writes at the same moment', async () => {
    const ticket = await openTicket();
    arm({
      match: 'Set-CASMailbox',
      effect: { kind: 'other-administrator', list: 'blocked', deviceId: 'THEIRS', edit: 'add', when: 'before' },
    });
    arm({
      match: 'Set-CASMailbox',
      effect: { kind: 'other-administrator', list: 'allowed', deviceId: 'O1', edit: 'remove', when: 'after' },
    });

    await invoke(ticket, 'Set-CASMailbox', add('O1'));

    await expect.poll(() => exchange.state.mailbox(person.index).allowed).not.toContain('O1');
    expect(exchange.state.mailbox(person.index).blocked).toContain('THEIRS');
  });
});

describe('a fault', () => {
  it('is over after the time that it lasts: a server is down and comes back', async () => {
    arm({ match: '@cas1', count: null, lastsMilliseconds: 80, effect: { kind: 'down' } });

    expect((await open()).status).toBe(503);
    await expect.poll(async () => (await open()).status).toBe(201);
    expect(exchange.faults.list()).toEqual([]);
  });
});
