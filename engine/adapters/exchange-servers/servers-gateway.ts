/**
 * Exchange as one, made of gateways to single servers (X4, X5). A lost session is replaced, on another server when its own is down, for the
 * next call. A question is asked again then; a read that broke off throws, because its beginning is no whole; a write throws, because
 * it may have been carried out. What follows from either is the caller's matter.
 */
import { Failure, toAppError } from '../../../shared/errors.ts';
import { isConnectionLost, isServerDown } from '../../domain/exchange-servers.ts';
import type { ExchangeCredentials, ExchangeFacts, ExchangeGateway } from '../../ports/exchange-gateway.ts';
import { Lanes, type LanesOptions } from './lanes.ts';

/** So often is one question asked before its failure is told. */
const attempts = 3;

export function createServersGateway(options: LanesOptions): ExchangeGateway {
  return new ServersGateway(options);
}

class ServersGateway implements ExchangeGateway {
  readonly #options: LanesOptions;
  #lanes: Lanes | null = null;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  async connect(credentials: ExchangeCredentials, signal: AbortSignal): Promise<ExchangeFacts> {
    await this.close();
    this.#lanes = new Lanes(this.#options, credentials);
    return await this.#lanes.open(signal);
  }

  readonly readRules: ExchangeGateway['readRules'] = (signal) => this.#ask((one) => one.readRules(signal), signal);
  readonly readMailboxes: ExchangeGateway['readMailboxes'] = (signal) => this.#stream((one) => one.readMailboxes(signal), signal);
  readonly readDevices: ExchangeGateway['readDevices'] = (signal) => this.#stream((one) => one.readDevices(signal), signal);
  readonly readMailbox: ExchangeGateway['readMailbox'] = (mailbox, signal) => this.#ask((one) => one.readMailbox(mailbox, signal), signal);
  readonly readDevicesOf: ExchangeGateway['readDevicesOf'] = (mailbox, signal) =>
    this.#ask((one) => one.readDevicesOf(mailbox, signal), signal);
  readonly readChangedMailboxes: ExchangeGateway['readChangedMailboxes'] = (since, signal) =>
    this.#stream((one) => one.readChangedMailboxes(since, signal), signal);
  readonly readChangedDevices: ExchangeGateway['readChangedDevices'] = (since, signal) =>
    this.#stream((one) => one.readChangedDevices(since, signal), signal);
  readonly readStatistics: ExchangeGateway['readStatistics'] = (device, signal) =>
    this.#ask((one) => one.readStatistics(device, signal), signal);
  readonly readRecipients: ExchangeGateway['readRecipients'] = (signal) => this.#stream((one) => one.readRecipients(signal), signal);
  readonly readDeviceClasses: ExchangeGateway['readDeviceClasses'] = (signal) => this.#ask((one) => one.readDeviceClasses(signal), signal);
  readonly readMailboxPolicies: ExchangeGateway['readMailboxPolicies'] = (signal) =>
    this.#ask((one) => one.readMailboxPolicies(signal), signal);

  readonly changeAccessLists: ExchangeGateway['changeAccessLists'] = (change, signal) =>
    this.#once((one) => one.changeAccessLists(change, signal), signal);
  readonly wipe: ExchangeGateway['wipe'] = (order, signal) => this.#once((one) => one.wipe(order, signal), signal);
  readonly forget: ExchangeGateway['forget'] = (device, signal) => this.#once((one) => one.forget(device, signal), signal);
  readonly setDefaultLevel: ExchangeGateway['setDefaultLevel'] = (level, signal) =>
    this.#once((one) => one.setDefaultLevel(level, signal), signal);
  readonly addRule: ExchangeGateway['addRule'] = (rule, signal) => this.#once((one) => one.addRule(rule, signal), signal);
  readonly changeRule: ExchangeGateway['changeRule'] = (rule, level, signal) =>
    this.#once((one) => one.changeRule(rule, level, signal), signal);
  readonly removeRule: ExchangeGateway['removeRule'] = (rule, signal) => this.#once((one) => one.removeRule(rule, signal), signal);
  readonly assignMailboxPolicy: ExchangeGateway['assignMailboxPolicy'] = (assignment, signal) =>
    this.#once((one) => one.assignMailboxPolicy(assignment, signal), signal);

  async close(): Promise<void> {
    const lanes = this.#lanes;
    this.#lanes = null;
    await lanes?.close();
  }

  #once<T>(work: (gateway: ExchangeGateway) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#opened().use(({ gateway }) => work(gateway), signal);
  }

  async #ask<T>(question: (gateway: ExchangeGateway) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(question, signal);
      } catch (thrown) {
        const error = toAppError(thrown);
        const isWorthwhile = isConnectionLost(error) || isServerDown(error);
        if (!isWorthwhile || attempt === attempts || signal.aborted) throw thrown;
      }
    }
  }

  async *#stream<T>(read: (gateway: ExchangeGateway) => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
    const lanes = this.#opened();
    const connection = await lanes.take(signal);
    try {
      yield* read(connection.gateway);
    } catch (thrown) {
      await lanes.releaseAfter(connection, thrown);
      throw thrown;
    } finally {
      lanes.release(connection);
    }
  }

  #opened(): Lanes {
    if (this.#lanes === null) throw new Failure('exchange.session-lost', { retry: 'later' });
    return this.#lanes;
  }
}
