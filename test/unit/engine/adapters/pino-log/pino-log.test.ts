import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../../../../engine/adapters/pino-log/pino-log.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function written(data: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { log, close } = await openLog(folder);
  log.warn('what happened', data);
  await close();
  const [name] = await readdir(folder);
  return JSON.parse(await readFile(join(folder, name ?? ''), 'utf8'));
}

describe('the log of the engine', () => {
  it('keeps the message and the data of a line', async () => {
    expect(await written({ run: 3, code: 'timeout', deep: { list: [1, null, 'two'] } })).toMatchObject({
      msg: 'what happened',
      run: 3,
      code: 'timeout',
      deep: { list: [1, null, 'two'] },
    });
  });

  it.each([
    ['at the top', { password: 's3cret' }],
    ['under another case', { Authorization: 's3cret' }],
    ['four levels down', { a: { b: { c: { privateKey: 's3cret' } } } }],
    ['in a list of objects', { rows: [{ inner: [{ value: 's3cret' }] }] }],
  ])('takes a secret out that stands %s', async (_, data) => {
    const line = JSON.stringify(await written(data));

    expect(line).not.toContain('s3cret');
    expect(line).toContain('[taken out]');
  });

  it('writes a line about something that refers to itself', async () => {
    const ring: Record<string, unknown> = { code: 'internal' };
    ring['again'] = ring;

    expect(await written(ring)).toMatchObject({ code: 'internal', again: { code: 'internal' } });
  });
});
