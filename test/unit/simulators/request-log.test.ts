import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FaultList, faultSchema } from '../../simulators/faults.ts';
import { openRequestLog, type RequestLogEntry } from '../../simulators/request-log.ts';
import { hostileTexts } from '../../simulators/world/hostile-texts.ts';

const folder = mkdtempSync(join(tmpdir(), 'ec-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const canary = 'canary-7f3a';
const token = `eyJhbGciOiJQUzI1NiJ9.eyJ${canary}.c2lnbmF0dXJl`;

const signIn: RequestLogEntry = {
  side: 'intune',
  method: 'POST',
  url: `https://localhost/t/oauth2/v2.0/token?code=${canary}&$skiptoken=abc`,
  headers: { Authorization: `Bearer ${canary}`, Cookie: canary, 'Content-Type': 'application/x-www-form-urlencoded', 'x-surprise': canary },
  body: `grant_type=client_credentials&client_assertion=${canary}&client_secret=${canary}&password=${canary}&device_code=${canary}`,
  status: 200,
  response: {
    access_token: canary,
    expires_in: 3599,
    nested: [{ note: `see ${token}` }],
    error: { code: 'AADSTS1', innerError: { token: canary } },
  },
};

describe('the request log', () => {
  it('never holds a secret, in memory or in its file, and keeps the rest', () => {
    const file = join(folder, 'sub', 'requests.jsonl');
    for (const log of [openRequestLog(null), openRequestLog(file)]) {
      log.write(signIn);
      log.write({ side: 'exchange', cmdlet: 'New-PSSession', parameters: { user: 'u', password: canary }, outcome: 'ok', session: 's1' });

      expect(JSON.stringify(log.entries())).not.toContain(canary);
      expect(log.entries()[0]).toMatchObject({
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: { grant_type: 'client_credentials' },
        response: { expires_in: 3599, error: { code: 'AADSTS1' } },
      });
    }
    expect(readFileSync(file, 'utf8')).not.toContain(canary);
    expect(readFileSync(file, 'utf8')).toContain('$skiptoken=abc');
  });

  it('keeps hostile texts unchanged, one line each', () => {
    const log = openRequestLog(join(folder, 'hostile.jsonl'));
    for (const text of hostileTexts) log.write({ side: 'exchange', cmdlet: 'X', parameters: { text }, outcome: 'ok', session: 's1' });

    expect(log.entries().map((entry) => ('parameters' in entry ? entry.parameters['text'] : null))).toEqual(hostileTexts);
  });

  it('says the size of a large answer in place of the answer', () => {
    const log = openRequestLog(null);
    log.write({ ...signIn, response: { value: 'x'.repeat(100_000) } });

    expect(log.entries()[0]).toMatchObject({ response: { leftOut: '100012 characters' } });
  });

  it('keeps a batch whose answers are each as large as one may be alone, so that it can be judged', () => {
    const log = openRequestLog(null);
    const responses = (length: number) => ['1', '2', '3'].map((id) => ({ id, status: 200, body: { value: 'x'.repeat(length) } }));
    log.write({ ...signIn, response: { responses: responses(16_000) } });
    log.write({ ...signIn, response: { responses: responses(17_000) } });

    expect(log.entries()[0]).toMatchObject({ response: { responses: responses(16_000) } });
    expect(log.entries()[1]).toMatchObject({ response: { leftOut: expect.any(String) } });
  });
});

describe('faults', () => {
  it('let the asked number of calls pass, hit the asked number, and are then gone', () => {
    const faults = new FaultList('exchange');
    const fault = faultSchema.parse({ side: 'exchange', match: 'set-casmailbox', skip: 2, count: 1, effect: { kind: 'down' } });
    faults.add(fault);

    const hits = ['Set-CASMailbox @a', 'Get-CASMailbox @a', 'Set-CASMailbox @a', 'Set-CASMailbox @b', 'Set-CASMailbox @b'].map(
      (call) => faults.take(call).length,
    );

    expect(hits).toEqual([0, 0, 0, 1, 0]);
    expect(faults.list()).toEqual([]);
  });

  it('without a count hit until they are cleared, and belong to their own side', () => {
    const faults = new FaultList('exchange');
    const fault = faultSchema.parse({ side: 'exchange', match: '*', count: null, effect: { kind: 'latency', milliseconds: 5 } });
    faults.add(fault);

    expect([1, 2, 3].map(() => faults.take('anything').length)).toEqual([1, 1, 1]);
    faults.clear();
    expect(faults.take('anything')).toEqual([]);
    expect(() => new FaultList('intune').add(fault)).toThrow('does not belong');
  });
});
