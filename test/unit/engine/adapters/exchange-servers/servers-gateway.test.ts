/** The choice among servers and sessions, with stand-ins for single servers; real sessions are lost in test/contract/exchange-servers.test.ts. */
import { describe, expect, it } from 'vitest';
import { shellLimits } from '../../../../../engine/adapters/exchange-servers/shell-budget.ts';
import type { ExchangeGateway } from '../../../../../engine/ports/exchange-gateway.ts';
import { Failure } from '../../../../../shared/errors.ts';
import { mailboxGuid } from '../../../../builders/domain.ts';
import { serverHouse, servers } from '../../../../builders/servers.ts';

const never = new AbortController().signal;
const credentials = { user: 'CONTOSO\\svc', password: '' };
const lost = () => new Failure('exchange.session-lost', { retry: 'later' });

type House = ReturnType<typeof serverHouse>;

async function serverOf(house: House, gateway: ExchangeGateway = house.newGateway()): Promise<string> {
  const { server } = await gateway.connect(credentials, never);
  await gateway.close();
  return server;
}

function failNext(house: House, call: string, failure: Failure): void {
  const [last] = house.opened.slice(-1);
  if (last === undefined) throw new Error('nothing is open');
  last.exchange.interfere.with = (name) => {
    if (name === call) throw failure;
  };
}

/** Gives up as the adapters do: every signal that fires is "cancelled" to them. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(new Failure('cancelled', { retry: 'never' }));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/** Connected to the configured server, which has told of the others. */
async function connected(house: House): Promise<ExchangeGateway> {
  const gateway = house.newGateway();
  await gateway.connect(credentials, never);
  return gateway;
}

describe('the choice of a server (X4)', () => {
  it('takes another one when the configured one is down, from the list that it gave when it was last up', async () => {
    const house = serverHouse();
    await serverOf(house);
    house.down.add('cas1.contoso.test');

    expect(await serverOf(house)).toBe('cas2.contoso.test');
    house.down.add('cas2.contoso.test');
    expect(await serverOf(house)).toBe('cas3.contoso.test');
  });

  it('X4 goes back to the primary when it answers again', async () => {
    const house = serverHouse();
    await serverOf(house);
    house.down.add('cas1.contoso.test');
    await serverOf(house);
    house.down.clear();

    expect(await serverOf(house)).toBe('cas2.contoso.test');
    await house.clock.sleep(30_000);
    expect(await serverOf(house)).toBe('cas1.contoso.test');
  });

  it('does not knock at a server that rests while another answers, and does when none does', async () => {
    const house = serverHouse();
    await serverOf(house);
    house.down.add('cas1.contoso.test');
    await serverOf(house);
    house.opened.splice(0);
    await serverOf(house);
    expect(house.opened.map(({ server }) => server)).toEqual(['cas2.contoso.test']);

    for (const { fqdn } of servers) house.down.add(fqdn);
    house.opened.splice(0);
    await expect(serverOf(house)).rejects.toMatchObject({ error: { code: 'exchange.unreachable' } });
    expect(house.opened.map(({ server }) => server).toSorted()).toEqual(servers.map(({ fqdn }) => fqdn));
  });

  it('X4 gives up silent servers one after the other, so that the last one gets its turn, and counts what they may have opened', async () => {
    const house = serverHouse(true, 20);
    house.memory.keepServers('cas1.contoso.test', servers);
    const silent = new Set(['cas1.contoso.test', 'cas2.contoso.test']);
    house.interfere = async (call, signal) => {
      if (call === 'connect' && silent.has(house.opened.at(-1)?.server ?? '')) await untilAborted(signal);
    };

    expect(await serverOf(house)).toBe('cas3.contoso.test');
    expect(house.opened.map(({ server }) => server)).toEqual(servers.map(({ fqdn }) => fqdn));
    expect(house.health.resting().toSorted()).toEqual([...silent]);
    expect(house.shells.use()).toEqual({ open: 0, lost: 2 });
  });

  it('X4 an administrator who cancels ends the search at once, and no server is blamed for it', async () => {
    const house = serverHouse(true, 60_000);
    const leave = new AbortController();
    house.interfere = async (call, signal) => {
      if (call !== 'connect') return;
      leave.abort();
      await untilAborted(signal);
    };

    await expect(house.newGateway().connect(credentials, leave.signal)).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(house.opened).toHaveLength(1);
    expect(house.health.resting()).toEqual([]);
  });

  it('knows no other server before the configured one has answered once, and none when failover is off', async () => {
    for (const house of [serverHouse(), serverHouse(false)]) {
      house.memory.keepServers('cas9.contoso.test', servers);
      house.down.add('cas1.contoso.test');

      await expect(serverOf(house)).rejects.toMatchObject({ error: { params: { server: 'cas1.contoso.test' } } });
      expect(house.opened).toHaveLength(1);
    }
    const primaryOnly = serverHouse(false);
    await serverOf(primaryOnly);
    primaryOnly.down.add('cas1.contoso.test');
    await expect(serverOf(primaryOnly)).rejects.toThrow('exchange.unreachable');
  });

  it.each(['exchange.access-denied', 'exchange.throttled'] as const)(
    'asks no other server after %s, which every one would answer',
    async (code) => {
      const house = serverHouse();
      await serverOf(house);
      const gateway = house.newGateway();
      house.memory.keepServers('cas1.contoso.test', servers);
      house.opened.splice(0);
      house.refuse = new Failure(code);

      await expect(gateway.connect(credentials, never)).rejects.toThrow(code);
      expect(house.opened).toHaveLength(1);
      expect(house.shells.use()).toEqual({ open: 0, lost: 0 });
    },
  );
});

describe('a session that is lost', () => {
  it('a question is asked again, on another server when its own is down', async () => {
    const house = serverHouse();
    const gateway = await connected(house);
    failNext(house, 'readMailbox', lost());
    house.down.add('cas1.contoso.test');

    expect(await gateway.readMailbox(mailboxGuid(1), never)).toMatchObject({ guid: mailboxGuid(1) });
    expect(house.opened.map(({ server }) => server)).toEqual(['cas1.contoso.test', 'cas1.contoso.test', 'cas2.contoso.test']);
    await gateway.close();
    expect(house.opened.every(({ exchange }) => exchange.closed > 0 || house.down.has('cas1.contoso.test'))).toBe(true);
  });

  it('a question that is lost three times is told as lost', async () => {
    const house = serverHouse();
    house.interfere = (name) => {
      if (name === 'readRules') throw lost();
    };
    const gateway = await connected(house);

    await expect(gateway.readRules(never)).rejects.toThrow('exchange.session-lost');
    expect(house.opened).toHaveLength(3);
  });

  it('a read that broke off throws, and the next one has a new session', async () => {
    const house = serverHouse();
    const gateway = await connected(house);
    failNext(house, 'readDevices', lost());
    const batches: unknown[] = [];

    await expect(
      (async () => {
        for await (const batch of gateway.readDevices(never)) batches.push(batch);
      })(),
    ).rejects.toThrow('exchange.session-lost');
    for await (const batch of gateway.readMailboxes(never)) expect(batch).toHaveLength(8);
    expect(house.opened).toHaveLength(2);
  });

  it('a write is never sent a second time', async () => {
    const house = serverHouse();
    const gateway = await connected(house);
    failNext(house, 'after write', lost());
    const change = { mailbox: mailboxGuid(1), allowAdd: [], allowRemove: [], blockAdd: [], blockRemove: [] };

    await expect(gateway.changeAccessLists(change, never)).rejects.toThrow('exchange.session-lost');
    expect(house.opened.flatMap(({ exchange }) => exchange.writes)).toEqual([change]);
  });
});

describe('several sessions (X5)', () => {
  const ask = (gateway: ExchangeGateway, count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => gateway.readMailbox(mailboxGuid(index % 8), never)));

  it('uses one until it is allowed more, then opens more while Exchange stays calm, and removes all in the end', async () => {
    const house = serverHouse();
    const gateway = await connected(house);
    await ask(gateway, 40);
    expect(house.opened).toHaveLength(1);

    house.choices.isParallel = true;
    await ask(gateway, 400);
    expect(house.opened.length).toBeGreaterThan(3);
    expect(house.opened.length).toBeLessThanOrEqual(10);
    expect(house.shells.use()).toEqual({ open: house.opened.length, lost: 0 });

    await gateway.close();
    expect(house.shells.use()).toEqual({ open: 0, lost: 0 });
    expect(house.opened.every(({ exchange }) => exchange.closed === 1)).toBe(true);
  });

  it('uses fewer after Exchange delayed a call or refused one, and one alone in slow hours', async () => {
    const house = serverHouse();
    house.choices.isParallel = true;
    const gateway = await connected(house);
    await ask(gateway, 400);
    const before = house.load.width();
    house.load.delayed(300);

    expect(house.load.width()).toBe(Math.floor(before / 2));
    expect(house.load.delayPerSecond()).toBe(5);
    house.choices.slowHours = '00:00-23:59';
    expect([house.load.width(), house.load.pause()]).toEqual([1, 500]);
    await gateway.close();
  });

  it('is on by itself from 5,000 devices', () => {
    const house = serverHouse();
    for (let call = 0; call < 100; call += 1) house.load.calm();
    house.choices.devices = 4_999;
    expect(house.load.width()).toBe(1);
    house.choices.devices = 5_000;
    expect(house.load.width()).toBeGreaterThan(1);
  });
});

describe('shells that crashes leave behind', () => {
  it('are counted for a quarter of an hour; then no more are opened than leave the account usable', async () => {
    const house = serverHouse();
    house.interfere = (name) => {
      if (name === 'readRules') throw lost();
    };
    const gateway = await connected(house);
    const outcomes: unknown[] = [];
    for (let crash = 0; crash < 10; crash += 1) outcomes.push(await gateway.readRules(never).catch((thrown: unknown) => thrown));

    expect(house.opened).toHaveLength(shellLimits.most);
    expect(outcomes.at(-1)).toMatchObject({ error: { code: 'exchange.throttled', params: { seconds: 900 } } });
    expect(house.shells.use()).toEqual({ open: 0, lost: shellLimits.most });
    await house.clock.sleep(shellLimits.lostCountMilliseconds + 1);
    expect(house.shells.use()).toEqual({ open: 0, lost: 0 });
  });
});
