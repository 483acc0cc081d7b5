/** Write-ahead journal and own entries, in the same file so that both change in one transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { MailboxGuid, RunId } from '../../../shared/ids.ts';
import { deviceKey } from '../../domain/device-key.ts';
import type { OwnEntry } from '../../domain/own-entry.ts';
import type { Intention, Journal, JournalRow, JournalState } from '../../ports/journal.ts';
import { guarded, transaction } from './database.ts';
import { column, guidRow, intentionRow, journalRow, ownRow, text } from './rows.ts';

const readIntention = text(intentionRow);
const readDevice = text(ownRow.shape.device);

export class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  intend(intention: Intention): number {
    const insert = this.#database.prepare("INSERT INTO journal (run, state, data) VALUES (:run, 'intended', :data)");
    return guarded(() => Number(insert.run({ run: intention.run, data: JSON.stringify(intention) }).lastInsertRowid));
  }

  markSent(id: number): void {
    this.#move(id, 'sent');
  }

  settle(
    id: number,
    state: 'confirmed' | 'reconciled' | 'lost',
    own: { readonly gained: readonly OwnEntry[]; readonly given: readonly OwnEntry[] },
  ): void {
    transaction(this.#database, () => {
      this.#move(id, state);
      this.#remove(own.given);
      const put = this.#database.prepare(
        'INSERT OR REPLACE INTO own_entry (mailbox, list, key, device) VALUES (:mailbox, :list, :key, :device)',
      );
      for (const entry of own.gained) put.run({ ...keyOf(entry), device: column(entry.deviceId) });
    });
  }

  unsettled(): readonly JournalRow[] {
    return guarded(() =>
      this.#database.prepare("SELECT id, state, data FROM journal WHERE state IN ('intended', 'sent') ORDER BY id").all().map(rowOf),
    );
  }

  ofRun(run: RunId): readonly JournalRow[] {
    return guarded(() =>
      this.#database.prepare('SELECT id, state, data FROM journal WHERE run = :run ORDER BY id').all({ run }).map(rowOf),
    );
  }

  ownMailboxes(): readonly MailboxGuid[] {
    return guarded(() =>
      this.#database
        .prepare('SELECT DISTINCT mailbox AS guid FROM own_entry ORDER BY mailbox')
        .all()
        .map((row) => guidRow.parse(row).guid),
    );
  }

  ownEntries(mailbox: MailboxGuid): readonly OwnEntry[] {
    const rows = guarded(() =>
      this.#database.prepare('SELECT mailbox, list, device FROM own_entry WHERE mailbox = :mailbox').all({ mailbox }),
    );
    return rows.map((row) => ownRow.parse(row)).map((row) => ({ mailbox: row.mailbox, list: row.list, deviceId: readDevice(row.device) }));
  }

  forget(entries: readonly OwnEntry[]): void {
    if (entries.length > 0) transaction(this.#database, () => this.#remove(entries));
  }

  forgetMailbox(mailbox: MailboxGuid): void {
    guarded(() => this.#database.prepare('DELETE FROM own_entry WHERE mailbox = :mailbox').run({ mailbox }));
  }

  #move(id: number, state: JournalState): void {
    guarded(() => this.#database.prepare('UPDATE journal SET state = :state WHERE id = :id').run({ id, state }));
  }

  #remove(entries: readonly OwnEntry[]): void {
    const remove = this.#database.prepare('DELETE FROM own_entry WHERE mailbox = :mailbox AND list = :list AND key = :key');
    for (const entry of entries) remove.run(keyOf(entry));
  }
}

function keyOf(entry: OwnEntry): { mailbox: string; list: string; key: string } {
  return { mailbox: entry.mailbox, list: entry.list, key: column(deviceKey(entry.deviceId)) };
}

function rowOf(row: unknown): JournalRow {
  const { id, state, data } = journalRow.parse(row);
  return { id, state, ...readIntention(data) };
}
