/** Q2: 1.6 GHz, 2 GB of memory, 10 GB free on the target drive (domain.md section 1). */
import type { CheckResult } from '../../shared/checks.ts';
import type { Fact } from '../../shared/facts.ts';
import { type HostCheck, isDevelopmentHost } from './host-check.ts';
import type { HostFacts } from './host-facts.ts';

type Verdict = CheckResult['verdict'];

const gigabyte = 1024 ** 3;
const least = { megahertz: 1_600, memoryBytes: 2 * gigabyte, diskBytes: 10 * gigabyte } as const;
/** Firmware keeps some memory for itself: a machine with 2 GB shows a little less. */
const memoryTolerance = 0.95;
/** A processor of 1.6 GHz may report 1,596 MHz. */
const speedTolerance = 0.98;

export const hardware: HostCheck = {
  id: 'hardware',
  required: () => [speed(least.megahertz), memory(least.memoryBytes), disk(least.diskBytes)],
  judge: (facts) => ({
    verdict: forHost(worst(verdicts(facts)), facts),
    measured: [speed(facts.processorMegahertz), memory(facts.memoryBytes), disk(facts.freeDiskBytes)],
  }),
};

function verdicts(facts: HostFacts): readonly Verdict[] {
  return [
    atLeast(facts.processorMegahertz, least.megahertz * speedTolerance),
    atLeast(facts.memoryBytes, least.memoryBytes * memoryTolerance),
    atLeast(facts.freeDiskBytes, least.diskBytes),
  ];
}

function atLeast(value: number | null, wanted: number): Verdict {
  if (value === null) return 'unknown';
  return value >= wanted ? 'pass' : 'fail';
}

function worst(all: readonly Verdict[]): Verdict {
  if (all.includes('fail')) return 'fail';
  return all.includes('unknown') ? 'unknown' : 'pass';
}

function forHost(verdict: Verdict, facts: HostFacts): Verdict {
  return verdict === 'fail' && isDevelopmentHost(facts) ? 'warn' : verdict;
}

function speed(megahertz: number | null): Fact {
  return megahertz === null ? { key: 'processor-unknown', params: {} } : { key: 'processor', params: { gigahertz: megahertz / 1000 } };
}

function memory(bytes: number): Fact {
  return { key: 'memory', params: { gigabytes: tenths(bytes) } };
}

function disk(bytes: number | null): Fact {
  return bytes === null ? { key: 'disk-unknown', params: {} } : { key: 'disk', params: { gigabytes: tenths(bytes) } };
}

/** Cut, not rounded: 9.96 GB must not read as the 10 GB that are needed. */
function tenths(bytes: number): number {
  return Math.floor((bytes / gigabyte) * 10) / 10;
}
