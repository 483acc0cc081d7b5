/** What another store knows, read without leaving a trace beside it. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { guarded, transaction } from './database.ts';

/**
 * Own entries, and the reports of earlier runs: without them a plan would take our entries for somebody else's. The policies, so that
 * the last good one is known.
 */
const knowledge = {
  // Not since when they are ours: a preview forgets none, and a store of an earlier version does not know it.
  own_entry: ['mailbox', 'list', 'key', 'device'],
  run: ['id', 'started_at', 'outcome', 'report'],
  policy_version: ['number', 'data'],
} as const;
const tables = ['own_entry', 'run', 'policy_version'] as const;

/** Nothing is copied when there is no store. Throws `store.failed` when there is one that cannot be read. */
export function copyKnowledge(path: string, into: DatabaseSync): void {
  if (!existsSync(path)) return;
  guarded(() => {
    const installed = openForReading(path);
    try {
      if (Number(installed.prepare('PRAGMA user_version').get()?.['user_version']) === 0) return;
      transaction(into, () => {
        for (const table of tables) copyTable(installed, into, table);
      });
    } finally {
      installed.close();
    }
  });
}

/**
 * Beside a store in use, or left by a crash, lies its write-ahead log, and both are read. A closed one is whole in itself and
 * is read as immutable: else SQLite would make a log and an index beside it, and leave them there.
 */
function openForReading(path: string): DatabaseSync {
  if (existsSync(`${path}-wal`)) return new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

function copyTable(installed: DatabaseSync, into: DatabaseSync, table: (typeof tables)[number]): void {
  // A store of an earlier version has fewer tables.
  const exists = installed.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :table").get({ table });
  if (exists === undefined) return;
  const columns = knowledge[table];
  const put = into.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`);
  for (const row of installed.prepare(`SELECT ${columns.join(', ')} FROM ${table}`).iterate()) put.run(row);
}
