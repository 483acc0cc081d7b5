import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { EngineChoice } from '../../../../electron/install/engine-choice.ts';
import { Journal } from '../../../../electron/install/journal.ts';
import { operations } from '../../../../electron/install/operations.ts';
import { planOf } from '../../../../electron/install/plan.ts';
import { defineForwardStep, defineStep, next, type Step, type StepDefinition } from '../../../../electron/install/step.ts';
import { perform, recover } from '../../../../electron/install/transaction.ts';
import { Failure } from '../../../../shared/errors.ts';
import type { ConnectOutcome, SetupEvent, SetupStep } from '../../../../shared/setup/progress.ts';
import { setupHostAt } from '../../../builders/setup-host.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ec-transaction-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});

const held: ConnectOutcome = { kind: 'held', finding: { plan: 'p', newBlocks: 1, devices: 2, limitPercent: 10 } };

/** A set-up whose steps tell what is done to them; `changes` puts something else into one of them. */
function setUp(changes: Partial<Record<SetupStep, Partial<StepDefinition<z.ZodNull, ConnectOutcome>>>> = {}) {
  const { host } = setupHostAt(home);
  const control = new AbortController();
  const told: string[] = [];
  const names: readonly SetupStep[] = ['stage-engine', 'store-secrets', 'first-sync'];
  const steps = names.map((name) =>
    defineStep<z.ZodNull, ConnectOutcome>({
      name,
      undoSchema: z.null(),
      prepare: async () => null,
      run: async () => {
        told.push(`run ${name}`);
        return name === 'first-sync' ? { kind: 'outcome', outcome: held } : next;
      },
      undo: async () => void told.push(`undo ${name}`),
      cleanUp: async () => void told.push(`clean ${name}`),
      ...changes[name],
    }),
  );
  const plan = planOf({ id: 'a1', engine: new EngineChoice(host, 'a1'), emit: () => undefined, signal: control.signal }, {});
  return { host, control, told, run: () => perform(host, { name: 'install', steps }, plan) };
}

const failing = (code: 'vault.locked' | 'install.disk') => async () => Promise.reject(new Failure(code));

describe('I4 an installation', () => {
  it('that comes through is committed, cleaned up, and leaves no journal', async () => {
    const { host, told, run } = setUp();

    expect(await run()).toEqual({ kind: 'committed', outcome: held });

    expect(told.slice(3)).toEqual(['clean stage-engine', 'clean store-secrets', 'clean first-sync']);
    expect(existsSync(host.places.journal)).toBe(false);
  });

  it('that fails is taken back in reverse order, the failed step included, and tells the failure', async () => {
    const { host, told, run } = setUp({ 'store-secrets': { run: failing('vault.locked') } });

    await expect(run()).rejects.toMatchObject({ error: { code: 'vault.locked' } });

    expect(told).toEqual(['run stage-engine', 'undo store-secrets', 'undo stage-engine']);
    expect(existsSync(host.places.journal)).toBe(false);
  });

  it('that is cancelled after its last step is taken back too', async () => {
    const { control, told, run } = setUp({
      'first-sync': {
        run: async () => {
          control.abort();
          return { kind: 'outcome', outcome: held };
        },
      },
    });

    expect(await run()).toEqual({ kind: 'cancelled' });
    expect(told.slice(-3)).toEqual(['undo first-sync', 'undo store-secrets', 'undo stage-engine']);
  });

  it('W7 that ends with a question leaves the machine as it was', async () => {
    const question = { kind: 'replace-question', existing: { id: 'x', connectorServer: 'OLD', lastSeen: null } } as const;
    const { told, run } = setUp({ 'store-secrets': { run: async () => ({ kind: 'leave', outcome: question }) } });

    expect(await run()).toEqual({ kind: 'left', outcome: question });
    expect(told.slice(1)).toEqual(['undo store-secrets', 'undo stage-engine']);
  });

  it('that cannot be taken back says so, with what made it necessary, and takes the rest back', async () => {
    const { told, run } = setUp({ 'store-secrets': { run: failing('vault.locked'), undo: failing('install.disk') } });

    await expect(run()).rejects.toMatchObject({
      error: { code: 'install.roll-back-failed', detail: expect.stringMatching(/vault\.locked.*store-secrets: install\.disk/) },
    });
    expect(told).toContain('undo stage-engine');
  });

  it('tried again after a roll-back that failed takes back its own steps, also those that the first run took back already', async () => {
    let isBroken = true;
    const { told, run } = setUp({
      'store-secrets': { run: failing('vault.locked'), undo: () => (isBroken ? failing('install.disk')() : Promise.resolve()) },
    });
    await expect(run()).rejects.toThrow('install.roll-back-failed');
    isBroken = false;
    told.length = 0;

    await expect(run()).rejects.toMatchObject({ error: { code: 'vault.locked' } });

    expect(told).toEqual(['run stage-engine', 'undo stage-engine']);
  });

  it('after one that was committed and not cleaned up finishes that one, and never takes it back', async () => {
    let isBroken = true;
    const { control, told, run } = setUp({
      'first-sync': { cleanUp: () => (isBroken ? failing('vault.locked')() : Promise.resolve()) },
    });
    await expect(run()).rejects.toThrow('vault.locked');
    isBroken = false;
    control.abort();
    told.length = 0;

    expect(await run()).toEqual({ kind: 'cancelled' });

    expect(told).toEqual(['clean stage-engine', 'clean store-secrets']);
  });

  it('whose commit cannot be written is taken back', async () => {
    const { host, told, run } = setUp();
    const append = Journal.prototype.append;
    vi.spyOn(Journal.prototype, 'append').mockImplementation(function (this: Journal, record) {
      return record.kind === 'committed' ? failing('install.disk')() : Reflect.apply(append, this, [record]);
    });

    await expect(run()).rejects.toMatchObject({ error: { code: 'install.disk' } });

    expect(told.slice(-3)).toEqual(['undo first-sync', 'undo store-secrets', 'undo stage-engine']);
    expect(existsSync(host.places.journal)).toBe(false);
  });
});

describe('the journal', () => {
  it('cuts a line that a kill left half, and goes on behind the last whole one', async () => {
    const path = join(home, 'install.journal');
    const begin = { kind: 'begin', id: 'a1', at: '2026-01-01T00:00:00.000Z' } as const;
    writeFileSync(path, `${JSON.stringify(begin)}\n{"kind":"inte`);

    const journal = await Journal.open(path);
    await journal.append({ kind: 'committed' });
    await journal.leave();

    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(begin)}\n{"kind":"committed"}\n`);
  });

  it('has a record whole or not at all', async () => {
    const path = join(home, 'install.journal');
    const journal = await Journal.open(path);
    await journal.append({ kind: 'undone', step: 'commit' });
    await journal.leave();

    await expect(journal.append({ kind: 'committed' })).rejects.toMatchObject({ error: { code: 'install.disk' } });
    expect(readFileSync(path, 'utf8')).toBe('{"kind":"undone","step":"commit"}\n');
  });
});

/** An operation that only goes forward after its commit; `broken` steps fail until they are mended. */
function removal(broken: Set<string>) {
  const { host } = setupHostAt(home);
  const control = new AbortController();
  const told: string[] = [];
  const names: readonly SetupStep[] = ['remove-secrets', 'remove-program', 'remove-data'];
  const steps: readonly Step<never>[] = names.map((name) =>
    defineForwardStep({
      name,
      factsSchema: z.strictObject({ of: z.string() }),
      prepare: async () => ({ of: name }),
      run: async (_host, { of }) => {
        if (broken.has(name)) throw new Failure('install.remainder', { params: { what: name } });
        told.push(of);
      },
    }),
  );
  const events: string[] = [];
  const emit = (event: SetupEvent): void => void events.push(`${event.event} ${event.step}`);
  const plan = planOf({ id: 'a1', engine: new EngineChoice(host, 'a1'), emit, signal: control.signal }, {});
  return { host, control, told, events, steps, run: () => perform(host, { name: 'uninstall', steps }, plan) };
}

describe('I6 an operation that only goes forward', () => {
  it('commits before it changes anything, and tells of each step as it is done', async () => {
    const { events, told, run } = removal(new Set());

    expect(await run()).toEqual({ kind: 'committed', outcome: null });

    expect(told).toEqual(['remove-secrets', 'remove-program', 'remove-data']);
    expect(events.slice(0, 3)).toEqual(['started commit', 'started remove-secrets', 'done remove-secrets']);
    expect(events.at(-1)).toBe('done commit');
  });

  it('that is cancelled before its commit changes nothing', async () => {
    const { control, told, host, run } = removal(new Set());
    control.abort();

    expect(await run()).toEqual({ kind: 'cancelled' });
    expect(told).toEqual([]);
    expect(existsSync(host.places.journal)).toBe(false);
  });

  it('goes on the next time with what is left, and does not repeat what is done', async () => {
    const broken = new Set(['remove-program']);
    const { host, told, steps, run } = removal(broken);
    await expect(run()).rejects.toMatchObject({ error: { code: 'install.remainder', params: { what: 'remove-program' } } });
    expect(existsSync(host.places.journal)).toBe(true);
    broken.clear();

    const known = { ...operations, uninstall: steps };
    expect(await recover(host, () => undefined, known)).toBe('uninstall');

    expect(told).toEqual(['remove-secrets', 'remove-program', 'remove-data']);
    expect(existsSync(host.places.journal)).toBe(false);
  });
});
