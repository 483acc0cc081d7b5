/**
 * Stand-ins of the two ports, for the order of the synchronization's calls only: that the real adapters behave is shown
 * by the contract tests. The Exchange here keeps lists and counts writes; either can be told to fail.
 */
import { parsePolicy } from '../../engine/adapters/policy-file/policy-file.ts';
import { openSqliteStore } from '../../engine/adapters/sqlite-store/sqlite-store.ts';
import type { AccessListChange, EasDevice, Mailbox } from '../../engine/domain/exchange.ts';
import type { ConnectorRecord, ManagedDevice, ScopedUser } from '../../engine/domain/intune.ts';
import { applyChange } from '../../engine/domain/plan.ts';
import type { ConnectorReport, DeviceDirectory } from '../../engine/ports/device-directory.ts';
import type { DirectoryChanges, DirectoryCursor } from '../../engine/ports/directory-changes.ts';
import type { ExchangeFacts, ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import type { PolicyParts } from '../../engine/ports/policy-source.ts';
import { SyncRunner } from '../../engine/sync/runner.ts';
import type { ConnectorStatus } from '../../shared/control/connectors.ts';
import { Failure } from '../../shared/errors.ts';
import type { Clock } from '../../shared/host/clock.ts';
import type { UserId } from '../../shared/ids.ts';
import type { Mode } from '../../shared/setup/answers.ts';
import { device, enrolment, mailbox, mailboxGuid, policyParts, user, userId } from './domain.ts';
import { RefusingExchange } from './refusing-exchange.ts';

/** Called before each call with its name; throws to make it fail, or waits. */
export type Interference = (call: string, signal: AbortSignal) => void | Promise<void>;

const facts: ExchangeFacts = {
  server: 'cas1.contoso.test',
  organization: 'Contoso',
  version: '15.2',
  servers: [],
  missingCommands: [],
  missingRights: [],
  roleScript: null,
  powershell: { version: '7.6.5', host: 'stand-in', source: 'path' },
};

export class StandInExchange extends RefusingExchange implements ExchangeGateway {
  readonly mailboxes = new Map<string, Mailbox>();
  readonly phones: EasDevice[] = [];
  readonly writes: AccessListChange[] = [];
  readonly interfere: { with: Interference } = { with: () => undefined };
  closed = 0;

  async connect(_: unknown, signal: AbortSignal): Promise<ExchangeFacts> {
    await this.interfere.with('connect', signal);
    return facts;
  }

  async readRules(signal: AbortSignal) {
    await this.interfere.with('readRules', signal);
    return { defaultLevel: 'allow', rules: [] } as const;
  }

  async *readMailboxes(signal: AbortSignal): AsyncIterable<readonly Mailbox[]> {
    await this.interfere.with('readMailboxes', signal);
    yield [...this.mailboxes.values()];
  }

  async *readDevices(signal: AbortSignal): AsyncIterable<readonly EasDevice[]> {
    yield this.phones.slice(0, 1);
    await this.interfere.with('readDevices', signal);
    yield this.phones.slice(1);
  }

  async readMailbox(guid: string, signal: AbortSignal): Promise<Mailbox> {
    await this.interfere.with('readMailbox', signal);
    const found = this.mailboxes.get(guid);
    if (found === undefined) throw new Failure('exchange.not-found');
    return found;
  }

  async changeAccessLists(change: AccessListChange, signal: AbortSignal): Promise<void> {
    await this.interfere.with('before write', signal);
    const found = this.mailboxes.get(change.mailbox);
    if (found === undefined) throw new Failure('exchange.not-found');
    this.writes.push(change);
    this.mailboxes.set(change.mailbox, applyChange(found, change));
    await this.interfere.with('after write', signal);
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

export class StandInDirectory implements DeviceDirectory {
  readonly users: ScopedUser[] = [];
  readonly enrolments: ManagedDevice[] = [];
  /** Intune has them, but the walk leaves them out. */
  readonly skipped: ManagedDevice[] = [];
  readonly reports: ConnectorReport[] = [];
  readonly interfere: { with: Interference } = { with: () => undefined };
  record: ConnectorRecord | null = null;
  parts: PolicyParts = policyParts();

  async probe(signal: AbortSignal) {
    await this.interfere.with('probe', signal);
    return {
      tenantId: 't',
      name: 'Contoso',
      mdmAuthority: 'intune',
      directorySync: true,
      lastDirectorySync: null,
      isLicensed: true,
      subscription: 'active',
    } as const;
  }

  async policy(signal: AbortSignal): Promise<PolicyParts> {
    await this.interfere.with('policy', signal);
    return this.parts;
  }

  async *scope(): AsyncIterable<readonly ScopedUser[]> {
    yield this.users;
  }

  async *walkDevices(signal: AbortSignal): AsyncIterable<readonly ManagedDevice[]> {
    yield this.enrolments.slice(0, 1);
    await this.interfere.with('walkDevices', signal);
    yield this.enrolments.slice(1);
  }

  async beginChanges(): Promise<DirectoryCursor> {
    return { users: 'users', groups: [] };
  }

  async changes(cursor: DirectoryCursor): Promise<DirectoryChanges> {
    return { kind: 'changes', users: new Set(), removedUsers: new Set(), groups: new Set(), cursor };
  }

  async devicesById(ids: readonly string[]): Promise<readonly ManagedDevice[]> {
    return [...this.enrolments, ...this.skipped].filter(({ id }) => ids.includes(id));
  }

  async devicesOfUsers(users: readonly UserId[], signal: AbortSignal): Promise<readonly ManagedDevice[]> {
    await this.interfere.with('devicesOfUsers', signal);
    return this.enrolments.filter(({ userId: owner }) => owner !== null && users.includes(owner));
  }

  async listConnectors(): Promise<readonly ConnectorRecord[]> {
    return this.record === null ? [] : [this.record];
  }

  async findConnector(_: unknown, signal: AbortSignal): Promise<ConnectorRecord | null> {
    await this.interfere.with('findConnector', signal);
    return this.record;
  }

  async reportConnector({ report }: { readonly report: ConnectorReport }, signal: AbortSignal): Promise<string> {
    await this.interfere.with('reportConnector', signal);
    this.reports.push(report);
    const id = this.record?.id ?? 'record';
    this.record = { ...report, id };
    return id;
  }

  async reportStatus(_: string, status: ConnectorStatus): Promise<void> {
    if (this.record !== null) this.record = { ...this.record, status };
  }

  async removeConnector(): Promise<void> {
    this.record = null;
  }
}

/** Time that passes only when somebody sleeps. */
export class SteppedClock implements Clock {
  readonly slept: number[] = [];
  #time = Date.parse('2026-01-01T00:00:00Z');

  now(): Date {
    return new Date(this.#time);
  }

  elapsed(): number {
    return this.#time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    this.#time += milliseconds;
  }
}

/** `count` people with one phone each; the even ones are enrolled and compliant, the odd ones are not enrolled. */
export function standInOrganization(count: number) {
  const exchange = new StandInExchange();
  const directory = new StandInDirectory();
  for (let index = 0; index < count; index += 1) {
    exchange.mailboxes.set(mailboxGuid(index), mailbox(index));
    exchange.phones.push(device(`Phone${index}`, { mailbox: mailboxGuid(index) }));
    directory.users.push(user(index));
    if (index % 2 === 0) directory.enrolments.push(enrolment(`PHONE${index}`, { id: `m${index}`, userId: userId(index) }));
  }
  const store = openSqliteStore(':memory:');
  const policyFile: { text: string | null } = { text: null };
  const clock = new SteppedClock();
  const limit = { percent: 100 };
  const width = { now: 1, pause: 0 };
  const mode: { now: Mode } = { now: 'enforce' };
  const logged: { readonly message: string; readonly data: unknown }[] = [];
  const keep = (message: string, data?: unknown) => void logged.push({ message, data });
  const side = {
    exchange,
    credentials: { user: 'CONTOSO\\svc', password: '' },
    width: () => width.now,
    pause: () => width.pause,
    close: () => exchange.close(),
  };
  const newRunner = (intune: DeviceDirectory = directory) =>
    new SyncRunner({
      ...store,
      clock,
      openSides: async () => ({ ...side, directory: intune }),
      openExchange: async () => side,
      openDirectory: async () => ({ directory: intune, close: async () => undefined }),
      log: { info: keep, warn: keep, error: keep },
      connector: { connectorServer: 'HERE', version: '1.0.0' },
      exchangeShare: () => ({ shells: { open: 1, lost: 0, most: 14, allowed: 18 }, sessions: 1, delayPerSecond: 0, isSlow: false }),
      newBlockLimit: () => limit.percent,
      mode: () => mode.now,
      policyFile: {
        path: 'policy.json',
        read: async () => (policyFile.text === null ? null : parsePolicy(policyFile.text, 'policy.json')),
      },
      words: ({ key }) => key,
      onConnected: () => undefined,
    });
  return { exchange, directory, store, clock, limit, mode, width, policyFile, logged, newRunner };
}
