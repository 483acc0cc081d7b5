/** The last step of `npm test`: requests and answers of the whole run, judged by the metadata of Graph. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeTraffic } from '../../build/graph-traffic.ts';
import { closingLine, judge } from '../../build/test-counts.ts';
import { alsoKept } from '../simulators/intune/traffic.ts';
import { openRequestLog, type RequestLogEntry } from '../simulators/request-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-traffic-'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const right = {
  side: 'intune',
  method: 'GET',
  url: 'https://localhost:1/v1.0/organization',
  headers: {},
  body: null,
  status: 200,
} as const;
const answer = { '@odata.context': 'https://localhost:1/v1.0/$metadata#organization', value: [] };
const wrong = { ...right, url: 'https://localhost:1/v1.0/deviceManagement/exchangeOnPremisesPolicy', response: answer };
const signIn = { ...right, url: 'https://localhost:1/tenant/oauth2/v2.0/token', response: { error: 'invalid_client' } };

async function closing(entries: readonly RequestLogEntry[], more: { readonly isWhole?: boolean; readonly judge?: string } = {}) {
  const traffic = join(folder, 'traffic');
  const log = alsoKept(openRequestLog(null), traffic);
  for (const entry of entries) log.write(entry);
  const rounds = await judgeTraffic({ folder: traffic, file: join(folder, 'all.jsonl'), isWhole: true, ...more });
  const verdict = judge(true, rounds);
  return { line: closingLine(verdict), remarks: verdict.remarks };
}

describe('the judge at the end of a test run', () => {
  it('says by name why it looked at nothing, where there are no metadata of Graph beside the checkout', async () => {
    const { line, remarks } = await closing([wrong], { judge: join(folder, 'nowhere.py') });

    expect(line).toBe('0 passed, 0 failed, 1 skipped');
    expect(remarks.join()).toContain('no judge of Graph traffic beside the checkout');
  });

  it('says nothing of a run of a few tests that did not talk to Graph', async () => {
    expect(await closing([], { isWhole: false })).toEqual({ line: '0 passed, 0 failed, 0 skipped', remarks: [] });
  });
});

const isHere = existsSync(join(import.meta.dirname, '..', '..', '..', 'shared', 'judges', 'graph', 'check-graph.py'));
const whyNot = 'left out: no judge of Graph traffic beside the checkout';
const good = { ...right, response: answer };

describe('the judge at the end of a test run, where it is', () => {
  it.for<[string, readonly RequestLogEntry[], string]>([
    ['passes what is right, and does not look at the sign-in', [good, signIn], '1 passed, 0 failed, 0 skipped'],
    ['is red over a request that Graph does not know', [good, wrong], '0 passed, 1 failed, 0 skipped'],
    ['is red over an answer that Graph does not give', [{ ...good, response: { value: [{ id: 1 }] } }], '0 passed, 1 failed, 0 skipped'],
    ['leaves out what is marked as planned', [good, { ...wrong, planned: true }], '1 passed, 0 failed, 0 skipped'],
    ['is red when a whole run said nothing at all', [signIn], '0 passed, 1 failed, 0 skipped'],
  ])('%s', async ([, entries, expected], { skip }) => {
    if (!isHere) skip(whyNot);

    expect((await closing(entries)).line).toBe(expected);
  });

  it('is given no secret', async ({ skip }) => {
    if (!isHere) skip(whyNot);
    const token = 'eyJhbGciOi.eyJzdWIi.c2ln';
    await closing([{ ...good, headers: { authorization: `Bearer ${token}` }, response: { ...answer, note: token } }]);

    expect(readFileSync(join(folder, 'all.jsonl'), 'utf8')).not.toContain('eyJ');
  });
});
