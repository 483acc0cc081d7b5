import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../../../engine/adapters/sqlite-store/migrations.ts';
import { openSqliteStore, type SqliteStore } from '../../../../../engine/adapters/sqlite-store/sqlite-store.ts';
import type { UserId } from '../../../../../shared/ids.ts';
import { mailboxGuid, userId } from '../../../../builders/domain.ts';

let folder: string;
let store: SqliteStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  store = openSqliteStore(join(folder, 'state.db'));
});

afterEach(() => {
  store.state.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = '2026-01-01T00:00:00.000Z';

function view(deviceId: string, name: string) {
  const texts = { mailbox: mailboxGuid(1), address: 'person1@contoso.test', deviceId, name, model: name, system: name };
  return { ...texts, observed: 'allowed', intended: 'blocked', reason: 'not-enrolled' } as const;
}

describe('decisions (S4)', () => {
  it('tell which devices are to be blocked and whose they are, page by page, of the published run only', () => {
    const draft = store.state.draftDecisions(store.state.beginRun(at), at);
    const decided = (id: string, wanted: 'allow' | 'block', owner: UserId | null) => ({
      view: { ...view(id, '\ud800 half a pair'), wanted },
      evidence: [],
      userId: owner,
    });
    draft.add([
      decided('A', 'block', userId(1)),
      decided('B', 'allow', userId(1)),
      decided('C', 'block', null),
      decided('D', 'block', userId(2)),
    ]);
    expect(store.state.waiting(0, 10)).toEqual([]);
    draft.publish();

    const [first, ...others] = store.state.waiting(0, 1);
    const second = store.state.waiting(first?.position ?? 0, 10);

    expect(others).toEqual([]);
    expect([first, ...second].map((one) => [one?.deviceId, one?.userId])).toEqual([
      ['A', userId(1)],
      ['D', userId(2)],
    ]);
  });
});

describe('a file', () => {
  it('of an older version is brought forward, and keeps what it knew', () => {
    const path = join(folder, 'older.db');
    const [oldest = ''] = migrations;
    const older = new DatabaseSync(path);
    older.exec(`${oldest} PRAGMA user_version = 1; INSERT INTO run (started_at, outcome, report) VALUES ('', 'ok', '{}')`);
    older.close();

    const opened = openSqliteStore(path);
    opened.cloud.keepRecord('Contoso', 'record');

    expect(opened.state.beginRun(at)).toBe(2);
    expect(opened.cloud.ownRecord('CONTOSO')).toBe('record');
    opened.state.close();
  });
});
