/** Exchange servers that are up or down, each behind a stand-in of its own, for the choice among them; that real sessions behave so is shown in test/contract. */
import { ExchangeLoad } from '../../engine/adapters/exchange-servers/exchange-load.ts';
import { ServerChoice } from '../../engine/adapters/exchange-servers/server-choice.ts';
import { ServerHealth } from '../../engine/adapters/exchange-servers/server-health.ts';
import { createServersGateway } from '../../engine/adapters/exchange-servers/servers-gateway.ts';
import { ShellBudget } from '../../engine/adapters/exchange-servers/shell-budget.ts';
import { openSqliteStore } from '../../engine/adapters/sqlite-store/sqlite-store.ts';
import type { ExchangeServer } from '../../engine/domain/exchange.ts';
import { Failure } from '../../shared/errors.ts';
import { mailbox, mailboxGuid } from './domain.ts';
import { type Interference, StandInExchange, SteppedClock } from './stand-ins.ts';

export const servers = ['cas1', 'cas2', 'cas3'].map((name) => ({
  name: name.toUpperCase(),
  fqdn: `${name}.contoso.test`,
  version: '15.2.1118.7',
  isClientAccess: true,
  site: 'Amsterdam',
})) satisfies readonly ExchangeServer[];

/** What is wrong with every server, or with those named. */
interface Trouble {
  readonly down: Set<string>;
  refuse: Failure | null;
  interfere: Interference;
}

/** One server's stand-in, which knows the others. */
class OneServer extends StandInExchange {
  readonly #server: string;
  readonly #trouble: Trouble;

  constructor(server: string, trouble: Trouble) {
    super();
    this.#server = server;
    this.#trouble = trouble;
    this.interfere.with = trouble.interfere;
    for (let index = 0; index < 8; index += 1) this.mailboxes.set(mailboxGuid(index), mailbox(index));
  }

  override async connect(credentials: unknown, signal: AbortSignal) {
    const facts = await super.connect(credentials, signal);
    if (this.#trouble.refuse !== null) throw this.#trouble.refuse;
    if (this.#trouble.down.has(this.#server))
      throw new Failure('exchange.unreachable', { params: { server: this.#server }, retry: 'other-server' });
    return { ...facts, server: this.#server, servers };
  }
}

/** `patience`: milliseconds in which a server must have opened. */
export function serverHouse(isFailoverEnabled = true, patience?: number) {
  const clock = new SteppedClock();
  const memory = openSqliteStore(':memory:').servers;
  const trouble: Trouble = { down: new Set(), refuse: null, interfere: () => undefined };
  const opened: { readonly server: string; readonly exchange: OneServer }[] = [];
  const choices = { isParallel: false, devices: 0, slowHours: '' };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const health = new ServerHealth(clock);
  const shells = new ShellBudget(memory, clock);
  const load = new ExchangeLoad(clock, () => choices);
  const open = (server: string) => {
    const exchange = new OneServer(server, trouble);
    opened.push({ server, exchange });
    return exchange;
  };
  const newGateway = () => {
    const limit = patience === undefined ? {} : { patience };
    const choice = new ServerChoice({ primary: 'cas1.contoso.test', isFailoverEnabled, open, health, shells, memory, log, ...limit });
    return createServersGateway({ choice, health, shells, load });
  };
  return Object.assign(trouble, { clock, memory, opened, choices, health, shells, load, newGateway });
}
