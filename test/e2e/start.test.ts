import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repository } from '../rehearsal/stage.ts';

const finishedSchema = z.object({
  event: z.literal('finished'),
  outcome: z.literal('ok'),
  powershell: z.object({ version: z.string().min(3), source: z.string() }),
  electron: z.null(),
  devices: z.object({ total: z.number(), allowed: z.number(), blocked: z.number(), quarantined: z.number() }),
  writes: z.number(),
  seconds: z.number(),
});

const data = mkdtempSync(join(tmpdir(), 'ec-start-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

function npmStart(...args: readonly string[]) {
  const ended = spawnSync('npm', ['start', '--silent', '--', ...args], { cwd: repository, encoding: 'utf8', timeout: 240_000 });
  const lines = ended.stdout.trim().split('\n');
  return { status: ended.status, lines, last: lines.at(-1) ?? '', problems: ended.stderr };
}

describe('npm start, unattended, over one data folder', () => {
  it('B17 goes from nothing to a finished first synchronization that accounts for all 200 devices', () => {
    const run = npmStart('--unattended', '--json', '--devices', '200', '--data', data);

    expect(run.status, run.problems).toBe(0);
    const finished = finishedSchema.parse(JSON.parse(run.last));
    const { total, allowed, blocked, quarantined } = finished.devices;
    expect(total).toBe(200);
    expect(allowed + blocked + quarantined).toBe(200);
    expect(finished.writes).toBeGreaterThan(0);
    for (const line of run.lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('X3 writes nothing the second time', () => {
    const run = npmStart('--unattended', '--json', '--devices', '200', '--data', data);

    expect(run.status, run.problems).toBe(0);
    expect(finishedSchema.parse(JSON.parse(run.last)).writes).toBe(0);
  });

  it('W10 refuses a wrong option with exit code 2 and the usage', () => {
    const run = npmStart('--unattended', '--devices', 'many');

    expect(run.status).toBe(2);
    expect(run.problems).toContain('--devices');
  });
});
