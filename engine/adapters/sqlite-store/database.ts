/** Opens the store's file: strict tables, write-ahead log, every commit on the disk before it returns. */
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../../shared/errors.ts';
import { migrations } from './migrations.ts';

/** Throws `store.failed` when the file is not ours, of a newer version, or damaged. */
export function openDatabase(path: string): DatabaseSync {
  return guarded(() => {
    const database = new DatabaseSync(path, { defensive: true, timeout: 5_000 });
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;',
    );
    migrate(database);
    return database;
  });
}

/** All steps or none. */
function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > migrations.length) throw new Failure('store.failed', { detail: `store of version ${version}` });
  if (version === migrations.length) return;
  transaction(database, () => {
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** All of `work` or nothing of it. Not to be nested. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  return guarded(() => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (thrown) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw thrown;
    }
  });
}

/** SQLite's own errors become `store.failed`. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_SQLITE_ERROR')
      throw new Failure('store.failed', { detail: thrown.message });
    throw thrown;
  }
}
