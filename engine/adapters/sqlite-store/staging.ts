/** What one run gathers from both sides, until it is planned. */
import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MailboxGuid, RunId } from '../../../shared/ids.ts';
import { deviceKey } from '../../domain/device-key.ts';
import type { EasDevice, Mailbox } from '../../domain/exchange.ts';
import type { ManagedDevice, ScopedUser } from '../../domain/intune.ts';
import type { StagedMailbox, Staging } from '../../ports/state-store.ts';
import { guarded, transaction } from './database.ts';
import { column, countRow, dataRow, deviceRow, enrolmentRow, guidRow, mailboxRow, text, userRow } from './rows.ts';

const tables = ['staged_mailbox', 'staged_device', 'staged_user', 'staged_address', 'staged_enrolment', 'staged_walk'] as const;
/** Mailboxes whose devices or entries concern us. */
const relevant = `SELECT mailbox AS guid FROM staged_device WHERE run = :run UNION SELECT mailbox FROM own_entry`;

const readMailbox = text(mailboxRow);
const readDevice = text(deviceRow);
const readUser = text(userRow);
const readEnrolment = text(enrolmentRow);

export function discardAll(database: DatabaseSync): void {
  for (const table of tables) database.exec(`DELETE FROM ${table}`);
}

export class SqliteStaging implements Staging {
  readonly #database: DatabaseSync;
  readonly #run: RunId;
  readonly #statements: ReadonlyMap<string, StatementSync>;

  constructor(database: DatabaseSync, run: RunId) {
    this.#database = database;
    this.#run = run;
    this.#statements = new Map(Object.entries(sql).map(([name, statement]) => [name, database.prepare(statement)]));
  }

  mailboxes(batch: readonly Mailbox[]): void {
    this.#each(batch, (mailbox) => {
      this.#execute('putMailbox', {
        guid: mailbox.guid,
        address: column(mailbox.address.trim().toLowerCase()),
        data: JSON.stringify(mailbox),
      });
    });
  }

  devices(batch: readonly EasDevice[]): void {
    this.#each(batch, (device) => {
      const key = column(deviceKey(device.deviceId));
      this.#execute('putDevice', { mailbox: device.mailbox, id: column(device.deviceId), key, data: JSON.stringify(device) });
    });
  }

  users(batch: readonly ScopedUser[]): void {
    this.#each(batch, (user) => {
      this.#execute('putUser', { id: user.id, data: JSON.stringify(user) });
      for (const address of [...user.addresses, user.userPrincipalName]) {
        this.#execute('putAddress', { address: column(address.trim().toLowerCase()), user: user.id });
      }
    });
  }

  enrolments(batch: readonly ManagedDevice[]): void {
    this.#each(batch, (enrolment) => {
      const key = deviceKey(enrolment.easDeviceId);
      const data = JSON.stringify(enrolment);
      this.#execute('putWalked', { id: column(enrolment.id), fingerprint: createHash('sha256').update(data).digest('base64') });
      if (key !== '') this.#execute('putEnrolment', { key: column(key), id: column(enrolment.id), data });
    });
  }

  forgetExchange(): void {
    transaction(this.#database, () => {
      this.#execute('forgetMailboxes', {});
      this.#execute('forgetDevices', {});
    });
  }

  missingMailboxes(): readonly MailboxGuid[] {
    return guarded(() =>
      this.#statement('missing')
        .all({ run: this.#run })
        .map((row) => guidRow.parse(row).guid),
    );
  }

  dropMailbox(mailbox: MailboxGuid): void {
    guarded(() => this.#execute('dropDevices', { mailbox }));
  }

  *joined(): Iterable<StagedMailbox> {
    const guids = guarded(() =>
      this.#statement('relevant')
        .all({ run: this.#run })
        .map((row) => guidRow.parse(row).guid),
    );
    for (const guid of guids) {
      const mailbox = this.#data('mailbox', { guid })[0];
      if (mailbox === undefined) continue;
      yield {
        mailbox: readMailbox(mailbox),
        devices: this.#data('devicesOf', { guid }).map(readDevice),
        users: this.#data('usersOf', { guid }).map(readUser),
        enrolments: this.#data('enrolmentsOf', { guid }).map(readEnrolment),
      };
    }
  }

  counts(): { readonly mailboxes: number; readonly devices: number; readonly enrolments: number } {
    const count = (name: string) => countRow.parse(this.#statement(name).get({ run: this.#run })).count;
    return guarded(() => ({ mailboxes: count('countMailboxes'), devices: count('countDevices'), enrolments: count('countEnrolments') }));
  }

  discard(): void {
    transaction(this.#database, () => discardAll(this.#database));
  }

  #each<T>(batch: readonly T[], put: (item: T) => void): void {
    transaction(this.#database, () => batch.forEach(put));
  }

  #data(name: string, parameters: Record<string, string>): readonly string[] {
    return guarded(() =>
      this.#statement(name)
        .all({ run: this.#run, ...parameters })
        .map((row) => dataRow.parse(row).data),
    );
  }

  #execute(name: string, parameters: Record<string, string>): void {
    this.#statement(name).run({ run: this.#run, ...parameters });
  }

  #statement(name: string): StatementSync {
    const statement = this.#statements.get(name);
    if (statement === undefined) throw new RangeError(`no statement ${name}`);
    return statement;
  }
}

const sql = {
  putMailbox: 'INSERT OR REPLACE INTO staged_mailbox (run, guid, address, data) VALUES (:run, :guid, :address, :data)',
  putDevice: 'INSERT OR REPLACE INTO staged_device (run, mailbox, id, key, data) VALUES (:run, :mailbox, :id, :key, :data)',
  putUser: 'INSERT OR REPLACE INTO staged_user (run, id, data) VALUES (:run, :id, :data)',
  putAddress: 'INSERT OR REPLACE INTO staged_address (run, address, user) VALUES (:run, :address, :user)',
  putEnrolment: 'INSERT OR REPLACE INTO staged_enrolment (run, key, id, data) VALUES (:run, :key, :id, :data)',
  putWalked: 'INSERT OR REPLACE INTO staged_walk (run, id, fingerprint) VALUES (:run, :id, :fingerprint)',
  missing: `SELECT guid FROM (${relevant}) WHERE guid NOT IN (SELECT guid FROM staged_mailbox WHERE run = :run) ORDER BY guid`,
  relevant: `SELECT guid FROM (${relevant}) ORDER BY guid`,
  forgetMailboxes: 'DELETE FROM staged_mailbox WHERE run = :run',
  forgetDevices: 'DELETE FROM staged_device WHERE run = :run',
  dropDevices: 'DELETE FROM staged_device WHERE run = :run AND mailbox = :mailbox',
  mailbox: 'SELECT data FROM staged_mailbox WHERE run = :run AND guid = :guid',
  devicesOf: 'SELECT data FROM staged_device WHERE run = :run AND mailbox = :guid ORDER BY id',
  usersOf: `SELECT user.data AS data FROM staged_mailbox AS mailbox
    JOIN staged_address AS address ON address.run = mailbox.run AND address.address = mailbox.address
    JOIN staged_user AS user ON user.run = address.run AND user.id = address.user
    WHERE mailbox.run = :run AND mailbox.guid = :guid ORDER BY user.id`,
  enrolmentsOf: `SELECT DISTINCT enrolment.data AS data FROM staged_device AS device
    JOIN staged_enrolment AS enrolment ON enrolment.run = device.run AND enrolment.key = device.key
    WHERE device.run = :run AND device.mailbox = :guid`,
  countMailboxes: 'SELECT COUNT(*) AS count FROM staged_mailbox WHERE run = :run',
  countDevices: 'SELECT COUNT(*) AS count FROM staged_device WHERE run = :run',
  countEnrolments: 'SELECT COUNT(DISTINCT id) AS count FROM staged_enrolment WHERE run = :run',
} as const;
