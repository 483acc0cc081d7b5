/** One session at a time with one server: opened, renewed in time, asked. Not known here: what any cmdlet means. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { ExchangeType } from '../../../shared/setup/answers.ts';
import type { ExchangeCredentials } from '../../ports/exchange-gateway.ts';
import type { Log } from '../../ports/log.ts';
import { allCmdlets, type Cmdlet } from './cmdlets.ts';
import { type Environment, findPowershell, type PowershellProgram, powershellEnvironment } from './find-powershell.ts';
import type { Pace } from './pace.ts';
import { type CmdletCall, callValues } from './requests.ts';
import { Rights } from './rights.ts';
import { factsRecord, rightRecord } from './schema.ts';
import { ExchangeSession } from './session.ts';
import { addressOf, defaultSettings, hasProxy, redirectedAddress, type SessionSettings, sessionChoices } from './session-choices.ts';

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
  readonly settings?: SessionSettings;
  /** Told what Exchange held us back for; see {@link Pace}. */
  readonly onPace?: (pace: Pace) => void;
  readonly life?: SessionLife;
}

/** Milliseconds after which a session is removed and opened anew, before the next request and never in the middle of a read. */
export interface SessionLife {
  readonly age: number;
  readonly idle: number;
}

/**
 * Exchange drops a shell that says nothing for 15 minutes (exchange.md 2.5), which would be found out by a failure only. An hour is short
 * beside a Kerberos ticket's ten, bounds what a process of PowerShell gathers, and long beside the seconds that opening takes.
 */
export const sessionLife: SessionLife = { age: 60 * 60_000, idle: 10 * 60_000 };

/** Redirections that a hosted service may make in a row. */
const hops = 3;

export interface Opened {
  readonly powershell: { readonly version: string; readonly host: string; readonly source: PowershellProgram['source'] };
  readonly rights: Rights;
}

/** A call by what it is for: the name that this server grants is chosen here. */
export type Call = Omit<CmdletCall, 'cmdlet'> & { readonly cmdlet: Cmdlet };

export class ExchangeConnection {
  readonly #options: ExchangePowershellOptions;
  #session: ExchangeSession | null = null;
  #rights = new Rights([]);
  /** Of the session that is open, for as long as it may be opened anew. */
  #credentials: ExchangeCredentials | null = null;
  #openedAt = 0;
  #usedAt = 0;
  #renewal: Promise<unknown> | null = null;
  #closed: Promise<void> = Promise.resolve();

  constructor(options: ExchangePowershellOptions) {
    this.#options = options;
  }

  get server(): string {
    return this.#options.server;
  }

  get log(): Log {
    return this.#options.log;
  }

  async open(credentials: ExchangeCredentials, signal: AbortSignal): Promise<Opened> {
    await this.close();
    const opened = await this.#open(credentials, signal);
    this.#credentials = credentials;
    return opened;
  }

  async #open(credentials: ExchangeCredentials, signal: AbortSignal): Promise<Opened> {
    if (signal.aborted) throw new Failure('cancelled', { retry: 'never' });
    const program = this.#findProgram();
    const session = this.#startSession(program);
    this.#session = session;
    try {
      await session.start(signal);
      const powershell = await greet(session, program, signal);
      await this.#openAt(session, credentials, signal);
      const names = allCmdlets.flatMap((cmdlet) => cmdlet.names);
      this.#rights = new Rights(await session.ask({ verb: 'rights', values: [names] }, rightRecord, signal));
      this.#openedAt = this.#usedAt = this.#options.clock.elapsed();
      return { powershell, rights: this.#rights };
    } catch (thrown) {
      const closed = this.#removeSession();
      // Who cancels does not wait for a server that may be silent; the next opening does.
      if (!signal.aborted) await closed;
      throw thrown;
    }
  }

  close(): Promise<void> {
    this.#credentials = null;
    return this.#removeSession();
  }

  #removeSession(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session !== null) this.#closed = Promise.all([this.#closed, session.close()]).then(() => undefined);
    return this.#closed;
  }

  may(cmdlet: Cmdlet, parameter: string): boolean {
    const name = cmdlet.names.find((candidate) => this.#rights.has(candidate));
    return name !== undefined && this.#rights.has(name, parameter);
  }

  /** Every object that the cmdlet returns, as records of that kind. */
  async ask<T>(record: string, call: Call, schema: z.ZodType<T>, signal: AbortSignal): Promise<readonly T[]> {
    const session = await this.#fresh(signal);
    return await session.ask({ verb: 'call', values: callValues(record, this.#named(call)) }, schema, signal);
  }

  async run(call: Call, signal: AbortSignal): Promise<void> {
    const session = await this.#fresh(signal);
    await session.run({ verb: 'call', values: callValues('nothing', this.#named(call)) }, signal);
  }

  /** Batch after batch; ends normally only after the last object. */
  async *read<T>(record: string, call: Call, schema: z.ZodType<T>, signal: AbortSignal): AsyncGenerator<readonly T[], void> {
    const session = await this.#fresh(signal);
    yield* session.read(callValues(record, this.#named(call)), schema, signal);
    this.#usedAt = this.#options.clock.elapsed();
  }

  /** The session, opened anew when its time is over. Whoever asks meanwhile waits for the new one. */
  async #fresh(signal: AbortSignal): Promise<ExchangeSession> {
    this.#renewal ??= this.#isDue() ? this.#renew(signal).finally(() => (this.#renewal = null)) : null;
    await this.#renewal;
    this.#usedAt = this.#options.clock.elapsed();
    return this.#opened();
  }

  #isDue(): boolean {
    if (this.#credentials === null) return false;
    if (this.#session === null) return true;
    const { clock, life = sessionLife } = this.#options;
    const now = clock.elapsed();
    return this.#session.isAtRest && (now - this.#openedAt >= life.age || now - this.#usedAt >= life.idle);
  }

  /** The old one is gone before the new one is asked for, so that Exchange never counts both. */
  async #renew(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    if (this.#credentials === null) return;
    log.info('the Exchange session is opened anew', { seconds: Math.round((clock.elapsed() - this.#openedAt) / 1000) });
    await this.#removeSession();
    if (this.#credentials !== null) await this.#open(this.#credentials, signal);
  }

  #named(call: Call): CmdletCall {
    const cmdlet = this.#rights.nameOf(call.cmdlet, this.server);
    // Of the newer cmdlet's devices only those of ActiveSync are ours (exchange.md 1.2).
    const isWider = cmdlet === 'Get-MobileDevice' && call.parameters?.['ResultSize'] !== undefined;
    return { ...call, cmdlet, parameters: { ...call.parameters, ...(isWider ? { ActiveSync: true } : {}) } };
  }

  #opened(): ExchangeSession {
    if (this.#session === null) throw new Failure('exchange.session-lost', { params: { server: this.server }, retry: 'later' });
    return this.#session;
  }

  async #openAt(session: ExchangeSession, { user, password, proxy = null }: ExchangeCredentials, signal: AbortSignal): Promise<void> {
    const { type, server, settings = defaultSettings } = this.#options;
    let address = addressOf({ type, server }, settings);
    for (let hop = 0; ; hop += 1) {
      const forProxy = proxy === null || !hasProxy(settings) ? [] : [proxy.user, proxy.password];
      const values = [server, type, sessionChoices(type, address, settings), user, password, ...forProxy];
      const location = await session.open(values, signal);
      if (location === null) return;
      if (hop === hops) throw new Failure('exchange.redirect-refused', { detail: 'Sent on too often.' });
      address = redirectedAddress(type, location, settings);
    }
  }

  #findProgram(): PowershellProgram {
    const { powershell, environment } = this.#options;
    return findPowershell({ powershell, environment, platform: process.platform, exists: existsSync });
  }

  #startSession(program: PowershellProgram): ExchangeSession {
    const { scripts, environment, server, clock, log, onPace = () => undefined } = this.#options;
    const module = join(scripts, 'ExchangeConnector.psm1');
    const opener = this.#options.opener ?? join(scripts, 'Open-ExchangeSession.ps1');
    const missing = [module, opener].find((path) => !existsSync(path));
    if (missing !== undefined) throw new Failure('powershell.start-failed', { detail: `There is no ${basename(missing)}.` });
    const process = { path: program.path, folder: scripts, environment: powershellEnvironment(environment) };
    return new ExchangeSession({ process, module, opener, server, clock, log, onPace });
  }
}

async function greet(session: ExchangeSession, program: PowershellProgram, signal: AbortSignal): Promise<Opened['powershell']> {
  const [host] = await session.ask({ verb: 'hello' }, factsRecord, signal);
  if (host?.language !== 'FullLanguage') {
    throw new Failure('powershell.start-failed', { detail: `PowerShell runs in the language mode ${host?.language ?? '(none)'}.` });
  }
  return { version: host.version, host: host.host, source: program.source };
}
