import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExchangeSimulator, startExchangeSimulator } from '../simulators/exchange/server.ts';
import { type Fault, faultSchema } from '../simulators/faults.ts';
import { openRequestLog, type RequestLog } from '../simulators/request-log.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';
import { at } from '../simulators/world/random.ts';

const account = { user: 'CONTOSO\\svc', password: 'right-password-91' };
let organization: Organization;
let requestLog: RequestLog;
let exchange: ExchangeSimulator;

beforeEach(async () => {
  organization = new Organization(generateWorld({ seed: 3, devices: 40 }));
  requestLog = openRequestLog(null);
  const poor = { user: 'CONTOSO\\poor', password: 'p', commands: ['Get-CASMailbox'] };
  exchange = await startExchangeSimulator({ organization, requestLog, accounts: [account, poor] });
});

afterEach(() => exchange.stop());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(exchange.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

function open(change: Readonly<Record<string, string>> = {}): Promise<Response> {
  return post('/sessions', { server: 'cas1.contoso.test', ...account, ...change });
}

async function ticketOf(response: Response): Promise<string> {
  const { ticket } = JSON.parse(await response.text());
  return String(ticket);
}

async function invoke(ticket: string, cmdlet: string, parameters: object = {}): Promise<readonly unknown[]> {
  const response = await post(`/sessions/${ticket}/invoke`, { cmdlet, parameters });
  const text = await response.text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function statusForHost(host: string): Promise<number | undefined> {
  return new Promise((settle, fail) => {
    get(`${exchange.url}/`, { headers: { host } }, (response) => {
      response.resume();
      settle(response.statusCode);
    }).once('error', fail);
  });
}

function arm(fault: Omit<Partial<Fault>, 'side'>): void {
  exchange.faults.add(faultSchema.parse({ side: 'exchange', ...fault }));
}

describe('opening a session with the simulated Exchange', () => {
  it('gives a ticket for the right account, with the user in any case and the short server name', async () => {
    const response = await open({ server: 'CAS2', user: 'contoso\\SVC' });

    expect(response.status).toBe(201);
    expect(await ticketOf(response)).toMatch(/^[\w-]{32}$/);
    expect(exchange.sessions()).toBe(1);
  });

  it('is refused as Exchange refuses: wrong password, unknown account, unknown server', async () => {
    const refusals = [
      await open({ password: 'wrong' }),
      await open({ user: 'CONTOSO\\nobody' }),
      await open({ server: 'cas9.contoso.test' }),
    ];

    expect(refusals.map(({ status }) => status)).toEqual([401, 401, 404]);
    expect(await refusals[0]?.json()).toMatchObject({ error: 'access-denied', message: expect.stringContaining('Access is denied') });
    expect(await refusals[2]?.json()).toMatchObject({ error: 'unknown-server' });
    expect(exchange.sessions()).toBe(0);
  });

  it('is refused from the 19th session of one user on, until one is removed', async () => {
    const tickets = await Promise.all(Array.from({ length: 18 }, async () => ticketOf(await open())));
    const refused = await open();
    await fetch(`${exchange.url}/sessions/${at(tickets, 0)}`, { method: 'DELETE' });

    expect(await refused.json()).toMatchObject({
      message: expect.stringContaining('a maximum of 18 concurrent shells, which has been exceeded'),
    });
    expect((await open()).status).toBe(201);
  });

  it('finds a server that is down, and the other one up', async () => {
    arm({ match: '@cas1', count: null, effect: { kind: 'down' } });

    expect((await open()).status).toBe(503);
    expect((await open({ server: 'cas2' })).status).toBe(201);
  });

  it('keeps passwords and tickets out of the request log', async () => {
    const ticket = await ticketOf(await open());
    await open({ password: 'another-secret' });
    await invoke(ticket, 'Get-ExchangeServer');

    const text = JSON.stringify(requestLog.entries());
    expect(text).toContain('New-PSSession');
    for (const secret of [account.password, 'another-secret', ticket]) expect(text).not.toContain(secret);
  });

  it('refuses a posted form, a body that is not JSON, an unknown field, and a foreign host name', async () => {
    const form = await fetch(`${exchange.url}/sessions`, { method: 'POST', body: new URLSearchParams(account) });
    const broken = await fetch(`${exchange.url}/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });

    expect([form.status, broken.status, (await open({ surprise: 'x' })).status]).toEqual([415, 400, 400]);
    expect(await statusForHost('evil.example')).toBe(421);
    expect(await statusForHost('127.0.0.1:1')).toBe(404);
  });
});

describe('running a cmdlet', () => {
  it('streams objects, then the end with their count, and logs parameters and outcome', async () => {
    const ticket = await ticketOf(await open());
    const lines = await invoke(ticket, 'Get-MobileDevice', { ResultSize: 'Unlimited' });

    expect(lines).toHaveLength(41);
    expect(lines.at(-1)).toEqual({ end: { count: 40 } });
    expect(requestLog.entries().at(-1)).toMatchObject({
      cmdlet: 'Get-MobileDevice',
      parameters: { ResultSize: 'Unlimited' },
      outcome: 'ok',
      session: 's1',
    });
  });

  it('offers only what the account is granted', async () => {
    const ticket = await ticketOf(await open({ user: 'CONTOSO\\poor', password: 'p' }));
    const commands = await fetch(`${exchange.url}/sessions/${ticket}/commands`);

    expect(await commands.json()).toMatchObject({ commands: ['Get-CASMailbox'] });
    expect(await invoke(ticket, 'Set-CASMailbox', { Identity: 'x' })).toMatchObject([
      { error: { id: 'CommandNotFoundException' } },
      { end: { count: 0 } },
    ]);
  });

  it('ends with the session: a removed or unknown ticket is not served', async () => {
    const ticket = await ticketOf(await open());
    await fetch(`${exchange.url}/sessions/${ticket}`, { method: 'DELETE' });

    expect((await post(`/sessions/${ticket}/invoke`, { cmdlet: 'Get-Command', parameters: {} })).status).toBe(404);
    expect((await post('/sessions/invented/invoke', { cmdlet: 'Get-Command', parameters: {} })).status).toBe(404);
  });

  it('fails as planned: error, throttling with its wait, and an answer without its end', async () => {
    const ticket = await ticketOf(await open());
    arm({
      match: 'Get-CASMailbox',
      skip: 1,
      effect: { kind: 'error', id: 'ADTransientException', category: 'ResourceUnavailable', message: 'm', status: 500 },
    });
    arm({ match: 'Get-ExchangeServer', effect: { kind: 'throttle', milliseconds: 1234 } });
    arm({ match: 'Get-MobileDevice', effect: { kind: 'end-early', after: 3 } });

    expect((await invoke(ticket, 'Get-CASMailbox', { ResultSize: 1 }))[0]).toHaveProperty('object');
    expect(await invoke(ticket, 'Get-CASMailbox')).toMatchObject([{ error: { id: 'ADTransientException' } }, { end: { count: 0 } }]);
    expect(await invoke(ticket, 'Get-ExchangeServer')).toMatchObject([
      { error: { message: expect.stringContaining('at least 1234 milliseconds') } },
      {},
    ]);
    expect(await invoke(ticket, 'Get-MobileDevice')).toHaveLength(3);
  });

  it('can be cut in the middle; a write has been done by then', async () => {
    const ticket = await ticketOf(await open());
    const { index, mailboxGuid } = at(organization.people(), 1);
    arm({ match: 'Set-CASMailbox', effect: { kind: 'drop', after: 0 } });

    await expect(
      invoke(ticket, 'Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Add: ['Z1'] } }),
    ).rejects.toThrow();
    expect(exchange.state.mailbox(index).allowed).toContain('Z1');
    expect(requestLog.entries().at(-1)).toMatchObject({ cmdlet: 'Set-CASMailbox', outcome: 'drop' });
  });

  it('loses its session when the server goes down, and nothing is written', async () => {
    const ticket = await ticketOf(await open());
    const { index, mailboxGuid } = at(organization.people(), 1);
    arm({ match: 'Set-CASMailbox', effect: { kind: 'down' } });

    const call = { cmdlet: 'Set-CASMailbox', parameters: { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Add: ['Z1'] } } };
    expect([(await post(`/sessions/${ticket}/invoke`, call)).status, (await post(`/sessions/${ticket}/invoke`, call)).status]).toEqual([
      503, 404,
    ]);
    expect(exchange.state.mailbox(index).allowed).not.toContain('Z1');
  });
});
