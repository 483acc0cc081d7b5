/** Q1: which operating systems the connector runs on. Release numbers are those of the Windows kernel. */
import type { CheckResult } from '../../shared/checks.ts';
import type { HostFacts } from './host-facts.ts';

type Judgement = Pick<CheckResult, 'verdict' | 'measured'>;

const required = 'Windows Server 2016 or later, not Server Core';
/** Windows Server 2016; our runtimes need it (toolchain.md 1.8). */
const firstSupportedBuild = 14_393;

/** The original's own list, kept to name what a host is when it is too old. */
const olderReleases: Readonly<Record<string, string>> = {
  '6.0': 'Windows Server 2008',
  '6.1': 'Windows Server 2008 R2',
  '6.2': 'Windows Server 2012',
  '6.3': 'Windows Server 2012 R2',
};

export function judgeOperatingSystem(facts: HostFacts): CheckResult {
  return { id: 'operating-system', required, ...judge(facts) };
}

function judge(facts: HostFacts): Judgement {
  if (facts.platform !== 'win32') return { verdict: 'warn', measured: `development host: ${facts.platform} ${facts.release}` };
  const named = `${facts.systemName} (${facts.release})`;
  const kernel = kernelOf(facts.release);
  if (kernel === null) return { verdict: 'unknown', measured: named };
  if (kernel.major < 10) return { verdict: 'fail', measured: olderReleases[`${kernel.major}.${kernel.minor}`] ?? named };
  if (kernel.build < firstSupportedBuild) return { verdict: 'fail', measured: named };
  return judgeInstallation(facts.installationType, named);
}

function kernelOf(release: string): { readonly major: number; readonly minor: number; readonly build: number } | null {
  const parts = release
    .match(/^(\d+)\.(\d+)\.(\d+)/)
    ?.slice(1)
    .map(Number);
  const [major, minor, build] = parts ?? [];
  return major === undefined || minor === undefined || build === undefined ? null : { major, minor, build };
}

function judgeInstallation(installation: string | null, named: string): Judgement {
  if (installation === 'Server') return { verdict: 'pass', measured: named };
  if (installation === 'Server Core' || installation === 'Nano Server') return { verdict: 'fail', measured: `${named}, ${installation}` };
  if (installation === 'Client') return { verdict: 'warn', measured: `${named}, ${installation}` };
  return { verdict: 'unknown', measured: named };
}
