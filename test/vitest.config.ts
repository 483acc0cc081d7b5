/**
 * Three suites, quick ones first; see README.md beside this file. No retries: a test that wavers is a finding.
 * Orders start at 1: vitest treats order 0 as none, and runs such a suite last where it has one worker.
 */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { CountReporter, countsVariable, laneVariable } from '../build/test-report.ts';

const repository = join(import.meta.dirname, '..');
const second = 1000;
const countsFile = process.env[countsVariable];

export default defineConfig({
  root: repository,
  cacheDir: join(repository, '.cache', 'vitest', process.env[laneVariable] ?? 'chosen'),
  test: {
    retry: 0,
    reporters: ['default', ...(countsFile === undefined ? [] : [new CountReporter(countsFile)])],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          sequence: { groupOrder: 1 },
          maxWorkers: '100%',
          testTimeout: 10 * second,
          hookTimeout: 10 * second,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          fileParallelism: false,
          testTimeout: 60 * second,
          hookTimeout: 60 * second,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          sequence: { groupOrder: 3 },
          fileParallelism: false,
          testTimeout: 180 * second,
          hookTimeout: 120 * second,
        },
      },
      {
        extends: true,
        test: {
          name: 'windows',
          include: ['test/windows/**/*.test.ts'],
          sequence: { groupOrder: 4 },
          fileParallelism: false,
          testTimeout: 10 * second,
          hookTimeout: 60 * second,
        },
      },
    ],
  },
});
