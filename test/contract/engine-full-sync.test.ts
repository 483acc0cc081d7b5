import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, type EngineStage, leftovers, mailboxWrites, personalLists, raiseEngineStage, until } from '../builders/engine-stage.ts';
import { expectedEntries } from '../simulators/exchange/expectation.ts';
import { faultSchema } from '../simulators/faults.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';

let stage: EngineStage;

beforeEach(async () => {
  stage = await raiseEngineStage();
});

afterEach(() => stage.stop());

const writes = () => mailboxWrites(stage);
const actualEntries = () => personalLists(stage);

function expected(): ReadonlyMap<string, unknown> {
  return expectedEntries(stage.rehearsal.organization, stage.rehearsal.exchange.state.foreignEntries);
}

/** Each run opens a real PowerShell session; a busy machine takes its time. */
const patience = { timeout: 180_000 };

describe('a full synchronization by a real engine against the rehearsal organization', patience, () => {
  it('writes exactly what the independent oracle expects, and the second time nothing', async () => {
    const engine = await stage.start();
    const stages: string[] = [];

    const first = await engine.connection.call('syncFull', {}, { onProgress: ({ stage: name }) => void stages.push(name) });
    const written = writes().length;
    const second = await engine.connection.call('syncFull', {});

    expect(first).toMatchObject({ outcome: 'ok', writes: written, devices: { total: 60 }, cloudRecord: true });
    expect(written).toBeGreaterThan(0);
    expect(actualEntries()).toEqual(expected());
    expect(second).toMatchObject({ outcome: 'ok', writes: 0, devices: first.devices });
    expect(writes().length).toBe(written);
    expect([...new Set(stages)]).toEqual(['connect', 'gather-exchange', 'gather-intune', 'plan', 'guard', 'write', 'verify', 'report']);
    expect(stage.rehearsal.exchange.sessions()).toBe(0);
  });

  it('killed between two writes and started again, it reaches the right state and sends no write twice (S5)', async () => {
    const engine = await stage.start();
    stage.rehearsal.exchange.faults.add(
      faultSchema.parse({ side: 'exchange', match: 'Set-CASMailbox', count: null, effect: { kind: 'latency', milliseconds: 100 } }),
    );
    const cut = engine.connection.call('syncFull', {}).catch((error: unknown) => error);
    await until(() => writes().length >= 3, 'the third write');
    engine.child.kill('SIGKILL');
    await engine.ended;
    await cut;
    stage.rehearsal.exchange.faults.clear();

    const again = await stage.start();
    const report = await again.connection.call('syncFull', {});

    expect(report.outcome).toBe('ok');
    expect(actualEntries()).toEqual(expected());
    const sent = writes().map((parameters) => JSON.stringify(parameters));
    expect(new Set(sent).size).toBe(sent.length);
    expect((await again.connection.call('syncFull', {})).writes).toBe(0);
  });

  it('M3 stops when its connection was removed in Intune, says so, and connects again only when told to; A4 lists the connectors', async () => {
    const other = stage.rehearsal.intune.setConnector({ exchangeOrganization: 'Fabrikam', connectorServerName: 'CONN02' });
    const engine = await stage.start();
    await engine.connection.call('syncFull', {});
    const listed = await engine.connection.call('connectors', {});
    for (const { id } of stage.rehearsal.intune.connectors()) if (id !== other.id) stage.rehearsal.intune.dropConnector(id);
    const written = writes().length;

    const stopped = await engine.connection.call('syncFull', {});
    const status = await engine.connection.call('status', {});
    const remaining = stage.rehearsal.intune.connectors().length;
    const again = await engine.connection.call('syncFull', { replaceConnector: true });

    expect(listed.map(({ organization, isOurs }) => [organization, isOurs])).toEqual(
      expect.arrayContaining([
        ['Fabrikam', false],
        [stage.rehearsal.organization.world.organization, true],
      ]),
    );
    expect(stopped).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'connector.removed' } });
    expect(status.lastFull?.error?.code).toBe('connector.removed');
    expect([writes().length, remaining]).toEqual([written, 1]);
    expect(again).toMatchObject({ outcome: 'ok', cloudRecord: true });
    expect(await engine.connection.call('unregister', {})).toEqual({ removed: 1 });
    expect(stage.rehearsal.intune.connectors()).toEqual([other]);
  });

  it('a Graph walk that ends in an error on page 3 leads to no write at all', async () => {
    stage.rehearsal.intune.pageSize = 10;
    stage.rehearsal.intune.faults.add(
      faultSchema.parse({
        side: 'intune',
        match: '/managedDevices',
        skip: 2,
        count: null,
        effect: { kind: 'error', id: 'InternalServerError', message: 'broken', status: 400 },
      }),
    );
    const engine = await stage.start();

    const report = await engine.connection.call('syncFull', {});

    expect(report).toMatchObject({ outcome: 'failed', writes: 0 });
    expect(report.error?.code).toMatch(/^intune\./);
    expect(writes()).toEqual([]);
  });

  it('holds a plan above the limit, writes nothing, and carries it out once that very plan is accepted (B3)', async () => {
    stage.configure(1);
    const engine = await stage.start();

    const held = await engine.connection.call('syncFull', {});
    const status = await engine.connection.call('status', {});
    const writesWhenHeld = writes().length;
    const other = await engine.connection.call('syncFull', { acceptPlan: '0'.repeat(64) });
    const writesForOther = writes().length;
    const accepted = await engine.connection.call('syncFull', { acceptPlan: held.guard?.plan ?? '' });

    expect(held).toMatchObject({ outcome: 'held', writes: 0, guard: { limitPercent: 1, devices: 60 } });
    expect(status.held).toEqual(held.guard);
    expect([writesWhenHeld, writesForOther]).toEqual([0, 0]);
    expect(other).toMatchObject({ outcome: 'failed', error: { code: 'sync.plan-changed' } });
    expect(accepted.outcome).toBe('ok');
    expect(actualEntries()).toEqual(expected());
  });

  it('asked to end in the middle of its writes, it removes the session, leaves no file and exits 0', async () => {
    const engine = await stage.start();
    stage.rehearsal.exchange.faults.add(
      faultSchema.parse({ side: 'exchange', match: 'Set-CASMailbox', count: null, effect: { kind: 'latency', milliseconds: 200 } }),
    );
    const run = engine.connection.call('syncFull', {});
    await until(() => writes().length >= 2, 'the second write');
    engine.child.kill('SIGTERM');

    expect((await run).outcome).toBe('cancelled');
    expect(await engine.ended).toBe(0);
    expect(leftovers(stage.places)).toEqual([]);
    expect(stage.rehearsal.exchange.sessions()).toBe(0);
  });

  it('shows every text that a phone chose unchanged, in devices and explain', async () => {
    const engine = await stage.start();
    await engine.connection.call('syncFull', {});
    const phones = stage.rehearsal.organization.phones();

    const { devices } = await engine.connection.call('devices', {});
    const shown = new Map(devices.map((view) => [`${view.mailbox} ${view.deviceId}`, [view.name, view.model, view.system]]));

    const chosen = phones.map((phone) => {
      const { mailboxGuid } = stage.rehearsal.organization.ownerOf(phone);
      return [`${mailboxGuid} ${phone.easDeviceId}`, [phone.friendlyName, phone.model, phone.system]] as const;
    });
    expect(shown).toEqual(new Map(chosen));
    const strange = phones.filter(({ friendlyName }) => hostileTexts.includes(friendlyName));
    expect(strange.length).toBeGreaterThan(0);
    for (const { friendlyName } of strange) {
      const found = await engine.connection.call('explain', { text: friendlyName });
      expect(found.every(({ device }) => device.name === friendlyName)).toBe(true);
    }
  });

  it('a refused password changes nothing and names its cause', async () => {
    const engine = await stage.start();
    await engine.connection.call('storeSecret', { name: 'exchange-password', value: 'wrong' });

    const report = await engine.connection.call('syncFull', {});

    expect(report).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'exchange.access-denied' } });
    expect(writes()).toEqual([]);
  });

  it('waits as Exchange asks when it is throttled, and goes on', async () => {
    stage.rehearsal.exchange.faults.add(
      faultSchema.parse({ side: 'exchange', match: 'Set-CASMailbox', skip: 1, count: 1, effect: { kind: 'throttle', milliseconds: 1200 } }),
    );
    const engine = await stage.start();

    const report = await engine.connection.call('syncFull', {});

    expect(report.outcome).toBe('ok');
    expect(actualEntries()).toEqual(expected());
  });

  it('tests the connection without installing or writing anything (check --json)', async () => {
    const input = {
      exchange: { type: 'on-premises', server: 'cas1.contoso.test', user: account },
      exchangePassword: stage.password,
      accountCertificate: stage.rehearsal.intune.accountCertificate,
    };

    const { output, ended } = stage.spawn(['check', '--json'], JSON.stringify(input));
    const exit = await ended;
    const lines = output()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));

    expect(exit).toBe(0);
    const ofExchange = ['exchange-reach', 'exchange-server', 'exchange-account', 'exchange-commands'];
    const network = ['account-certificate', 'network-sign-in', 'network-intune'];
    const ofIntune = ['intune-reach', 'intune-licence', 'intune-authority', 'directory-sync'];
    const checks = ['powershell', 'vault', ...ofExchange, ...network, ...ofIntune];
    expect(lines).toMatchObject([
      ...checks.map((id) => ({ kind: 'check', result: { id, verdict: 'pass' } })),
      { kind: 'finished', organization: stage.rehearsal.organization.world.organization, existing: null },
    ]);
    expect(output()).not.toContain(stage.password);
    expect(writes()).toEqual([]);
  });
});
