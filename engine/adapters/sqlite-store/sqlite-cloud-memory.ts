/** What is remembered of Intune, in the same file as the rest. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { RunId } from '../../../shared/ids.ts';
import type { CloudMemory, DeviceChange, Gathered } from '../../ports/cloud-memory.ts';
import { guarded, transaction } from './database.ts';
import { column, countRow, dataRow, text } from './rows.ts';

const recordRow = z.object({ id: z.string() });
const ownRecordRow = z.object({ organization: z.string(), id: z.string() });
const readName = text(z.string());
const unseenRow = z.object({ id: z.string(), total: z.number() });
const changeRow = z.object({ id: z.string(), change: z.enum(['added', 'changed', 'gone']) });
const cursorSchema = z.strictObject({
  users: z.string(),
  groups: z.array(z.strictObject({ link: z.string(), ids: z.array(z.string()) })),
});
const readGathered = text(z.strictObject({ at: z.string(), cursor: cursorSchema.nullable() }));

const sql = {
  unseen: `SELECT id, COUNT(*) OVER () AS total FROM walked_device
    WHERE id NOT IN (SELECT id FROM staged_walk WHERE run = :run) ORDER BY id LIMIT :limit`,
  changes: `SELECT fresh.id AS id, CASE WHEN old.id IS NULL THEN 'added' ELSE 'changed' END AS change
    FROM staged_walk AS fresh LEFT JOIN walked_device AS old ON old.id = fresh.id
    WHERE fresh.run = :run AND (old.id IS NULL OR old.fingerprint <> fresh.fingerprint)
    UNION ALL SELECT id, 'gone' FROM walked_device WHERE id NOT IN (SELECT id FROM staged_walk WHERE run = :run)`,
  keepWalk: 'INSERT INTO walked_device (id, fingerprint) SELECT id, fingerprint FROM staged_walk WHERE run = :run',
  keepGathered: 'INSERT OR REPLACE INTO gathered (one, data) VALUES (1, :data)',
} as const;

export class SqliteCloudMemory implements CloudMemory {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  ownRecord(organization: string): string | null {
    const select = this.#database.prepare('SELECT id FROM connector_record WHERE organization = :organization');
    const row = guarded(() => select.get(keyOf(organization)));
    return row === undefined ? null : recordRow.parse(row).id;
  }

  ownRecords(): readonly { readonly organization: string; readonly id: string }[] {
    const rows = guarded(() => this.#database.prepare('SELECT organization, id FROM connector_record ORDER BY organization').all());
    return rows.map((row) => ownRecordRow.parse(row)).map((row) => ({ ...row, organization: readName(row.organization) }));
  }

  keepRecord(organization: string, id: string): void {
    const put = this.#database.prepare('INSERT OR REPLACE INTO connector_record (organization, id) VALUES (:organization, :id)');
    guarded(() => put.run({ ...keyOf(organization), id }));
  }

  forgetRecord(organization: string): void {
    const remove = this.#database.prepare('DELETE FROM connector_record WHERE organization = :organization');
    guarded(() => remove.run(keyOf(organization)));
  }

  unseenDevices(run: RunId, limit: number): { readonly ids: readonly string[]; readonly total: number } {
    const rows = guarded(() => this.#database.prepare(sql.unseen).all({ run, limit })).map((row) => unseenRow.parse(row));
    return { ids: rows.map((row) => readName(row.id)), total: rows[0]?.total ?? 0 };
  }

  walkedDevices(): number {
    return guarded(() => countRow.parse(this.#database.prepare('SELECT COUNT(*) AS count FROM walked_device').get()).count);
  }

  *deviceChanges(run: RunId): Iterable<DeviceChange> {
    const rows = guarded(() => this.#database.prepare(sql.changes).iterate({ run }));
    for (const row of rows) {
      const { id, change } = changeRow.parse(row);
      yield { id: readName(id), change };
    }
  }

  keepGathered(run: RunId, gathered: Gathered): void {
    transaction(this.#database, () => {
      this.#database.exec('DELETE FROM walked_device');
      this.#database.prepare(sql.keepWalk).run({ run });
      this.#database.prepare(sql.keepGathered).run({ data: JSON.stringify(gathered) });
    });
  }

  gathered(): Gathered | null {
    const row = guarded(() => this.#database.prepare('SELECT data FROM gathered').get());
    return row === undefined ? null : readGathered(dataRow.parse(row).data);
  }
}

function keyOf(organization: string): { organization: string } {
  return { organization: column(organization.toLowerCase()) };
}
