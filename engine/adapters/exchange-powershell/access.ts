/** What a synchronization reads and writes, as calls of cmdlets. */
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import { isWritableDeviceId, type MailboxGuid } from '../../../shared/ids.ts';
import type { AccessListChange, EasDevice, Mailbox } from '../../domain/exchange.ts';
import type { ExchangeAccess } from '../../ports/exchange-gateway.ts';
import { cmdlets } from './cmdlets.ts';
import type { Call, ExchangeConnection } from './connection.ts';
import { changedSince, FilterSupport } from './delta.ts';
import { onlyMeant } from './identity.ts';
import { readLevel, readRuleRecords } from './organization.ts';
import { DeviceOwners, toMailbox, toRule } from './records.ts';
import type { ParameterValue } from './requests.ts';
import { deviceRecord, type MailboxRecord, mailboxRecord } from './schema.ts';

const mailboxProperties = [
  ...['Guid', 'DistinguishedName', 'DisplayName', 'PrimarySmtpAddress', 'ActiveSyncEnabled'],
  ...['ActiveSyncAllowedDeviceIDs', 'ActiveSyncBlockedDeviceIDs'],
];
const deviceProperties = [
  ...['Guid', 'DistinguishedName', 'DeviceId', 'FriendlyName', 'DeviceType', 'DeviceModel', 'DeviceOS', 'DeviceUserAgent'],
  ...['DeviceAccessState', 'DeviceAccessStateReason', 'FirstSyncTime'],
];
const whole: Readonly<Record<string, ParameterValue>> = { ResultSize: 'Unlimited' };
const allMailboxes: Call = { cmdlet: cmdlets.mailboxes, parameters: whole, properties: mailboxProperties };
const allDevices: Call = { cmdlet: cmdlets.devices, parameters: whole, properties: deviceProperties };

export class Access implements ExchangeAccess {
  readonly #connection: ExchangeConnection;
  readonly #owners = new DeviceOwners();
  readonly #filters = { mailboxes: new FilterSupport(), devices: new FilterSupport() };

  constructor(connection: ExchangeConnection) {
    this.#connection = connection;
  }

  async readRules(signal: AbortSignal) {
    const defaultLevel = await readLevel(this.#connection, signal);
    return { defaultLevel, rules: (await readRuleRecords(this.#connection, signal)).map(toRule) };
  }

  async *readMailboxes(signal: AbortSignal): AsyncIterable<readonly Mailbox[]> {
    const owners = new Map<string, MailboxGuid>();
    for await (const batch of this.#connection.read('mailbox', allMailboxes, mailboxRecord, signal)) {
      for (const record of batch) owners.set(record.name.toLowerCase(), record.guid);
      yield batch.map(toMailbox);
    }
    this.#owners.replace(owners);
  }

  async *readDevices(signal: AbortSignal): AsyncIterable<readonly EasDevice[]> {
    await this.#learnOwners(signal);
    yield* this.#owned(this.#connection.read('device', allDevices, deviceRecord, signal));
  }

  async *readChangedMailboxes(since: Date, signal: AbortSignal): AsyncIterable<readonly Mailbox[]> {
    const read = (call: Call) => this.#connection.read('mailbox', call, mailboxRecord, signal);
    for await (const batch of changedSince({ since, call: allMailboxes, support: this.#filters.mailboxes }, read)) {
      for (const record of batch) this.#owners.add(record.name.toLowerCase(), record.guid);
      yield batch.map(toMailbox);
    }
  }

  async *readChangedDevices(since: Date, signal: AbortSignal): AsyncIterable<readonly EasDevice[]> {
    await this.#learnOwners(signal);
    const read = (call: Call) => this.#connection.read('device', call, deviceRecord, signal);
    yield* this.#owned(changedSince({ since, call: allDevices, support: this.#filters.devices }, read));
  }

  async readMailbox(mailbox: MailboxGuid, signal: AbortSignal): Promise<Mailbox> {
    return toMailbox(await this.#mailboxRecord(mailbox, signal));
  }

  async readDevicesOf(mailbox: MailboxGuid, signal: AbortSignal): Promise<readonly EasDevice[]> {
    const owner = await this.#mailboxRecord(mailbox, signal);
    const call = { cmdlet: cmdlets.devices, parameters: { Mailbox: mailbox, ...whole }, properties: deviceProperties };
    const found = await this.#connection.ask('device', call, deviceRecord, signal);
    const owners = new DeviceOwners();
    owners.replace(new Map([[owner.name.toLowerCase(), owner.guid]]));
    return found.flatMap((record) => owners.toDevice(record));
  }

  async changeAccessLists(change: AccessListChange, signal: AbortSignal): Promise<void> {
    const refused = [...change.allowAdd, ...change.blockAdd].find((id) => !isWritableDeviceId(id));
    if (refused !== undefined)
      throw new Failure('exchange.command-failed', {
        params: { command: 'Set-CASMailbox' },
        retry: 'never',
        detail: 'A device id is not of the form that may be written.',
      });
    const lists = {
      ...edited('ActiveSyncAllowedDeviceIDs', change.allowAdd, change.allowRemove),
      ...edited('ActiveSyncBlockedDeviceIDs', change.blockAdd, change.blockRemove),
    };
    if (Object.keys(lists).length === 0) return;
    await this.#connection.run({ cmdlet: cmdlets.setMailbox, parameters: { Identity: change.mailbox, ...lists } }, signal);
  }

  /** An Identity that does not exist makes Exchange return other objects, up to all of them: two at most are asked for. */
  async #mailboxRecord(mailbox: MailboxGuid, signal: AbortSignal): Promise<MailboxRecord> {
    const call = { cmdlet: cmdlets.mailboxes, parameters: { Identity: mailbox, ResultSize: '2' }, properties: mailboxProperties };
    const found = await this.#connection.ask('mailbox', call, mailboxRecord, signal);
    return onlyMeant(found, (record) => record.guid, { wanted: mailbox, cmdlet: 'Get-CASMailbox' });
  }

  async *#owned(batches: AsyncIterable<readonly z.infer<typeof deviceRecord>[]>): AsyncIterable<readonly EasDevice[]> {
    let strays = 0;
    for await (const batch of batches) {
      const devices = batch.flatMap((record) => this.#owners.toDevice(record));
      strays += batch.length - devices.length;
      if (devices.length > 0) yield devices;
    }
    if (strays > 0) this.#connection.log.warn('partnerships without a mailbox were left out', { count: strays });
  }

  /** A device names its mailbox by distinguished name; whoever reads devices first has the names read too. */
  async #learnOwners(signal: AbortSignal): Promise<void> {
    if (this.#owners.isKnown) return;
    const owners = new Map<string, MailboxGuid>();
    for await (const batch of this.#connection.read('mailbox', allMailboxes, mailboxRecord, signal)) {
      for (const record of batch) owners.set(record.name.toLowerCase(), record.guid);
    }
    this.#owners.replace(owners);
  }
}

function edited(name: string, add: readonly string[], remove: readonly string[]): Readonly<Record<string, ParameterValue>> {
  return add.length + remove.length === 0 ? {} : { [name]: { add, remove } };
}
