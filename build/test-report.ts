/** A vitest reporter that writes down how a run ended: counts, and each skip with its reason, for build/run-tests.ts. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

export interface Skip {
  readonly test: string;
  /** Null when the test gave none. */
  readonly reason: string | null;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly Skip[];
}

/** Names the file for the counts; without it a run by hand writes none. */
export const countsVariable = 'TEST_COUNTS_FILE';

/** Names what runs beside other tests, for what two runs may not share. */
export const laneVariable = 'TEST_LANE';

export const noCounts: TestCounts = { passed: 0, failed: 0, skips: [] };

/** A file that did not load, and an error outside of any test, count as one failed test each. */
export function countTests(modules: readonly TestModule[], strayErrors: number): TestCounts {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const results = tests.map((test) => ({ test, result: test.result() }));
  const brokenModules = modules.filter((module) => module.errors().length > 0).length;
  const unfinished = results.filter(({ result }) => result.state === 'pending').length;
  return {
    passed: results.filter(({ result }) => result.state === 'passed').length,
    failed: results.filter(({ result }) => result.state === 'failed').length + brokenModules + strayErrors + unfinished,
    skips: results.flatMap(({ test, result }) =>
      result.state === 'skipped' ? [{ test: `${test.module.relativeModuleId} > ${test.fullName}`, reason: result.note ?? null }] : [],
    ),
  };
}

export class CountReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly unknown[], reason: TestRunEndReason): void {
    const counts = countTests(modules, strayErrors.length + (reason === 'interrupted' ? 1 : 0));
    writeFileSync(this.#file, JSON.stringify(counts));
  }
}
