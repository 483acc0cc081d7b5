/**
 * Open sessions that one run leaves to the next, because opening one costs two .NET processes. They are real: the same gateway over the
 * same PowerShell, whose first session somebody opened. One that failed in any way is closed and never lent again, and while a fault
 * waits for the opening of sessions none is lent, so that it is met on the real way.
 */
import type { ExchangeAccess, ExchangeCredentials, ExchangeFacts, ExchangeGateway } from '../../../engine/ports/exchange-gateway.ts';
import { toAppError } from '../../../shared/errors.ts';
import { RefusingExchange } from '../../builders/refusing-exchange.ts';

interface Warm {
  readonly gateway: ExchangeGateway;
  readonly facts: ExchangeFacts;
}

export class WarmSessions {
  readonly #idle = new Map<string, Warm[]>();

  take(key: string): Warm | null {
    return this.#idle.get(key)?.pop() ?? null;
  }

  keep(key: string, warm: Warm): void {
    this.#idle.set(key, [...(this.#idle.get(key) ?? []), warm]);
  }

  /** How many wait to be lent. */
  get count(): number {
    return [...this.#idle.values()].flat().length;
  }

  async close(): Promise<void> {
    const all = [...this.#idle.values()].flat();
    this.#idle.clear();
    await Promise.all(all.map(({ gateway }) => gateway.close()));
  }
}

export interface LendingOptions {
  readonly sessions: WarmSessions;
  readonly server: string;
  /** Whether a session must be opened and closed for real. */
  isCold(): boolean;
  open(): ExchangeGateway;
  /** A session was opened for real. */
  onOpened(): void;
}

/** A gateway to one server, as the engine is given it: lent or opened, and at the end kept or closed. */
export class LentGateway extends RefusingExchange implements ExchangeGateway {
  readonly #options: LendingOptions;
  #key = '';
  #warm: Warm | null = null;
  #unopened: ExchangeGateway | null = null;
  #isSpoilt = false;

  constructor(options: LendingOptions) {
    super();
    this.#options = options;
  }

  async connect(credentials: ExchangeCredentials, signal: AbortSignal): Promise<ExchangeFacts> {
    const { sessions, server, isCold, open, onOpened } = this.#options;
    this.#key = `${server} ${credentials.user}`;
    this.#warm = isCold() ? null : sessions.take(this.#key);
    if (this.#warm !== null) return this.#warm.facts;
    onOpened();
    const gateway = open();
    this.#unopened = gateway;
    const facts = await gateway.connect(credentials, signal);
    this.#unopened = null;
    this.#warm = { gateway, facts };
    return facts;
  }

  async close(): Promise<void> {
    const { sessions, isCold } = this.#options;
    const warm = this.#warm;
    this.#warm = null;
    await this.#unopened?.close();
    if (warm === null) return;
    if (this.#isSpoilt || isCold()) await warm.gateway.close();
    else sessions.keep(this.#key, warm);
  }

  readonly readRules: ExchangeAccess['readRules'] = (signal) => this.#watched((gateway) => gateway.readRules(signal));
  readonly readMailbox: ExchangeAccess['readMailbox'] = (guid, signal) => this.#watched((gateway) => gateway.readMailbox(guid, signal));
  readonly changeAccessLists: ExchangeAccess['changeAccessLists'] = (change, signal) =>
    this.#watched((gateway) => gateway.changeAccessLists(change, signal));
  readonly readMailboxes: ExchangeAccess['readMailboxes'] = (signal) => this.#watchedRead((gateway) => gateway.readMailboxes(signal));
  readonly readDevices: ExchangeAccess['readDevices'] = (signal) => this.#watchedRead((gateway) => gateway.readDevices(signal));

  /** In use it is spoilt, until the use ended well or was refused: a call that is given up in between leaves it so. */
  async #watched<T>(use: (gateway: ExchangeGateway) => Promise<T>): Promise<T> {
    const gateway = this.#gateway();
    this.#isSpoilt = true;
    try {
      const result = await use(gateway);
      this.#isSpoilt = false;
      return result;
    } catch (thrown) {
      this.#isSpoilt = !isRefusal(thrown);
      throw thrown;
    }
  }

  async *#watchedRead<T>(use: (gateway: ExchangeGateway) => AsyncIterable<T>): AsyncIterable<T> {
    const gateway = this.#gateway();
    this.#isSpoilt = true;
    try {
      yield* use(gateway);
      this.#isSpoilt = false;
    } catch (thrown) {
      this.#isSpoilt = !isRefusal(thrown);
      throw thrown;
    }
  }

  #gateway(): ExchangeGateway {
    if (this.#warm === null) throw new Error('this session was not connected');
    return this.#warm.gateway;
  }
}

/** What Exchange says no to leaves the session as it was. */
function isRefusal(thrown: unknown): boolean {
  return /^exchange\.(throttled|command-failed|command-missing|not-found|ambiguous|access-denied|directory-unavailable)$/.test(
    toAppError(thrown).code,
  );
}
