/** The open sessions of one run, each used by one call at a time: as many as `width` allows, all on the server in use. */
import { Failure, toAppError } from '../../../shared/errors.ts';
import { isConnectionLost, isServerDown } from '../../domain/exchange-servers.ts';
import type { ExchangeCredentials, ExchangeFacts } from '../../ports/exchange-gateway.ts';
import type { ExchangeLoad } from './exchange-load.ts';
import type { Connection, ServerChoice } from './server-choice.ts';
import type { ServerHealth } from './server-health.ts';
import type { ShellBudget } from './shell-budget.ts';

export interface LanesOptions {
  readonly choice: ServerChoice;
  readonly health: ServerHealth;
  readonly shells: ShellBudget;
  readonly load: ExchangeLoad;
}

export class Lanes {
  readonly #options: LanesOptions;
  readonly #credentials: ExchangeCredentials;
  readonly #idle: Connection[] = [];
  readonly #busy = new Set<Connection>();
  readonly #waiting: (() => void)[] = [];
  #opening = 0;
  #server: string | null = null;
  #isClosed = false;

  constructor(options: LanesOptions, credentials: ExchangeCredentials) {
    this.#options = options;
    this.#credentials = credentials;
  }

  /** The first session; its server is the one in use from now on. */
  async open(signal: AbortSignal): Promise<ExchangeFacts> {
    const connection = await this.#connect(signal);
    this.release(connection);
    return connection.facts;
  }

  /** Waits for a session, opening one when there may be another. One that was lost is replaced for the next call, not for this one. */
  async use<T>(work: (connection: Connection) => Promise<T>, signal: AbortSignal): Promise<T> {
    const connection = await this.take(signal);
    try {
      const result = await work(connection);
      this.#options.load.calm();
      this.release(connection);
      return result;
    } catch (thrown) {
      await this.releaseAfter(connection, thrown);
      throw thrown;
    }
  }

  async take(signal: AbortSignal): Promise<Connection> {
    while (this.#busy.size + this.#opening >= this.#options.load.width()) {
      this.#refuseWhenOver(signal);
      await this.#turn(signal);
    }
    this.#refuseWhenOver(signal);
    const connection = this.#idle.pop() ?? (await this.#connect(signal));
    this.#busy.add(connection);
    // There may be room for more than one of those who wait.
    this.#wake();
    return connection;
  }

  release(connection: Connection): void {
    if (!this.#busy.delete(connection)) return;
    this.#idle.push(connection);
    this.#wake();
  }

  /** After a failed call: what was lost is put away, and whether its server still answers shows when the next one is opened. */
  async releaseAfter(connection: Connection, thrown: unknown): Promise<void> {
    const error = toAppError(thrown);
    if (error.code === 'exchange.throttled') this.#options.load.throttled();
    if (!isConnectionLost(error) && !isServerDown(error)) return this.release(connection);
    this.#busy.delete(connection);
    if (isServerDown(error)) this.#options.health.failed(connection.server);
    this.#options.shells.lose(connection.shell);
    await connection.gateway.close();
    this.#wake();
  }

  /** Never throws. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#idle.splice(0), ...this.#busy];
    this.#busy.clear();
    this.#wake();
    await this.#putAway(all);
  }

  async #putAway(connections: readonly Connection[]): Promise<void> {
    const away = connections.map(async ({ gateway, shell }) => {
      await gateway.close();
      this.#options.shells.give(shell);
    });
    await Promise.all(away);
  }

  async #connect(signal: AbortSignal): Promise<Connection> {
    this.#opening += 1;
    try {
      const connection = await this.#options.choice.connect(this.#server, this.#credentials, signal);
      if (this.#isClosed || connection.server !== this.#server) await this.#putAway(this.#idle.splice(0));
      this.#server = connection.server;
      if (!this.#isClosed) {
        // In use before it stops being one that opens: in between, another could be let in.
        this.#busy.add(connection);
        return connection;
      }
      await this.#putAway([connection]);
      throw new Failure('cancelled', { retry: 'never' });
    } finally {
      this.#opening -= 1;
      this.#wake();
    }
  }

  #refuseWhenOver(signal: AbortSignal): void {
    if (!signal.aborted && !this.#isClosed) return;
    this.#wake();
    throw new Failure('cancelled', { retry: 'never' });
  }

  /** Until it is this caller's turn to look again, or the signal fires. */
  async #turn(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const go = () => {
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', go, { once: true });
    });
  }

  /** Those who wait go one by one: whoever goes wakes the next one. */
  #wake(): void {
    this.#waiting.shift()?.();
  }
}
