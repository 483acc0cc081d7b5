/**
 * Exchange through remote PowerShell. One session, one process; who opens anew after a loss, and on which server, is the
 * caller's matter. Not known here: plans, policies, Intune.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { MailboxGuid } from '../../../shared/ids.ts';
import { isWritableDeviceId } from '../../../shared/ids.ts';
import type { ExchangeType } from '../../../shared/setup/answers.ts';
import type { AccessListChange, EasDevice, Mailbox, OrganizationRules } from '../../domain/exchange.ts';
import type { ExchangeCredentials, ExchangeFacts, ExchangeGateway } from '../../ports/exchange-gateway.ts';
import type { Log } from '../../ports/log.ts';
import { assertSupported, connectedServer, exchangeServers, missingCommands, organizationOf } from './facts.ts';
import { type Environment, findPowershell, type PowershellProgram, powershellEnvironment } from './find-powershell.ts';
import { DeviceOwners, toMailbox, toRules } from './records.ts';
import { commandRecord, deviceRecord, factsRecord, mailboxRecord, rulesRecord, serverRecord } from './schema.ts';
import { ExchangeSession } from './session.ts';

export interface ExchangePowershellOptions {
  readonly type: ExchangeType;
  readonly server: string;
  /** Folder with our scripts. */
  readonly scripts: string;
  /** Another script that opens the session in place of ours, or null. */
  readonly opener: string | null;
  /** The value of EXCHANGE_CONNECTOR_POWERSHELL, or null. */
  readonly powershell: string | null;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: Log;
}

export function createExchangeGateway(options: ExchangePowershellOptions): ExchangeGateway {
  return new PowershellGateway(options);
}

class PowershellGateway implements ExchangeGateway {
  readonly #options: ExchangePowershellOptions;
  readonly #owners = new DeviceOwners();
  #session: ExchangeSession | null = null;
  #closed: Promise<void> = Promise.resolve();

  constructor(options: ExchangePowershellOptions) {
    this.#options = options;
  }

  async connect(credentials: ExchangeCredentials, signal: AbortSignal): Promise<ExchangeFacts> {
    await this.close();
    if (signal.aborted) throw new Failure('cancelled', { retry: 'never' });
    const program = this.#findProgram();
    const session = this.#startSession(program);
    this.#session = session;
    try {
      await session.start(signal);
      return await this.#open(session, program, credentials, signal);
    } catch (thrown) {
      const closed = this.close();
      // Who cancels does not wait for a server that may be silent; the next connect does.
      if (!signal.aborted) await closed;
      throw thrown;
    }
  }

  async readRules(signal: AbortSignal): Promise<OrganizationRules> {
    return toRules(await this.#opened().ask({ verb: 'rules' }, rulesRecord, signal));
  }

  async *readMailboxes(signal: AbortSignal): AsyncIterable<readonly Mailbox[]> {
    const owners = new Map<string, MailboxGuid>();
    for await (const batch of this.#opened().read('mailboxes', mailboxRecord, signal)) {
      for (const record of batch) owners.set(record.name.toLowerCase(), record.guid);
      yield batch.map(toMailbox);
    }
    this.#owners.replace(owners);
  }

  async *readDevices(signal: AbortSignal): AsyncIterable<readonly EasDevice[]> {
    await this.#learnOwners(signal);
    let strays = 0;
    for await (const batch of this.#opened().read('devices', deviceRecord, signal)) {
      const devices = batch.flatMap((record) => this.#owners.toDevice(record));
      strays += batch.length - devices.length;
      if (devices.length > 0) yield devices;
    }
    if (strays > 0) this.#options.log.warn('partnerships without a mailbox were left out', { count: strays });
  }

  async readMailbox(mailbox: MailboxGuid, signal: AbortSignal): Promise<Mailbox> {
    const found = await this.#opened().ask({ verb: 'mailbox', values: [mailbox] }, mailboxRecord, signal);
    const [only] = found;
    if (only === undefined) throw new Failure('exchange.not-found', { params: { mailbox }, retry: 'never' });
    if (found.length !== 1 || only.guid.toLowerCase() !== mailbox.toLowerCase()) {
      throw new Failure('exchange.reply-invalid', { retry: 'later', detail: 'Exchange returned another mailbox than the one asked for.' });
    }
    return toMailbox(only);
  }

  async changeAccessLists(change: AccessListChange, signal: AbortSignal): Promise<void> {
    const lists = [change.allowAdd, change.allowRemove, change.blockAdd, change.blockRemove];
    const refused = [...change.allowAdd, ...change.blockAdd].find((id) => !isWritableDeviceId(id));
    if (refused !== undefined)
      throw new Failure('exchange.command-failed', {
        params: { command: 'Set-CASMailbox' },
        retry: 'never',
        detail: 'A device id is not of the form that may be written.',
      });
    if (lists.every((list) => list.length === 0)) return;
    await this.#opened().ask({ verb: 'change-lists', values: [change.mailbox, ...lists] }, commandRecord, signal);
  }

  close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session !== null) this.#closed = Promise.all([this.#closed, session.close()]).then(() => undefined);
    return this.#closed;
  }

  #findProgram(): PowershellProgram {
    const { powershell, environment } = this.#options;
    return findPowershell({ powershell, environment, platform: process.platform, exists: existsSync });
  }

  #startSession(program: PowershellProgram): ExchangeSession {
    const { scripts, environment, server, clock, log } = this.#options;
    const module = join(scripts, 'ExchangeConnector.psm1');
    const opener = this.#options.opener ?? join(scripts, 'Open-ExchangeSession.ps1');
    const missing = [module, opener].find((path) => !existsSync(path));
    if (missing !== undefined) throw new Failure('powershell.start-failed', { detail: `There is no ${basename(missing)}.` });
    return new ExchangeSession({
      process: { path: program.path, folder: scripts, environment: powershellEnvironment(environment) },
      module,
      opener,
      server,
      clock,
      log,
    });
  }

  async #open(
    session: ExchangeSession,
    program: PowershellProgram,
    credentials: ExchangeCredentials,
    signal: AbortSignal,
  ): Promise<ExchangeFacts> {
    const { server, type } = this.#options;
    const [host] = await session.ask({ verb: 'hello' }, factsRecord, signal);
    if (host?.language !== 'FullLanguage') {
      throw new Failure('powershell.start-failed', { detail: `PowerShell runs in the language mode ${host?.language ?? '(none)'}.` });
    }
    await session.open([server, type, credentials.user, credentials.password], signal);
    const granted = await session.ask({ verb: 'commands' }, commandRecord, signal);
    const missing = missingCommands(granted.map((command) => command.name));
    if (missing.includes('Get-ExchangeServer'))
      throw new Failure('exchange.command-missing', { params: { server, commands: 'Get-ExchangeServer' } });
    const records = await session.ask({ verb: 'servers' }, serverRecord, signal);
    const servers = exchangeServers(records);
    const { version } = connectedServer(servers, server);
    assertSupported(version, server);
    const powershell = { version: host.version, host: host.host, source: program.source };
    return { server, organization: organizationOf(records), version, servers, missingCommands: missing, powershell };
  }

  /** A device names its mailbox by distinguished name; whoever reads devices first has the names read too. */
  async #learnOwners(signal: AbortSignal): Promise<void> {
    if (this.#owners.isKnown) return;
    const owners = new Map<string, MailboxGuid>();
    for await (const batch of this.#opened().read('mailboxes', mailboxRecord, signal)) {
      for (const record of batch) owners.set(record.name.toLowerCase(), record.guid);
    }
    this.#owners.replace(owners);
  }

  #opened(): ExchangeSession {
    if (this.#session === null) throw new Failure('exchange.session-lost', { params: { server: this.#options.server }, retry: 'later' });
    return this.#session;
  }
}
