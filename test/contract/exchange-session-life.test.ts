/** How long a session is used, and what is thought of one that says nothing: lost, slow, or silent for too long. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExchangePowershellOptions } from '../../engine/adapters/exchange-powershell/connection.ts';
import type { ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import { type Clock, systemClock } from '../../shared/host/clock.ts';
import { easDeviceIdSchema, mailboxGuidSchema } from '../../shared/ids.ts';
import type { FaultEffect } from '../simulators/faults.ts';
import { collect, powershells, processesOf, type Stage, setStage, untilHit } from './exchange-fixture.ts';

const patience = AbortSignal.timeout(600_000);

// Opening a session starts two .NET processes: seconds on an idle machine, much more on a busy one.
describe.each(powershells())('the life of a session on $name', { timeout: 180_000 }, ({ path }) => {
  let stage: Stage;
  let gateway: ExchangeGateway;

  beforeEach(async () => {
    stage = await setStage(1200);
  });
  afterEach(async () => {
    await gateway.close();
    expect(stage.simulator.sessions()).toBe(0);
    expect(processesOf(stage)).toEqual([]);
    await stage.simulator.stop();
  });

  async function connect(options: Partial<ExchangePowershellOptions> = {}): Promise<void> {
    gateway = stage.gateway(path, options);
    await gateway.connect(stage.credentials, patience);
  }

  const fault = (match: string, effect: FaultEffect) => stage.simulator.faults.add({ side: 'exchange', match, skip: 0, count: 1, effect });
  const readDevices = () => collect(gateway.readDevices(patience));
  /** Shells that Exchange counted after each opening and removal. */
  function shells(): readonly number[] {
    let open = 0;
    return stage.requests.entries().flatMap((entry) => {
      if (entry.side !== 'exchange' || entry.outcome !== 'ok' || !/^(New|Remove)-PSSession$/.test(entry.cmdlet)) return [];
      open += entry.cmdlet === 'New-PSSession' ? 1 : -1;
      return [open];
    });
  }
  function killEndpoint(): void {
    for (const { pid, command } of processesOf(stage)) if (command.includes('-ConfigurationFile')) process.kill(pid, 'SIGKILL');
  }

  it('knows within seconds that its endpoint is gone: in a question, in a silent read, in a stream, and between two calls', async () => {
    const losses: readonly (readonly [match: string | null, act: () => Promise<unknown>])[] = [
      ['AccessRule', () => gateway.readRules(patience)],
      ['MobileDevice', readDevices],
      [null, () => gateway.readRules(patience)],
    ];
    for (const [match, act] of losses) {
      await connect();
      if (match !== null) fault(match, { kind: 'latency', milliseconds: 100_000 });
      const asked = match === null ? null : expect(act()).rejects.toThrow('exchange.session-lost');
      if (match !== null) await untilHit(stage);
      const lost = performance.now();
      killEndpoint();

      await (asked ?? expect(act()).rejects.toThrow('exchange.session-lost'));
      await gateway.close();
      expect(performance.now() - lost, String(match)).toBeLessThan(15_000);
      stage.simulator.faults.clear();
    }
  });

  it('does not take a slow server for a lost one, nor a stream that pauses', async () => {
    await connect();
    const all = await readDevices();
    fault('MobileDevice', { kind: 'latency', milliseconds: 6000 });
    expect(await readDevices()).toHaveLength(all.length);
    fault('AccessRule', { kind: 'latency', milliseconds: 2000 });
    expect((await gateway.readRules(patience)).defaultLevel).toBe('quarantine');
  });

  it('gives a read up in which Exchange sends nothing for a quarter of an hour', async () => {
    const fast: Clock = { ...systemClock, elapsed: () => performance.now() * 200 };
    await connect({ clock: fast, life: { age: Number.POSITIVE_INFINITY, idle: Number.POSITIVE_INFINITY } });
    fault('MobileDevice', { kind: 'latency', milliseconds: 60_000 });

    await expect(readDevices()).rejects.toMatchObject({ error: { code: 'powershell.timeout', params: { seconds: 900 } } });
  });

  it('is removed and opened anew when it is old, never in the middle of a read, and Exchange never counts two', async () => {
    let later = 0;
    const clock: Clock = { ...systemClock, elapsed: () => performance.now() + later };
    await connect({ clock, life: { age: 3_600_000, idle: 600_000 } });
    const all = await readDevices();
    const seen: string[] = [];
    for await (const batch of gateway.readDevices(patience)) {
      later += 3_600_000;
      seen.push(...batch.map(({ guid }) => guid));
    }

    expect(seen.toSorted()).toEqual(all.map(({ guid }) => guid).toSorted());
    expect(shells()).toEqual([1]);
    const mailbox = mailboxGuidSchema.parse(stage.organization.people()[0]?.mailboxGuid);
    const none = { allowRemove: [], blockAdd: [], blockRemove: [] };
    const before = await gateway.readMailbox(mailbox, patience);
    expect(shells()).toEqual([1, 0, 1]);
    later += 600_000;
    await gateway.changeAccessLists({ mailbox, allowAdd: [easDeviceIdSchema.parse('NEW1')], ...none }, patience);
    expect(shells()).toEqual([1, 0, 1, 0, 1]);
    expect((await gateway.readMailbox(mailbox, patience)).allowedDeviceIds).toEqual([...before.allowedDeviceIds, 'NEW1']);
    expect(stage.requests.entries().filter((entry) => entry.side === 'exchange' && entry.cmdlet === 'Set-CASMailbox')).toHaveLength(1);
  });

  it('that could not be opened anew is tried again by the next call, and by none after it was closed', async () => {
    let later = 0;
    await connect({ clock: { ...systemClock, elapsed: () => performance.now() + later } });
    later += 24 * 3_600_000;
    fault('session', { kind: 'down' });
    const asked = [gateway.readRules(patience), gateway.readRules(patience)];
    for (const outcome of await Promise.allSettled(asked))
      expect(outcome).toMatchObject({ reason: { error: { code: 'exchange.unreachable' } } });

    expect((await gateway.readRules(patience)).defaultLevel).toBe('quarantine');
    await gateway.close();
    await expect(gateway.readRules(patience)).rejects.toThrow('exchange.session-lost');
    expect(Math.max(...shells())).toBe(1);
  });
});
