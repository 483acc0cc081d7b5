/** From the rounds of a test run to its verdict and its closing line. Pure. */
import type { TestCounts } from './test-report.ts';

export interface Round {
  readonly name: string;
  /** Of vitest; null when it was ended by a signal or did not start. */
  readonly exitCode: number | null;
  readonly counts: TestCounts;
  /** All of it may be left out with a reason; a suite of which nothing ran is red. */
  readonly mayBeSkipped?: true;
}

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly isGood: boolean;
  /** Skips with their reasons, and whatever else made the run red. */
  readonly remarks: readonly string[];
}

/** A red gate, a vitest that ends badly though it saw no red test, and a skip without a reason each count as failed. */
export function judge(isCheckGood: boolean, rounds: readonly Round[]): Verdict {
  const skips = rounds.flatMap((round) => round.counts.skips);
  const unexplained = skips.filter((skip) => skip.reason === null);
  const died = rounds.filter((round) => round.exitCode !== 0 && round.counts.failed === 0);
  const ranNothing = rounds.filter(({ counts, mayBeSkipped }) => counts.passed + counts.failed === 0 && mayBeSkipped !== true);
  const remarks = [
    ...skips.map((skip) => `skipped: ${skip.test}: ${skip.reason ?? 'NO REASON GIVEN, counted as failed'}`),
    ...died.map((round) => `failed: vitest ended with ${round.exitCode ?? 'a signal'} in: ${round.name}`),
    ...ranNothing.map((round) => `failed: no test ran in: ${round.name}`),
    ...(isCheckGood ? [] : ['failed: npm run check, see above']),
  ];
  const passed = sum(rounds, (counts) => counts.passed);
  const failed =
    sum(rounds, (counts) => counts.failed) + unexplained.length + new Set([...died, ...ranNothing]).size + (isCheckGood ? 0 : 1);
  return { passed, failed, skipped: skips.length - unexplained.length, isGood: failed === 0, remarks };
}

function sum(rounds: readonly Round[], pick: (counts: TestCounts) => number): number {
  return rounds.reduce((total, round) => total + pick(round.counts), 0);
}

export function closingLine(verdict: Verdict): string {
  return `${verdict.passed} passed, ${verdict.failed} failed, ${verdict.skipped} skipped`;
}
