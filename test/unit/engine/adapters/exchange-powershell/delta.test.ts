import { describe, expect, it } from 'vitest';
import { cmdlets } from '../../../../../engine/adapters/exchange-powershell/cmdlets.ts';
import type { Call } from '../../../../../engine/adapters/exchange-powershell/connection.ts';
import { americanDate, changedSince, FilterSupport } from '../../../../../engine/adapters/exchange-powershell/delta.ts';
import { Failure } from '../../../../../shared/errors.ts';

const since = new Date('2026-03-04T15:06:07Z');
const call: Call = { cmdlet: cmdlets.devices, parameters: { ResultSize: 'Unlimited' }, properties: ['Guid'] };
const records = [{ changed: '2026-03-04T15:06:06.999Z' }, { changed: '2026-03-04T15:06:07.000Z' }, { changed: null }];

async function changes(support: FilterSupport, answer: (call: Call) => readonly (typeof records)[] | Failure) {
  const asked: Call[] = [];
  const read = async function* (sent: Call) {
    asked.push(sent);
    const batches = answer(sent);
    if (batches instanceof Failure) throw batches;
    yield* batches;
  };
  const found: unknown[] = [];
  for await (const batch of changedSince({ since, call, support }, read)) found.push(...batch);
  return { asked, found };
}

describe('what changed since', () => {
  it('is asked of Exchange with a filter in American dates that allows for any time zone, and compared here exactly', async () => {
    const { asked, found } = await changes(new FilterSupport(), () => [records]);

    expect(asked.map((sent) => sent.parameters?.['Filter'])).toEqual(["WhenChangedUTC -gt '3/4/2026 1:06:07 AM'"]);
    expect(asked[0]?.properties).toEqual(['Guid', 'WhenChangedUTC']);
    expect(found).toEqual(records.slice(1));
  });

  it('is compared here where the server refuses the filter, which is asked once only', async () => {
    const support = new FilterSupport();
    const answer = (sent: Call) => (sent.parameters?.['Filter'] === undefined ? [records] : new Failure('exchange.command-failed'));
    const first = await changes(support, answer);
    const second = await changes(support, answer);

    expect(first.found).toEqual(records.slice(1));
    expect(first.asked).toHaveLength(2);
    expect(second.asked.map((sent) => sent.parameters?.['Filter'])).toEqual([undefined]);
  });

  it.each(['exchange.session-lost', 'exchange.throttled', 'cancelled'] as const)('is not taken for refused at %s', async (code) => {
    const support = new FilterSupport();

    await expect(changes(support, () => new Failure(code))).rejects.toThrow(code);
    expect(support.isRefused).toBe(false);
  });

  it('writes noon and midnight as Americans do', () => {
    expect(americanDate(new Date('2026-12-31T00:00:05Z'))).toBe('12/31/2026 12:00:05 AM');
    expect(americanDate(new Date('2026-01-02T12:30:00Z'))).toBe('1/2/2026 12:30:00 PM');
  });
});
