import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/errors.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';
import { type EngineProcess, type EngineStage, mailboxWrites, personalLists, raiseEngineStage, until } from '../builders/engine-stage.ts';
import { faultSchema } from '../simulators/faults.ts';

let stage: EngineStage;
let engine: EngineProcess;
let untouched: ReturnType<typeof personalLists>;

beforeEach(async () => {
  stage = await raiseEngineStage();
  untouched = personalLists(stage);
  engine = await stage.start();
  expect((await engine.connection.call('syncFull', {})).outcome).toBe('ok');
  expect(personalLists(stage)).not.toEqual(untouched);
});

afterEach(() => stage.stop());

function slowWrites(milliseconds: number): void {
  stage.rehearsal.exchange.faults.add(
    faultSchema.parse({ side: 'exchange', match: 'Set-CASMailbox', count: null, effect: { kind: 'latency', milliseconds } }),
  );
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'nothing thrown',
    (thrown: unknown) => toAppError(thrown).code,
  );
}

describe('taking back by a real engine (B7)', { timeout: 180_000 }, () => {
  it('leaves Exchange as it was before the first run, entries of others included', async () => {
    const written = mailboxWrites(stage).length;
    const seen: SyncProgress[] = [];

    const result = await engine.connection.call('takeBack', {}, { onProgress: (progress) => void seen.push(progress) });
    const again = await engine.connection.call('takeBack', {});

    expect(stage.rehearsal.exchange.state.foreignEntries.length).toBeGreaterThan(0);
    expect(personalLists(stage)).toEqual(untouched);
    expect(result.mailboxes).toBe(written);
    expect(mailboxWrites(stage).length).toBe(written * 2);
    expect([...new Set(seen.map(({ stage: name }) => name))]).toEqual(['connect', 'write', 'verify']);
    expect(seen.at(-1)).toMatchObject({ stage: 'verify', done: written, total: written });
    expect(again).toEqual({ mailboxes: 0, entries: 0 });
    expect(stage.rehearsal.exchange.sessions()).toBe(0);
  });

  it('killed in the middle and started again, it finishes and sends no removal twice', async () => {
    const written = mailboxWrites(stage).length;
    slowWrites(100);
    const cut = codeOf(engine.connection.call('takeBack', {}));
    await until(() => mailboxWrites(stage).length >= written + 3, 'the third removal');
    engine.child.kill('SIGKILL');
    await engine.ended;
    await cut;
    stage.rehearsal.exchange.faults.clear();

    const next = await stage.start();
    await next.connection.call('takeBack', {});

    expect(personalLists(stage)).toEqual(untouched);
    const sent = mailboxWrites(stage).map((parameters) => JSON.stringify(parameters));
    expect(new Set(sent).size).toBe(sent.length);
  });

  it('runs alone, can be cancelled, and leaves nothing half known', async () => {
    slowWrites(200);
    const leaving = new AbortController();
    const first = codeOf(engine.connection.call('takeBack', {}, { signal: leaving.signal }));
    const written = mailboxWrites(stage).length;
    await until(() => mailboxWrites(stage).length >= written + 2, 'the second removal');

    expect((await engine.connection.call('status', {})).state).toBe('synchronizing');
    expect(await codeOf(engine.connection.call('syncFull', {}))).toBe('engine.busy');
    expect(await codeOf(engine.connection.call('takeBack', {}))).toBe('engine.busy');
    leaving.abort();
    expect(await first).toBe('cancelled');
    expect(stage.rehearsal.exchange.sessions()).toBe(0);

    stage.rehearsal.exchange.faults.clear();
    await engine.connection.call('takeBack', {});
    expect(personalLists(stage)).toEqual(untouched);
  });

  it('works without any secret of Intune', async () => {
    await engine.connection.call('removeSecret', { name: 'account-certificate' });

    expect((await engine.connection.call('takeBack', {})).mailboxes).toBeGreaterThan(0);
    expect(personalLists(stage)).toEqual(untouched);
  });
});
