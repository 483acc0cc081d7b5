import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EasDevice, Mailbox } from '../../engine/domain/exchange.ts';
import type { ExchangeFacts, ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import { easDeviceIdSchema, mailboxGuidSchema } from '../../shared/ids.ts';
import { processes } from '../builders/seen-processes.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import { collect, powershells, processesOf, type Stage, setStage, untilHit } from './exchange-fixture.ts';

const patience = AbortSignal.timeout(600_000);
const longText = `\u00E9${'x'.repeat(255)}`;

// Opening a session starts two .NET processes: seconds on an idle machine, much more on a busy one.
describe.each(powershells())('Exchange gateway on $name', { timeout: 180_000 }, ({ path }) => {
  let stage: Stage;
  let gateway: ExchangeGateway;
  let facts: ExchangeFacts;
  let folder: string;
  let canary: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-gateway-'));
    canary = join(folder, 'executed');
    stage = await setStage(300);
    const attack = `$([System.IO.File]::WriteAllText('${canary}','x'))`;
    for (const [index, text] of [...hostileTexts, longText, attack, `';${attack};'`].entries()) {
      stage.organization.addPhone({
        owner: 0,
        easDeviceId: `HOSTILE${index}`,
        friendlyName: text,
        model: text,
        system: text,
        userAgent: text,
      });
    }
    gateway = stage.gateway(path);
    facts = await gateway.connect(stage.credentials, patience);
  });

  afterEach(() => {
    stage.simulator.faults.clear();
  });

  afterAll(async () => {
    await gateway.close();
    await stage.simulator.stop();
    rmSync(folder, { recursive: true });
  });

  it('tells server, organization, version, servers, and which PowerShell ran', () => {
    const { organization } = stage.organization.world;

    expect(facts).toMatchObject({
      server: stage.simulator.servers[0],
      organization,
      missingCommands: [],
      powershell: { source: 'environment' },
    });
    expect(facts.servers.map((server) => server.fqdn)).toEqual([...stage.simulator.servers]);
    expect(facts.version).toMatch(/^15\.\d\.\d+\.\d+$/);
    expect(facts.powershell.version).toMatch(/^\d+\.\d+/);
  });

  it('looks at the whole forest before anything else', () => {
    const first = stage.requests.entries().find((entry) => entry.side === 'exchange' && entry.cmdlet === 'Set-ADServerSettings');

    expect(first).toMatchObject({ parameters: { ViewEntireForest: true }, outcome: 'ok' });
  });

  it('reads the default level and the rules', async () => {
    const rules = await gateway.readRules(patience);

    expect(rules.defaultLevel).toBe('quarantine');
    const expected = stage.simulator.state.rules.map((rule) => ({
      characteristic: rule.characteristic,
      query: rule.queryString,
      level: rule.accessLevel.toLowerCase(),
    }));
    expect(rules.rules.map(({ characteristic, query, level }) => ({ characteristic, query, level }))).toEqual(expected);
  });

  it('reads every mailbox with its lists unchanged', async () => {
    const mailboxes = await collect(gateway.readMailboxes(patience));
    const { state } = stage.simulator;

    const expected = stage.organization.people().map((person): Mailbox => {
      const { allowed, blocked, activeSyncEnabled } = state.mailbox(person.index);
      return {
        guid: mailboxGuidSchema.parse(person.mailboxGuid),
        displayName: person.displayName,
        address: person.primarySmtpAddress,
        activeSyncEnabled,
        allowedDeviceIds: [...allowed],
        blockedDeviceIds: [...blocked],
      };
    });
    expect(sorted(mailboxes)).toEqual(sorted(expected));
    expect(expected.some((mailbox) => mailbox.allowedDeviceIds.length > 0)).toBe(true);
  });

  it('reads every device, its mailbox and its texts unchanged, and executes nothing of them', async () => {
    const devices = await collect(gateway.readDevices(patience));

    expect(sorted(devices)).toEqual(sorted(stage.organization.phones().map((phone) => expectedDevice(stage, phone.index))));
    expect(devices.map((device) => device.friendlyName)).toEqual(expect.arrayContaining([...hostileTexts, longText]));
    expect(existsSync(canary)).toBe(false);
  });

  it('X3: one write adds and removes exactly what was said and leaves the entries of others alone', async () => {
    const [foreign] = stage.simulator.state.foreignEntries;
    if (foreign === undefined) throw new Error('the organization has no entries of others');
    const mailbox = mailboxGuidSchema.parse(foreign.mailboxGuid);
    const before = await gateway.readMailbox(mailbox, patience);
    const asked = stage.requests.entries().length;
    const add = { mailbox, allowAdd: ids('NEW1', 'NEW2'), allowRemove: [], blockAdd: ids('BAD1'), blockRemove: ids('NEVERTHERE') };
    await gateway.changeAccessLists(add, patience);
    const between = await gateway.readMailbox(mailbox, patience);
    await gateway.changeAccessLists(
      { mailbox, allowAdd: [], allowRemove: ids('NEW1', 'NEW2'), blockAdd: [], blockRemove: ids('BAD1') },
      patience,
    );

    expect(between.allowedDeviceIds).toEqual([...before.allowedDeviceIds, 'NEW1', 'NEW2']);
    expect(between.blockedDeviceIds).toEqual([...before.blockedDeviceIds, 'BAD1']);
    expect(await gateway.readMailbox(mailbox, patience)).toEqual(before);
    const writes = stage.requests
      .entries()
      .slice(asked)
      .filter((entry) => entry.side === 'exchange' && entry.cmdlet === 'Set-CASMailbox');
    expect(writes).toHaveLength(2);
    expect(writes[0]).toMatchObject({
      parameters: {
        Identity: mailbox,
        ActiveSyncAllowedDeviceIDs: { Add: ['NEW1', 'NEW2'] },
        ActiveSyncBlockedDeviceIDs: { Add: ['BAD1'], Remove: ['NEVERTHERE'] },
      },
    });
  });

  it('never sends an id to a list that is not of the form of one', async () => {
    const asked = stage.requests.entries().length;
    const mailbox = mailboxGuidSchema.parse(stage.organization.people()[0]?.mailboxGuid);
    const change = { mailbox, allowAdd: ids("x'; $(calc)"), allowRemove: [], blockAdd: [], blockRemove: [] };

    await expect(gateway.changeAccessLists(change, patience)).rejects.toThrow('exchange.command-failed');
    expect(stage.requests.entries()).toHaveLength(asked);
  });

  it('tells that a mailbox is gone', async () => {
    const gone = mailboxGuidSchema.parse('00000000-0000-4000-8000-00000000dead');

    await expect(gateway.readMailbox(gone, patience)).rejects.toThrow('exchange.not-found');
    await expect(
      gateway.changeAccessLists({ mailbox: gone, allowAdd: ids('A'), allowRemove: [], blockAdd: [], blockRemove: [] }, patience),
    ).rejects.toThrow('exchange.not-found');
  });

  it.each([
    ['ends without its end', { kind: 'end-early', after: 120 }],
    ['is cut off', { kind: 'drop', after: 120 }],
  ] as const)('never takes a read that %s for a whole one', async (_, effect) => {
    stage.simulator.faults.add({ side: 'exchange', match: 'MobileDevice', skip: 0, count: 1, effect });

    await expect(collect(gateway.readDevices(patience))).rejects.toThrow('exchange.session-lost');
    expect((await collect(gateway.readDevices(patience))).length).toBe(stage.organization.phones().length);
  });

  it('names the cmdlet that failed', async () => {
    const effect = {
      kind: 'error',
      id: 'ADOperationException',
      message: 'Active Directory answered otherwise than expected.',
      category: 'NotSpecified',
      status: 500,
    } as const;
    stage.simulator.faults.add({ side: 'exchange', match: 'AccessRule', skip: 0, count: 1, effect });

    await expect(gateway.readRules(patience)).rejects.toMatchObject({
      error: { code: 'exchange.command-failed', params: { command: 'Get-ActiveSyncDeviceAccessRule' } },
    });
  });

  it('reads the wait out of a throttled answer', async () => {
    stage.simulator.faults.add({
      side: 'exchange',
      match: 'Get-CASMailbox',
      skip: 0,
      count: 1,
      effect: { kind: 'throttle', milliseconds: 4200 },
    });

    await expect(collect(gateway.readMailboxes(patience))).rejects.toMatchObject({
      error: { code: 'exchange.throttled', params: { seconds: 5 } },
    });
  });

  it('can be cancelled in the middle of a read, and is usable at once afterwards', async () => {
    stage.simulator.faults.add({
      side: 'exchange',
      match: 'MobileDevice',
      skip: 0,
      count: 1,
      effect: { kind: 'latency', milliseconds: 30_000 },
    });
    const stop = new AbortController();
    const outcome = expect(collect(gateway.readDevices(stop.signal))).rejects.toThrow('cancelled');
    await untilHit(stage);
    stop.abort();

    await outcome;
    const started = performance.now();
    expect((await gateway.readRules(patience)).defaultLevel).toBe('quarantine');
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('lets a caller stop a read early, and asks nothing else of the same session in the middle of one', async () => {
    for await (const batch of gateway.readDevices(patience)) {
      const [device] = batch;
      if (device === undefined) continue;
      await expect(gateway.readMailbox(device.mailbox, patience)).rejects.toThrow('A read of this session is still running');
      break;
    }
    expect((await collect(gateway.readMailboxes(patience))).length).toBe(stage.organization.people().length);
  });

  it('has the password in no argument and no environment of any process', () => {
    const { password } = stage.credentials;
    const forms = [
      password,
      Buffer.from(password, 'utf8').toString('base64').slice(0, 20),
      Buffer.from(password, 'utf16le').toString('base64').slice(0, 20),
    ];
    const seen = processes();

    expect(processesOf(stage).length).toBeGreaterThanOrEqual(2);
    expect(
      seen.filter(({ command, environment }) => forms.some((form) => `${command}${environment}`.includes(form))).map(({ pid }) => pid),
    ).toEqual([]);
    expect(JSON.stringify(stage.requests.entries())).not.toContain(password);
  });

  it('sees a password that leaks through the environment of PowerShell', async () => {
    const { password } = stage.older;
    const leaking = stage.gateway(path, {
      environment: { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: stage.simulator.url, LANG: password },
    });
    await leaking.connect(stage.older, patience);
    const leaks = processes().filter(({ environment }) => environment.includes(password));
    await leaking.close();

    expect(leaks.length).toBeGreaterThan(0);
  });

  it('Q8: works without Get-MobileDevice and names what the account may not run', async () => {
    const older = stage.gateway(path);
    const found = await older.connect(stage.older, patience);
    const devices = await collect(older.readDevices(patience));
    await older.close();

    expect(found.missingCommands).toEqual(['Set-ActiveSyncOrganizationSettings']);
    expect(devices.length).toBe(stage.organization.phones().length);
  });
});

function ids(...texts: readonly string[]) {
  return texts.map((text) => easDeviceIdSchema.parse(text));
}

function sorted<T extends { readonly guid: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((one, other) => one.guid.localeCompare(other.guid));
}

function expectedDevice(stage: Stage, index: number): EasDevice {
  const phone = stage.organization.phone(index);
  const { state, reason } = stage.simulator.state.access(index);
  const observed = { Allowed: 'allowed', Blocked: 'blocked', Quarantined: 'quarantined', DeviceDiscovery: 'discovery' } as const;
  return {
    guid: phone.partnershipGuid,
    mailbox: mailboxGuidSchema.parse(stage.organization.ownerOf(phone).mailboxGuid),
    deviceId: easDeviceIdSchema.parse(phone.easDeviceId),
    friendlyName: phone.friendlyName,
    type: phone.deviceType,
    model: phone.model,
    system: phone.system,
    userAgent: phone.userAgent,
    state: observed[state],
    stateReason: reason,
    firstSync: new Date(phone.firstSync).toISOString(),
  };
}
