/** Write-ahead journal and own entries, in the same file so that both change in one transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { MailboxGuid, RunId } from '../../../shared/ids.ts';
import { deviceKey } from '../../domain/device-key.ts';
import type { OwnEntry } from '../../domain/own-entry.ts';
import type { Intention, Journal, JournalRow, JournalState, Settlement } from '../../ports/journal.ts';
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

  settle(id: number, { state, gained, given, at }: Settlement): void {
    transaction(this.#database, () => {
      this.#move(id, state);
      const remove = this.#database.prepare('DELETE FROM own_entry WHERE mailbox = :mailbox AND list = :list AND key = :key');
      for (const entry of given) remove.run(keyOf(entry));
      const put = this.#database.prepare(
        'INSERT OR REPLACE INTO own_entry (mailbox, list, key, device, settled_at) VALUES (:mailbox, :list, :key, :device, :at)',
      );
      for (const entry of gained) put.run({ ...keyOf(entry), device: column(entry.deviceId), at });
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

  forget(entries: readonly OwnEntry[], settledBefore: string): void {
    if (entries.length === 0) return;
    const remove = this.#database.prepare(
      'DELETE FROM own_entry WHERE mailbox = :mailbox AND list = :list AND key = :key AND settled_at < :settledBefore',
    );
    transaction(this.#database, () => {
      for (const entry of entries) remove.run({ ...keyOf(entry), settledBefore });
    });
  }

  unseen(mailboxes: readonly MailboxGuid[], { now, unseenBefore }: { readonly now: string; readonly unseenBefore: string }): void {
    const among = 'mailbox IN (SELECT value FROM json_each(:mailboxes))';
    const guids = { mailboxes: JSON.stringify(mailboxes) };
    transaction(this.#database, () => {
      this.#database.prepare(`UPDATE own_entry SET unseen_since = NULL WHERE unseen_since IS NOT NULL AND NOT ${among}`).run(guids);
      this.#database.prepare(`UPDATE own_entry SET unseen_since = :now WHERE unseen_since IS NULL AND ${among}`).run({ ...guids, now });
      this.#database.prepare('DELETE FROM own_entry WHERE unseen_since < :unseenBefore').run({ unseenBefore });
    });
  }

  #move(id: number, state: JournalState): void {
    guarded(() => this.#database.prepare('UPDATE journal SET state = :state WHERE id = :id').run({ id, state }));
  }
}

function keyOf(entry: OwnEntry): { mailbox: string; list: string; key: string } {
  return { mailbox: entry.mailbox, list: entry.list, key: column(deviceKey(entry.deviceId)) };
}

function rowOf(row: unknown): JournalRow {
  const { id, state, data } = journalRow.parse(row);
  return { id, state, ...readIntention(data) };
}
