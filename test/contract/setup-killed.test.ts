import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cell, KillTable } from '../kill/table.ts';

/** One cell of each kind; the whole table is printed by `npm run killtest`. */
const sample: readonly Cell[] = [
  { act: 'install', step: 'switch-engine', point: 'during' },
  { act: 'upgrade', step: 'check-host', point: 'during' },
  { act: 'upgrade', step: 'stop-engine', point: 'after' },
  { act: 'upgrade', step: 'start-engine', point: 'during' },
  { act: 'replace', step: 'hand-over-secrets', point: 'before' },
  { act: 'uninstall', step: 'remove-secrets', point: 'before' },
  { act: 'uninstall', step: 'remove-program', point: 'during' },
];
const minutes = 60_000;

describe('I4 set-up killed in the middle, then started again', () => {
  let table: KillTable;
  beforeAll(async () => {
    table = await KillTable.raise();
  }, 3 * minutes);
  afterAll(() => table.end(), minutes);

  it.each(sample)(
    '$act, $point $step: ends in the old working state or the new one',
    async (cell) => {
      const judged = await table.judge(cell);
      expect(judged.found, judged.why).not.toBe('wrong');
    },
    5 * minutes,
  );
});
