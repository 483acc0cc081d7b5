/** The engine's state in one SQLite file: runs, staging, decisions, journal and own entries. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { DeviceView, Explanation } from '../../../shared/control/contract.ts';
import { type RunId, runIdSchema, userIdSchema } from '../../../shared/ids.ts';
import type { Mode } from '../../../shared/setup/answers.ts';
import { type SyncReport, syncReportSchema } from '../../../shared/sync-report.ts';
import type { CloudMemory } from '../../ports/cloud-memory.ts';
import type { ExchangeMemory } from '../../ports/exchange-memory.ts';
import type { Journal } from '../../ports/journal.ts';
import type { OrderJournal } from '../../ports/order-journal.ts';
import type { PolicyHistory } from '../../ports/policy-history.ts';
import type { DecidedView, DecisionDraft, Staging, StateStore, WaitingDevice } from '../../ports/state-store.ts';
import { guarded, openDatabase, transaction } from './database.ts';
import { copyKnowledge } from './installed-store.ts';
import { column, decisionRow, evidenceText, text, viewText } from './rows.ts';
import { SqliteCloudMemory } from './sqlite-cloud-memory.ts';
import { SqliteExchangeMemory } from './sqlite-exchange-memory.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { SqliteOrderJournal } from './sqlite-order-journal.ts';
import { SqlitePolicyHistory } from './sqlite-policy-history.ts';
import { discardAll, SqliteStaging } from './staging.ts';

const explainLimit = 100;
const isPublished = 'run = (SELECT run FROM published)';
const dropUnpublished = `
DELETE FROM decision WHERE NOT ${isPublished};
DELETE FROM decision_name WHERE position NOT IN (SELECT position FROM decision);`;
const readReport = text(syncReportSchema);
const reportRow = z.object({ report: z.string() });
const waitingRow = z.object({ position: z.number(), view: z.string(), user: userIdSchema });

export interface SqliteStore {
  readonly state: StateStore;
  readonly journal: Journal;
  readonly cloud: CloudMemory;
  readonly servers: ExchangeMemory;
  readonly policies: PolicyHistory;
  readonly orders: OrderJournal;
}

/** `path` may be `:memory:`. Throws `store.failed`. */
export function openSqliteStore(path: string): SqliteStore {
  return storeIn(openDatabase(path));
}

/** A store of its own in memory that knows what the one at `installed` knew of own entries and earlier runs; that one is only read. */
export function openPreviewStore(installed: string): SqliteStore {
  const database = openDatabase(':memory:');
  copyKnowledge(installed, database);
  return storeIn(database);
}

function storeIn(database: DatabaseSync): SqliteStore {
  return {
    state: new SqliteState(database),
    journal: new SqliteJournal(database),
    cloud: new SqliteCloudMemory(database),
    servers: new SqliteExchangeMemory(database),
    policies: new SqlitePolicyHistory(database),
    orders: new SqliteOrderJournal(database),
  };
}

class SqliteState implements StateStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  beginRun(startedAt: string): RunId {
    return transaction(this.#database, () => {
      this.#database.exec("UPDATE run SET outcome = 'broken' WHERE outcome IS NULL");
      discardAll(this.#database);
      this.#database.exec(dropUnpublished);
      const inserted = this.#database.prepare('INSERT INTO run (started_at) VALUES (:startedAt)').run({ startedAt });
      return runIdSchema.parse(Number(inserted.lastInsertRowid));
    });
  }

  staging(run: RunId): Staging {
    return guarded(() => new SqliteStaging(this.#database, run));
  }

  draftDecisions(run: RunId, decidedAt: string): DecisionDraft {
    return {
      add: (batch) => transaction(this.#database, () => this.#addDecisions(run, decidedAt, batch)),
      publish: () =>
        transaction(this.#database, () => {
          this.#database.prepare('UPDATE published SET run = :run').run({ run });
          this.#database.exec(dropUnpublished);
        }),
    };
  }

  endRun(report: SyncReport): void {
    const end = this.#database.prepare('UPDATE run SET outcome = :outcome, report = :report WHERE id = :run');
    guarded(() => end.run({ run: report.run, outcome: report.outcome, report: JSON.stringify(report) }));
  }

  closeRun(run: RunId): void {
    guarded(() => this.#database.prepare("UPDATE run SET outcome = 'closed' WHERE id = :run").run({ run }));
  }

  lastReport(): SyncReport | null {
    return this.#report('SELECT report FROM run WHERE report IS NOT NULL ORDER BY id DESC LIMIT 1');
  }

  lastSuccess(mode: Mode): SyncReport | null {
    return this.#report(
      // Reports of before there was a choice are of runs that enforced.
      "SELECT report FROM run WHERE outcome = 'ok' AND coalesce(json_extract(report, '$.mode'), 'enforce') = :mode ORDER BY id DESC LIMIT 1",
      { mode },
    );
  }

  devices(after: number, limit: number): { readonly devices: readonly DeviceView[]; readonly next: number | null } {
    const select = this.#database.prepare(
      `SELECT * FROM decision WHERE ${isPublished} AND position > :after ORDER BY position LIMIT :limit`,
    );
    const rows = guarded(() => select.all({ after, limit: limit + 1 }).map((row) => decisionRow.parse(row)));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { devices: page.map((row) => viewText(row.view)), next: rows.length > limit && last !== undefined ? last.position : null };
  }

  waiting(after: number, limit: number): readonly WaitingDevice[] {
    const select = this.#database.prepare(
      `SELECT position, view, waiting_user AS user FROM decision
       WHERE ${isPublished} AND waiting_user IS NOT NULL AND position > :after ORDER BY position LIMIT :limit`,
    );
    const rows = guarded(() => select.all({ after, limit }).map((row) => waitingRow.parse(row)));
    return rows.map(({ position, view, user }) => {
      const { mailbox, deviceId } = viewText(view);
      return { position, mailbox, deviceId, userId: user };
    });
  }

  explain(wanted: string): readonly Explanation[] {
    const select = this.#database.prepare(
      `SELECT decision.* FROM decision_name JOIN decision USING (position) WHERE name = :name AND ${isPublished} ORDER BY position LIMIT :limit`,
    );
    const rows = guarded(() => select.all({ name: searchName(wanted), limit: explainLimit }).map((row) => decisionRow.parse(row)));
    return rows.map((row) => ({
      device: viewText(row.view),
      evidence: evidenceText(row.evidence),
      decidedAt: row.decided_at,
      run: row.run,
    }));
  }

  close(): void {
    guarded(() => this.#database.close());
  }

  #addDecisions(run: RunId, decidedAt: string, batch: readonly DecidedView[]): void {
    const put = this.#database.prepare(
      'INSERT INTO decision (run, decided_at, view, evidence, waiting_user) VALUES (:run, :decidedAt, :view, :evidence, :user)',
    );
    const name = this.#database.prepare('INSERT OR IGNORE INTO decision_name (name, position) VALUES (:name, :position)');
    for (const { view, evidence, userId } of batch) {
      const user = view.wanted === 'block' ? userId : null;
      const row = { run, decidedAt, view: JSON.stringify(view), evidence: JSON.stringify(evidence), user };
      const position = put.run(row).lastInsertRowid;
      for (const one of [view.mailbox, view.address, view.deviceId, view.name]) name.run({ name: searchName(one), position });
    }
  }

  #report(select: string, parameters: Record<string, string> = {}): SyncReport | null {
    const row = guarded(() => this.#database.prepare(select).get(parameters));
    return row === undefined ? null : readReport(reportRow.parse(row).report);
  }
}

function searchName(wanted: string): string {
  return column(wanted.trim().toLowerCase());
}
