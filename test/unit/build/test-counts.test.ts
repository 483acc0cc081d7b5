import { describe, expect, it } from 'vitest';
import { closingLine, judge } from '../../../build/test-counts.ts';
import type { TestCounts } from '../../../build/test-report.ts';

const round = (counts: Partial<TestCounts>, exitCode: number | null = 0) => ({
  name: 'tests',
  exitCode,
  counts: { passed: 3, failed: 0, skips: [], ...counts },
});

describe('the verdict over a test run', () => {
  it('is good when the gate is green, vitest ended well and nothing failed', () => {
    const verdict = judge(true, [round({}), round({ passed: 2 })]);

    expect(verdict).toMatchObject({ isGood: true, remarks: [] });
    expect(closingLine(verdict)).toBe('5 passed, 0 failed, 0 skipped');
  });

  it('is red when a test failed', () => {
    expect(closingLine(judge(true, [round({ failed: 2 }, 1)]))).toBe('3 passed, 2 failed, 0 skipped');
  });

  it('is red when the gate is red, though all tests passed', () => {
    expect(judge(false, [round({})])).toMatchObject({ isGood: false, failed: 1 });
  });

  it.each([1, null])('is red when vitest ended with %s though it counted no failure', (exitCode) => {
    expect(judge(true, [round({}, exitCode)])).toMatchObject({ isGood: false, failed: 1 });
  });

  it('is red when no test ran at all', () => {
    expect(judge(true, [round({ passed: 0 })])).toMatchObject({ isGood: false, failed: 1 });
  });

  it('tells each skip with its reason and stays good', () => {
    const verdict = judge(true, [round({ skips: [{ test: 'a.test.ts > pipe', reason: 'needs Windows' }] })]);

    expect(verdict).toMatchObject({ isGood: true, skipped: 1, remarks: ['skipped: a.test.ts > pipe: needs Windows'] });
  });

  it('is red over a skip without a reason', () => {
    expect(judge(true, [round({ skips: [{ test: 'a.test.ts > pipe', reason: null }] })])).toMatchObject({
      isGood: false,
      failed: 1,
      skipped: 0,
    });
  });
});
