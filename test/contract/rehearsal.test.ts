import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../simulators/rehearsal.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import { at } from '../simulators/world/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'ec-rehearsal-'));
const exchangePassword = 'canary-exchange-password-5512';
let running: Rehearsal | null = null;

afterEach(async () => {
  await running?.stop();
  running = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(change: Partial<RehearsalOptions> = {}): Promise<Rehearsal> {
  running = await startRehearsal({ devices: 40, seed: 3, folder: null, exchangePassword, ...change });
  return running;
}

async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${running?.admin.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function read(path: string): Promise<string> {
  return (await fetch(`${running?.admin.url}${path}`)).text();
}

describe('the admin interface', () => {
  it('lets a phone appear, enrol, lose compliance and make contact', async () => {
    const { organization } = await start();
    const address = at(organization.people(), 4).primarySmtpAddress;

    const added = await post('/phones', { address, friendlyName: 'x' });
    await post('/phones/40/enrol', { complianceState: 'inGracePeriod' });
    await post('/phones/40/compliance', { complianceState: 'noncompliant' });

    expect(added).toMatchObject({ status: 200, body: { index: 40, owner: 4, friendlyName: 'x' } });
    expect(organization.phone(40).enrolment).toMatchObject({ complianceState: 'noncompliant', managementState: 'managed' });
    expect(await post('/phones/40/contact', {})).toMatchObject({ status: 200, body: { state: 'Quarantined', reason: 'Global' } });
    expect((await post('/contact', {})).body).toEqual({ contacted: 41 });
    await post('/phones/40/unenrol', {});
    expect(organization.phone(40).enrolment).toBeNull();
  });

  it('says clearly what is wrong with a request', async () => {
    await start();

    expect(await post('/phones', {})).toMatchObject({ status: 400, body: { message: expect.stringContaining('either owner or address') } });
    expect(await post('/phones', { address: 'nobody@contoso.test' })).toMatchObject({ status: 400 });
    expect(await post('/phones/0/compliance', { colour: 'red' })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('colour') },
    });
    expect(await post('/phones/4000/contact', {})).toMatchObject({ status: 404 });
    expect(await post('/faults', { side: 'moon', match: '*', effect: { kind: 'down' } })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('side') },
    });
    expect(await post('/nowhere', {})).toMatchObject({ status: 404 });
  });

  it('shows the whole state and the request log', async () => {
    const { organization, exchange } = await start();
    await fetch(`${exchange.url}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ server: 'cas1', user: 'CONTOSO\\svc-connector', password: exchangePassword }),
    });

    const state = JSON.parse(await read('/state'));
    expect(state.phones).toHaveLength(40);
    expect(state.phones[0]).toMatchObject({ easDeviceId: organization.phone(0).easDeviceId, access: exchange.state.access(0) });
    expect(state.exchange).toMatchObject({
      sessions: 1,
      settings: { defaultAccessLevel: 'Quarantine' },
      foreignEntries: exchange.state.foreignEntries,
    });
    expect(JSON.parse(await read('/log'))).toMatchObject([{ side: 'exchange', cmdlet: 'New-PSSession', outcome: 'ok' }]);
  });

  it('shows a page in which no hostile text is markup', async () => {
    const { organization } = await start();
    for (const text of hostileTexts) organization.addPhone({ owner: 0, friendlyName: text, model: text });

    const page = await read('/');

    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
  });

  it('puts faults into either simulator and takes them out again', async () => {
    const { exchange, intune } = await start();
    const faults = [
      { side: 'exchange', match: 'Get-CASMailbox', effect: { kind: 'down' } },
      { side: 'intune', match: 'GET', count: null, effect: { kind: 'latency', milliseconds: 10 } },
    ];

    expect((await post('/faults', faults)).body).toHaveLength(2);
    expect([exchange.faults.list().length, intune.faults.list().length]).toEqual([1, 1]);
    await fetch(`${running?.admin.url}/faults`, { method: 'DELETE' });
    expect([exchange.faults.list().length, intune.faults.list().length]).toEqual([0, 0]);
  });

  it('puts the connector record of another machine into Intune', async () => {
    const { intune } = await start();

    await post('/connectors', { connectorServerName: 'OLD-HOST' });

    expect(intune.connectors()).toMatchObject([{ connectorServerName: 'OLD-HOST', exchangeOrganization: 'Contoso' }]);
  });
});

describe('a rehearsal in a folder', () => {
  it('finds lists, phones and connectors again when it is started a second time', async () => {
    const first = await start({ folder });
    first.exchange.state.changeMailbox(5, { allowed: ['A1'], blocked: ['B1'] });
    await post('/phones', { owner: 5 });
    await post('/connectors', { connectorServerName: 'OLD-HOST' });
    await first.stop();

    const second = await start({ folder });

    expect(second.exchange.state.mailbox(5)).toMatchObject({ allowed: ['A1'], blocked: ['B1'] });
    expect(second.organization.phones()).toEqual(first.organization.phones());
    expect(second.exchange.state.access(40)).toEqual(first.exchange.state.access(40));
    expect(second.intune.connectors()).toEqual(first.intune.connectors());
  });

  it('refuses another size or seed over the same folder', async () => {
    await start({ folder }).then((rehearsal) => rehearsal.stop());

    await expect(startRehearsal({ devices: 41, seed: 3, folder, exchangePassword })).rejects.toThrow('40 devices with seed 3');
  });

  it('writes the password into no file', async () => {
    await start({ folder });

    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => readFileSync(join(folder, name), 'utf8').includes(exchangePassword))).toEqual([]);
  });

  it('lets phones make contact by themselves after a change, when asked to', async () => {
    const { organization, exchange } = await start({ autoContactMilliseconds: 1 });
    const { owner, easDeviceId } = organization.phone(0);
    const contact = new Promise<void>((settle) => organization.onContact(({ index }) => index === 0 && settle()));

    exchange.state.changeMailbox(owner, { activeSyncEnabled: true, blocked: [easDeviceId] });
    await contact;

    expect(exchange.state.access(0)).toMatchObject({ state: 'Blocked', reason: 'Individual' });
  });
});
