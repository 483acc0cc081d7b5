/** What is remembered of Intune, in the same file as the rest. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { CloudMemory } from '../../ports/cloud-memory.ts';
import { guarded } from './database.ts';
import { column, text } from './rows.ts';

const recordRow = z.object({ id: z.string() });
const ownRecordRow = z.object({ organization: z.string(), id: z.string() });
const readName = text(z.string());

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
}

function keyOf(organization: string): { organization: string } {
  return { organization: column(organization.toLowerCase()) };
}
