import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../electron/install/journal.ts';
import type { SetupHost } from '../../../../electron/install/setup-host.ts';
import { recover } from '../../../../electron/install/transaction.ts';
import type { SetupEvent } from '../../../../shared/setup/progress.ts';
import { setupHostAt } from '../../../builders/setup-host.ts';

type Undo = Extract<JournalRecord, { kind: 'intended' }>['undo'];

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ec-recover-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const hostWith = (setup: Readonly<Record<string, string>> = {}, engine: Readonly<Record<string, string>> = {}) =>
  setupHostAt(home, setup, engine);

function journal(host: SetupHost, ...records: readonly JournalRecord[]): void {
  const begin: JournalRecord = { kind: 'begin', id: 'a1', at: '2026-01-01T00:00:00.000Z' };
  writeFileSync(host.places.journal, [begin, ...records].map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function intended(step: Extract<JournalRecord, { kind: 'intended' }>['step'], undo: Undo): JournalRecord {
  return { kind: 'intended', step, undo };
}

function folder(path: string, content: string): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'engine.cjs'), content);
  return path;
}

const silent = (_event: SetupEvent): void => undefined;

describe('I4 a set-up that was killed', () => {
  it('left nothing: nothing is done', async () => {
    const { host } = hostWith();

    expect(await recover(host, silent)).toBeNull();
    expect(readdirSync(home, { recursive: true })).toEqual(['setup']);
  });

  it('after the switch: the old engine is the installed one again, the new folder is gone', async () => {
    const { host } = hostWith();
    const old = { version: '1.0.0', folder: folder(join(home, 'program', 'engine-1.0.0-aaaaaaaa'), 'old') };
    const target = folder(join(home, 'program', 'engine-2.0.0-bbbbbbbb'), 'new');
    writeFileSync(host.places.engineRecord, JSON.stringify({ version: '2.0.0', folder: target }));
    journal(host, intended('switch-engine', { target, aside: null, previous: old, switch: true }));

    expect(await recover(host, silent)).toBe('install');

    expect(JSON.parse(readFileSync(host.places.engineRecord, 'utf8'))).toEqual(old);
    expect(readdirSync(host.places.program)).toEqual(['engine-1.0.0-aaaaaaaa']);
    expect(existsSync(host.places.journal)).toBe(false);
  });

  it.each([
    ['before a folder of the same name was put aside', false],
    ['after a folder of the same name was put aside', true],
  ])('%s: that folder has its name and content again', async (_name, isMoved) => {
    const { host } = hostWith();
    const target = join(home, 'program', 'engine-1.0.0-aaaaaaaa');
    const aside = `${target}.aside-a1`;
    folder(isMoved ? aside : target, 'old');
    if (isMoved) folder(target, 'new');
    journal(host, intended('switch-engine', { target, aside, previous: { version: '1.0.0', folder: target }, switch: true }));

    await recover(host, silent);

    expect(readFileSync(join(target, 'engine.cjs'), 'utf8')).toBe('old');
    expect(readdirSync(host.places.program)).toEqual(['engine-1.0.0-aaaaaaaa']);
  });

  it('after the commit: what was begun is finished, our copies of the secrets and the old folder go, the key stays', async () => {
    const { host, setupVault } = hostWith({
      'exchange-password': 'p',
      'account-certificate': 'c',
      'control-key': 'k',
      'previous-a1-setup-exchange-password': 'o',
    });
    const old = { version: '1.0.0', folder: folder(join(home, 'program', 'engine-1.0.0-aaaaaaaa'), 'old') };
    const target = folder(join(home, 'program', 'engine-2.0.0-bbbbbbbb'), 'new');
    writeFileSync(host.places.engineRecord, JSON.stringify({ version: '2.0.0', folder: target }));
    journal(
      host,
      intended('store-secrets', {
        id: 'a1',
        vault: 'setup',
        existed: ['exchange-password', 'control-key'],
        absent: ['account-certificate'],
      }),
      intended('switch-engine', { target, aside: null, previous: old, switch: true }),
      { kind: 'committed' },
    );

    await recover(host, silent);

    expect(setupVault.content()).toEqual({ 'control-key': 'k' });
    expect(readdirSync(host.places.program)).toEqual(['engine-2.0.0-bbbbbbbb']);
    expect(existsSync(host.places.journal)).toBe(false);
  });

  it('while it changed the vaults: both are as they were, entry by entry', async () => {
    const { host, setupVault, engineVault } = hostWith(
      {
        'exchange-password': 'typed',
        'previous-a1-setup-exchange-password': 'kept',
        'account-certificate': 'new',
        'previous-a1-engine-exchange-password': 'old',
      },
      { 'exchange-password': 'new', 'account-certificate': 'new' },
    );
    journal(
      host,
      intended('store-secrets', { id: 'a1', vault: 'setup', existed: ['exchange-password'], absent: ['account-certificate'] }),
      intended('hand-over-secrets', { id: 'a1', vault: 'engine', existed: ['exchange-password'], absent: ['account-certificate'] }),
    );

    await recover(host, silent);

    expect(setupVault.content()).toEqual({ 'exchange-password': 'kept' });
    expect(engineVault.content()).toEqual({ 'exchange-password': 'old' });
  });

  it.each([
    ['an edited one', '<old/>'],
    ['none', null],
  ])('while it wrote the configuration over %s: it is there as before', async (_name, previous) => {
    const { host } = hostWith();
    writeFileSync(host.places.configuration, '<new/>');
    journal(host, intended('write-configuration', { previous }));

    await recover(host, silent);

    expect(existsSync(host.places.configuration) ? readFileSync(host.places.configuration, 'utf8') : null).toBe(previous);
  });

  it('in the middle of taking back: goes on with what is left, in reverse order', async () => {
    const { host } = hostWith();
    const staging = folder(join(home, 'program', 'staging-a1'), 'new');
    journal(
      host,
      intended('stage-engine', { staging }),
      intended('write-configuration', { previous: null }),
      intended('switch-engine', { target: join(home, 'program', 'x'), aside: null, previous: null, switch: true }),
      { kind: 'undone', step: 'switch-engine' },
    );
    const undone: string[] = [];

    await recover(host, (event) => undone.push(event.event === 'undone' ? event.step : event.event));

    expect(undone).toEqual(['write-configuration', 'stage-engine']);
    expect(readdirSync(home, { recursive: true })).toEqual(['setup']);
  });

  it('in the middle of a journal line: the cut line was never acted upon', async () => {
    const { host } = hostWith();
    writeFileSync(host.places.configuration, '<new/>');
    journal(host, intended('write-configuration', { previous: '<old/>' }));
    appendFileSync(host.places.journal, '{"kind":"intended","step":"sta');

    await recover(host, silent);

    expect(readFileSync(host.places.configuration, 'utf8')).toBe('<old/>');
  });

  it('with a journal that somebody changed: refuses, and keeps it', async () => {
    const { host } = hostWith();
    writeFileSync(host.places.journal, '{"kind":"begin"}\n');

    await expect(recover(host, silent)).rejects.toMatchObject({ error: { code: 'install.record-damaged' } });
    expect(existsSync(host.places.journal)).toBe(true);
  });

  it('when a step cannot be taken back: the others are, and the journal waits for the next try', async () => {
    const { host } = hostWith();
    writeFileSync(host.places.configuration, '<new/>');
    journal(host, intended('write-configuration', { previous: '<old/>' }), intended('switch-engine', { unreadable: true }));

    await expect(recover(host, silent)).rejects.toThrow('switch-engine');
    expect(readFileSync(host.places.configuration, 'utf8')).toBe('<old/>');
    expect(existsSync(host.places.journal)).toBe(true);
  });
});
