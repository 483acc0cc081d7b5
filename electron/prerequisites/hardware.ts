/** Q2: 1.6 GHz, 2 GB of memory, 10 GB free on the target drive (domain.md section 1). */
import type { CheckResult } from '../../shared/checks.ts';
import type { HostFacts } from './host-facts.ts';

type Verdict = CheckResult['verdict'];

const gigabyte = 1024 ** 3;
const least = { megahertz: 1_600, memoryBytes: 2 * gigabyte, diskBytes: 10 * gigabyte } as const;
/** Firmware keeps some memory for itself: a machine with 2 GB shows a little less. */
const memoryTolerance = 0.95;
/** A processor of 1.6 GHz may report 1,596 MHz. */
const speedTolerance = 0.98;

export function judgeHardware(facts: HostFacts): CheckResult {
  const verdicts = [
    atLeast(facts.processorMegahertz, least.megahertz * speedTolerance),
    atLeast(facts.memoryBytes, least.memoryBytes * memoryTolerance),
    atLeast(facts.freeDiskBytes, least.diskBytes),
  ];
  return {
    id: 'hardware',
    verdict: forHost(worst(verdicts), facts.platform),
    measured: measured(facts),
    required: '1.6 GHz, 2 GB memory, 10 GB free disk',
  };
}

function atLeast(value: number | null, wanted: number): Verdict {
  if (value === null) return 'unknown';
  return value >= wanted ? 'pass' : 'fail';
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('unknown') ? 'unknown' : 'pass';
}

/** The requirement is one of servers; on a development host it is told and does not stop. */
function forHost(verdict: Verdict, platform: string): Verdict {
  return verdict === 'fail' && platform !== 'win32' ? 'warn' : verdict;
}

function measured(facts: HostFacts): string {
  const speed = facts.processorMegahertz === null ? '? GHz' : `${(facts.processorMegahertz / 1000).toFixed(1)} GHz`;
  const disk = facts.freeDiskBytes === null ? '? GB' : gigabytes(facts.freeDiskBytes);
  return `${speed}, ${gigabytes(facts.memoryBytes)} memory, ${disk} free disk`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / gigabyte).toFixed(1)} GB`;
}
