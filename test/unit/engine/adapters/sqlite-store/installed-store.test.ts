import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPreviewStore, openSqliteStore, type SqliteStore } from '../../../../../engine/adapters/sqlite-store/sqlite-store.ts';
import { toAppError } from '../../../../../shared/errors.ts';
import { mailboxGuid } from '../../../../builders/domain.ts';

let folder: string;
let path: string;
const at = '2026-01-01T00:00:00.000Z';
const entry = { mailbox: mailboxGuid(1), deviceId: 'strange \u0000 \ud800 id', list: 'block' } as const;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  path = join(folder, 'state #1?.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function installed(): SqliteStore {
  const store = openSqliteStore(path);
  const run = store.state.beginRun(at);
  const change = { mailbox: entry.mailbox, allowAdd: [], allowRemove: [], blockAdd: [], blockRemove: [] };
  const none = { allowed: [], blocked: [] };
  const row = store.journal.intend({ run, change, before: none, after: none, why: [] });
  store.journal.settle(row, { state: 'confirmed', gained: [entry], given: [], at });
  store.state.endRun({
    run,
    kind: 'full',
    outcome: 'ok',
    startedAt: at,
    endedAt: at,
    devices: { total: 0, allowed: 0, blocked: 0, quarantined: 0 },
    writes: 0,
    added: 0,
    removed: 0,
    overruled: 0,
    enrolments: 12,
    cloudRecord: true,
  });
  return store;
}

describe('a store for previews', () => {
  it.each([
    ['closed', true],
    ['in use', false],
  ] as const)('knows own entries and earlier runs of one that is %s, and leaves no file beside it', (_, isClosed) => {
    const store = installed();
    if (isClosed) store.state.close();
    const files = readdirSync(folder);

    const preview = openPreviewStore(path);

    expect(preview.journal.ownEntries(entry.mailbox)).toEqual([entry]);
    expect(preview.state.lastSuccess('enforce')?.enrolments).toBe(12);
    expect(readdirSync(folder)).toEqual(files);
    preview.journal.forget([entry], '9999');
    expect(preview.journal.ownMailboxes()).toEqual([]);
    preview.state.beginRun(at);
    preview.state.close();
    if (!isClosed) store.state.close();
    expect(openSqliteStore(path).journal.ownEntries(entry.mailbox)).toEqual([entry]);
  });

  it('begins empty where none is, and makes none', () => {
    const preview = openPreviewStore(path);

    expect(preview.journal.ownMailboxes()).toEqual([]);
    expect(preview.state.beginRun(at)).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses one that is damaged: a plan that takes our entries for others would mislead', () => {
    writeFileSync(path, 'this is no store '.repeat(1000));

    let code = 'nothing thrown';
    try {
      openPreviewStore(path);
    } catch (thrown) {
      code = toAppError(thrown).code;
    }
    expect(code).toBe('store.failed');
  });
});
