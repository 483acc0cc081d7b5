import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore, type SqliteStore } from '../../../../../engine/adapters/sqlite-store/sqlite-store.ts';
import { toAppError } from '../../../../../shared/errors.ts';
import { runIdSchema } from '../../../../../shared/ids.ts';
import { type SyncReport, syncReportSchema } from '../../../../../shared/sync-report.ts';
import { device, enrolment, mailbox, mailboxGuid, user } from '../../../../builders/domain.ts';
import { hostileTexts } from '../../../../simulators/world/hostile-texts.ts';

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
const later = '2026-01-01T00:00:00.001Z';
const worst = [
  ...hostileTexts,
  'nul \u0000 inside',
  'half a pair \ud800 here',
  '\ud800',
  '\udfff',
  "'; DROP TABLE run; --",
  '\u202egnp.exe',
  'x'.repeat(256),
];

function report(run: number, change: Partial<SyncReport> = {}): SyncReport {
  const devices = { total: 3, allowed: 1, blocked: 1, quarantined: 1 };
  const counts = { writes: 1, added: 1, removed: 0, overruled: 0 };
  return syncReportSchema.parse({
    run,
    kind: 'full',
    outcome: 'ok',
    startedAt: at,
    endedAt: at,
    devices,
    ...counts,
    cloudRecord: true,
    ...change,
  });
}

function view(deviceId: string, name: string) {
  const texts = { mailbox: mailboxGuid(1), address: 'person1@contoso.test', deviceId, name, model: name, system: name };
  return { ...texts, observed: 'allowed', intended: 'blocked', wanted: 'block', reason: 'not-enrolled' } as const;
}

describe('staging', () => {
  it('gives back hostile texts unchanged, joined by id without case and by any address', () => {
    const staging = store.state.staging(store.state.beginRun(at));
    const phones = worst.map((text, index) =>
      device(`Id${index}`, { friendlyName: text, model: text, system: text, userAgent: text, type: text }),
    );
    const enrolments = worst.map((text, index) => enrolment(` iD${index}`, { id: `m${index}`, name: text }));
    staging.mailboxes([mailbox(1, { address: 'PERSON1@contoso.test', displayName: worst.join('') })]);
    staging.devices(phones);
    staging.enrolments([...enrolments, enrolment('', { id: 'without EAS id' }), enrolment('Other', { id: 'of another device' })]);
    staging.users([user(1), user(2), user(3, { addresses: ['a@contoso.test', 'person1@contoso.test'], userPrincipalName: '' })]);

    const [joined] = [...staging.joined()];

    expect(joined?.mailbox.displayName).toBe(worst.join(''));
    expect(new Set(joined?.devices)).toEqual(new Set(phones));
    expect(new Set(joined?.enrolments)).toEqual(new Set(enrolments));
    expect(joined?.users.map(({ id }) => id)).toEqual([user(1).id, user(3).id]);
  });

  it('keeps ids apart that are no proper text', () => {
    const staging = store.state.staging(store.state.beginRun(at));
    staging.mailboxes([mailbox(1)]);
    staging.devices([device('\ud800'), device('\ud801'), device('\ufffd')]);

    expect([...staging.joined()][0]?.devices.map(({ deviceId }) => deviceId).toSorted()).toEqual(['\ud800', '\ud801', '\ufffd']);
  });

  it('names mailboxes that were not read though a partnership or an entry of ours is on them', () => {
    const run = store.state.beginRun(at);
    const row = store.journal.intend({ run, change: emptyChange(3), before: noLists, after: noLists, why: [] });
    store.journal.settle(row, { state: 'confirmed', gained: [{ mailbox: mailboxGuid(3), deviceId: 'A1', list: 'allow' }], given: [], at });
    const staging = store.state.staging(run);
    staging.mailboxes([mailbox(1)]);
    staging.devices([device('A1'), device('B2', { mailbox: mailboxGuid(2) })]);

    expect(staging.missingMailboxes()).toEqual([mailboxGuid(2), mailboxGuid(3)]);
    staging.dropMailbox(mailboxGuid(2));
    expect(staging.missingMailboxes()).toEqual([mailboxGuid(3)]);
    expect(staging.counts()).toEqual({ mailboxes: 1, devices: 1, enrolments: 0 });
  });

  it('of a run that a crash cut off is gone when the next run begins', () => {
    store.state.staging(store.state.beginRun(at)).devices([device('A1')]);

    expect(store.state.staging(store.state.beginRun(at)).counts().devices).toBe(0);
  });
});

const noLists = { allowed: [], blocked: [] } as const;

function emptyChange(index: number) {
  return { mailbox: mailboxGuid(index), allowAdd: [], allowRemove: [], blockAdd: [], blockRemove: [] } as const;
}

describe('the journal', () => {
  it('survives a process that ends without a word, and knows what is unsettled', () => {
    const run = store.state.beginRun(at);
    const change = { ...emptyChange(1), blockAdd: [device('A1').deviceId] };
    const intention = {
      run,
      change,
      before: { allowed: worst, blocked: [] },
      after: { allowed: [], blocked: worst },
      why: [{ deviceId: 'A1', reason: 'not-enrolled' }],
    };
    const intended = store.journal.intend(intention);
    const sent = store.journal.intend(intention);
    store.journal.markSent(sent);
    store.journal.settle(store.journal.intend(intention), { state: 'lost', gained: [], given: [], at });

    const again = openSqliteStore(join(folder, 'state.db'));

    expect(again.journal.unsettled()).toEqual([
      { id: intended, state: 'intended', ...intention },
      { id: sent, state: 'sent', ...intention },
    ]);
    expect(again.journal.ofRun(runIdSchema.parse(run)).map(({ state }) => state)).toEqual(['intended', 'sent', 'lost']);
    again.state.close();
  });

  it('changes whose entries are ours together with the row', () => {
    const run = store.state.beginRun(at);
    const entry = (deviceId: string, list: 'allow' | 'block') => ({ mailbox: mailboxGuid(1), deviceId, list }) as const;
    const row = () => store.journal.intend({ run, change: emptyChange(1), before: noLists, after: noLists, why: [] });
    store.journal.settle(row(), { state: 'confirmed', gained: [entry('A1', 'allow'), entry('B2', 'block')], given: [], at });
    store.journal.settle(row(), { state: 'reconciled', gained: [entry('a1', 'block')], given: [entry('a1', 'allow')], at });

    expect(store.journal.ownEntries(mailboxGuid(1)).toSorted((left, right) => (left.deviceId < right.deviceId ? -1 : 1))).toEqual([
      entry('B2', 'block'),
      entry('a1', 'block'),
    ]);
    expect(store.journal.ownEntries(mailboxGuid(2))).toEqual([]);
    store.journal.forget([entry('b2', 'block')], at);
    expect(store.journal.ownEntries(mailboxGuid(1))).toHaveLength(2);
    store.journal.forget([entry('b2', 'block')], later);
    expect(store.journal.ownEntries(mailboxGuid(1))).toEqual([entry('a1', 'block')]);
  });

  it('forgets the entries of a mailbox only when it was unseen all the time', () => {
    const run = store.state.beginRun(at);
    const [gone, back] = [mailboxGuid(1), mailboxGuid(2)];
    for (const mailbox of [gone, back]) {
      const row = store.journal.intend({ run, change: emptyChange(1), before: noLists, after: noLists, why: [] });
      store.journal.settle(row, { state: 'confirmed', gained: [{ mailbox, deviceId: 'A1', list: 'allow' }], given: [], at });
    }
    store.journal.unseen([gone, back], { now: at, unseenBefore: at });
    store.journal.unseen([gone], { now: later, unseenBefore: at });
    expect(store.journal.ownMailboxes()).toEqual([gone, back]);

    store.journal.unseen([gone, back], { now: later, unseenBefore: later });
    expect(store.journal.ownMailboxes()).toEqual([back]);
  });
});

describe('decisions', () => {
  it('are shown once they are published, as a whole, hostile texts unchanged', () => {
    const run = store.state.beginRun(at);
    const draft = store.state.draftDecisions(run, at);
    draft.add(
      worst.map((text, index) => ({
        view: view(`Id${index}`, text),
        evidence: [{ key: 'managed', answer: 'no', fact: text }],
        userId: null,
      })),
    );

    expect(store.state.devices(0, 1000).devices).toEqual([]);
    draft.publish();

    expect(store.state.devices(0, 1000).devices.map(({ name }) => name)).toEqual(worst);
    for (const text of worst) {
      expect(store.state.explain(text)).toMatchObject([{ device: { name: text }, evidence: [{ fact: text }], decidedAt: at, run }]);
    }
  });

  it('stay those of the last published run', () => {
    const first = store.state.draftDecisions(store.state.beginRun(at), at);
    first.add([{ view: view('A1', 'first'), evidence: [], userId: null }]);
    first.publish();
    store.state.draftDecisions(store.state.beginRun(at), at).add([{ view: view('A1', 'never published'), evidence: [], userId: null }]);
    store.state.beginRun(at);

    expect(store.state.explain('a1').map(({ device: found }) => found.name)).toEqual(['first']);
    expect(store.state.explain('never published')).toEqual([]);
  });

  it('come in pages, each once', () => {
    const draft = store.state.draftDecisions(store.state.beginRun(at), at);
    draft.add(Array.from({ length: 7 }, (_, index) => ({ view: view(`Id${index}`, 'n'), evidence: [], userId: null })));
    draft.publish();
    const seen: string[] = [];

    for (let after: number | null = 0; after !== null; ) {
      const page: { devices: readonly { deviceId: string }[]; next: number | null } = store.state.devices(after, 3);
      seen.push(...page.devices.map(({ deviceId }) => deviceId));
      after = page.next;
    }

    expect(seen).toEqual(['Id0', 'Id1', 'Id2', 'Id3', 'Id4', 'Id5', 'Id6']);
  });

  it('are found by device id, name, address and mailbox, without case', () => {
    const draft = store.state.draftDecisions(store.state.beginRun(at), at);
    draft.add([{ view: view('A1', 'Anna’s phone'), evidence: [], userId: null }]);
    draft.publish();

    const found = ['a1', ' ANNA’S PHONE ', 'Person1@Contoso.test', mailboxGuid(1).toUpperCase(), '%', 'a'].map(
      (text) => store.state.explain(text).length,
    );
    expect(found).toEqual([1, 1, 1, 1, 0, 0]);
  });
});

describe('reports', () => {
  it('tell the last run and the last good one', () => {
    const first = store.state.beginRun(at);
    store.state.endRun(report(first));
    const second = store.state.beginRun(at);
    store.state.endRun(report(second, { outcome: 'failed', endedAt: '2026-02-01T00:00:00.000Z' }));
    store.state.beginRun(at);

    expect(store.state.lastReport()).toMatchObject({ run: second, outcome: 'failed' });
    expect(store.state.lastSuccess('enforce')?.endedAt).toBe(at);
    expect(store.state.lastSuccess('observe')).toBeNull();
  });

  it('tell good runs by their mode, and those of before there was one as enforcing (B4)', () => {
    const old = store.state.beginRun(at);
    store.state.endRun(report(old));
    const observed = store.state.beginRun(at);
    store.state.endRun(report(observed, { mode: 'observe', planned: { writes: 2, newBlocks: 1 } }));

    expect(store.state.lastSuccess('enforce')).toEqual(report(old));
    expect(store.state.lastSuccess('observe')).toMatchObject({ run: observed, planned: { writes: 2, newBlocks: 1 } });
  });

  it('stay as they are when a run of another kind ends', () => {
    const full = store.state.beginRun(at);
    store.state.endRun(report(full));
    store.state.closeRun(store.state.beginRun(at));

    expect(store.state.lastReport()?.run).toBe(full);
  });
});

describe('the file', () => {
  it('of a newer version is refused', () => {
    const path = join(folder, 'newer.db');
    const other = new DatabaseSync(path);
    other.exec('PRAGMA user_version = 99');
    other.close();

    expect(codeOf(() => openSqliteStore(path))).toBe('store.failed');
  });

  it('that is none is refused', () => {
    expect(codeOf(() => openSqliteStore(folder))).toBe('store.failed');
  });
});

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'nothing thrown';
  } catch (thrown) {
    return toAppError(thrown).code;
  }
}
