import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PreviewInput, previewLineSchema } from '../../shared/setup/engine-verbs.ts';
import { account, type EngineStage, mailboxWrites, raiseEngineStage, until } from '../builders/engine-stage.ts';
import { faultSchema } from '../simulators/faults.ts';

let stage: EngineStage;

beforeEach(async () => {
  stage = await raiseEngineStage();
});

afterEach(() => stage.stop());

function input(change: Partial<PreviewInput> = {}): string {
  return JSON.stringify({
    exchange: { type: 'on-premises', server: 'cas1.contoso.test', user: account },
    exchangePassword: stage.password,
    accountCertificate: stage.rehearsal.intune.accountCertificate,
    newBlockLimitPercent: 100,
    ...change,
  } satisfies PreviewInput);
}

function linesOf(output: string) {
  return output
    .trim()
    .split('\n')
    .map((line) => previewLineSchema.parse(JSON.parse(line)));
}

async function preview(change: Partial<PreviewInput> = {}) {
  const { output, ended } = stage.spawn(['preview', '--json'], input(change));
  const exit = await ended;
  return { exit, text: output(), lines: linesOf(output()) };
}

/** Name and content of every file in the data folder, logs and configuration included. */
function filesOfData(): ReadonlyMap<string, string> {
  const { data } = stage.places;
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, createHash('sha256').update(readFileSync(path)).digest('hex')];
    }),
  );
}

/** What changes anything in Intune; sign-in asks for its token by POST. */
function intuneWrites(): readonly unknown[] {
  return stage.rehearsal.requestLog
    .entries()
    .filter((entry) => entry.side === 'intune' && entry.method !== 'GET' && entry.url.includes('/deviceManagement'));
}

describe('the preview of a first synchronization (B4)', { timeout: 180_000 }, () => {
  it('tells what enforcing then does, and writes nothing anywhere', async () => {
    const files = filesOfData();
    const { exit, lines, text } = await preview();
    const filesAfter = filesOfData();
    const touched = [...mailboxWrites(stage), ...intuneWrites()];
    const { connection } = await stage.start();
    const enforced = await connection.call('syncFull', {});

    expect(exit).toBe(0);
    const last = lines.at(-1);
    expect(last).toMatchObject({ kind: 'preview', preview: { isHeld: false, mailboxes: enforced.writes, after: enforced.devices } });
    expect(last?.kind === 'preview' && last.preview.before.total).toBe(60);
    expect(last?.kind === 'preview' && last.preview.newBlocks).toBeGreaterThan(0);
    expect(lines.slice(0, -1).every(({ kind }) => kind === 'progress')).toBe(true);
    expect(touched).toEqual([]);
    expect(filesAfter).toEqual(files);
    expect(text).not.toContain(stage.password);
    expect(stage.rehearsal.exchange.sessions()).toBe(0);
  });

  it('says when the guard would hold it', async () => {
    const { exit, lines } = await preview({ newBlockLimitPercent: 1 });

    expect(exit).toBe(0);
    expect(lines.at(-1)).toMatchObject({ kind: 'preview', preview: { isHeld: true } });
  });

  it.each([
    ['runs', null],
    ['was stopped', 'SIGTERM'],
    ['was killed', 'SIGKILL'],
  ] as const)('knows the entries of an engine that %s here as its own, and leaves its store alone', async (_, signal) => {
    const engine = await stage.start();
    const { devices } = await engine.connection.call('syncFull', {});
    if (signal !== null) {
      engine.child.kill(signal);
      await engine.ended;
    }
    const content = () => createHash('sha256').update(readFileSync(stage.places.store)).digest('hex');
    const before = [content(), readdirSync(stage.places.data).toSorted()];

    const { lines } = await preview({ newBlockLimitPercent: 0 });

    expect(lines.at(-1)).toEqual({
      kind: 'preview',
      preview: { before: devices, after: devices, newBlocks: 0, mailboxes: 0, isHeld: false },
    });
    expect([content(), readdirSync(stage.places.data).toSorted()]).toEqual(before);
  });

  it('ends within seconds when it is told to, with its session removed', async () => {
    stage.rehearsal.exchange.faults.add(
      faultSchema.parse({ side: 'exchange', match: 'Get-CASMailbox', count: null, effect: { kind: 'latency', milliseconds: 60_000 } }),
    );
    const { child, output, ended } = stage.spawn(['preview', '--json'], input());
    await until(() => output().includes('gather-exchange') && stage.rehearsal.exchange.sessions() > 0, 'reading Exchange');
    const told = performance.now();
    child.kill('SIGTERM');

    expect(await ended).toBe(6);
    expect(performance.now() - told).toBeLessThan(10_000);
    expect(linesOf(output()).at(-1)).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
    await expect.poll(() => stage.rehearsal.exchange.sessions(), { timeout: 20_000 }).toBe(0);
    expect(existsSync(stage.places.store)).toBe(false);
  });

  it.each([
    ['a wrong password', { exchangePassword: 'wrong' }, 1, 'exchange.access-denied'],
    ['no account certificate', { accountCertificate: null }, 2, 'usage.wrong'],
    ['a damaged account certificate', { accountCertificate: '{}' }, 1, 'account-certificate.invalid'],
  ])('names what keeps it from an answer: %s', async (_, change, exit, code) => {
    const answer = await preview(change);

    expect(answer.exit).toBe(exit);
    expect(answer.lines.at(-1)).toMatchObject({ kind: 'failed', error: { code } });
  });

  it('refuses input that breaks the schema, and repeats nothing of it', async () => {
    const { output, ended } = stage.spawn(['preview', '--json'], JSON.stringify({ exchangePassword: stage.password }));

    expect(await ended).toBe(2);
    expect(linesOf(output())).toMatchObject([{ kind: 'failed', error: { code: 'usage.wrong' } }]);
    expect(output()).not.toContain(stage.password);
  });

  it('takes the https address of a hosted server for its host (W2)', async () => {
    const { exit, lines } = await preview({ exchange: { type: 'hosted', server: 'https://cas1.contoso.test/owa', user: account } });

    expect(exit).toBe(0);
    expect(lines.at(-1)).toMatchObject({ kind: 'preview', preview: { before: { total: 60 } } });
  });

  it('speaks to people in sentences', async () => {
    const { output, ended } = stage.spawn(['preview'], input({ newBlockLimitPercent: 0 }));

    expect(await ended).toBe(0);
    expect(output()).toContain('Now: 60 devices');
    expect(output()).toContain('Nothing was written.');
    expect(output()).toContain('would wait for your approval');
  });
});
