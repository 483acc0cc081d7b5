/** Q1: which operating systems the connector runs on. */
import type { Fact } from '../../shared/facts.ts';
import type { HostCheck, Judgement } from './host-check.ts';
import type { HostFacts } from './host-facts.ts';
import type { WindowsFacts } from './windows-facts.ts';

/** Windows Server 2016; the runtimes that we ship need it (toolchain.md 1.8). */
const firstSupportedBuild = 14_393;
/** The registry of Windows 11 still says Windows 10. */
const firstBuildOfWindows11 = 22_000;

/** The original's own list, kept to name what a host is when the registry does not. */
const olderReleases = [
  { build: 6_000, name: 'Windows Server 2008' },
  { build: 7_600, name: 'Windows Server 2008 R2' },
  { build: 9_200, name: 'Windows Server 2012' },
  { build: 9_600, name: 'Windows Server 2012 R2' },
] as const;

export const operatingSystem: HostCheck = {
  id: 'operating-system',
  required: () => [{ key: 'windows-needed', params: {} }],
  judge: (facts) => (facts.windows === null ? developmentHost(facts) : judgeWindows(facts, facts.windows)),
};

function developmentHost({ platform, release }: HostFacts): Judgement {
  return { verdict: 'warn', measured: [{ key: 'development-host', params: { system: platform, release } }], cure: 'development-host' };
}

function judgeWindows(facts: HostFacts, windows: WindowsFacts): Judgement {
  const build = windows.build ?? buildOfKernel(facts.release);
  if (build === null) return { verdict: 'unknown', measured: [], cure: 'not-determined' };
  const measured = [{ key: 'windows', params: { name: nameOf(facts, windows, build), build } }] as const;
  if (build < firstSupportedBuild) return { verdict: 'fail', measured, cure: 'newer-server' };
  return judgeInstallation(windows.installationType, measured);
}

function judgeInstallation(type: string | null, system: readonly Fact[]): Judgement {
  const measured: readonly Fact[] = type === null ? system : [...system, { key: 'installation', params: { type } }];
  if (type === 'Server') return { verdict: 'pass', measured };
  if (type === 'Server Core' || type === 'Nano Server') return { verdict: 'fail', measured, cure: 'server-core' };
  if (type === 'Client') return { verdict: 'warn', measured, cure: 'client-windows' };
  return { verdict: 'unknown', measured, cure: 'not-determined' };
}

/** Node's own figure, for instance 10.0.20348, where the registry does not tell. */
function buildOfKernel(release: string): number | null {
  const build = release.match(/^\d+\.\d+\.(\d+)/)?.[1];
  return build === undefined ? null : Number(build);
}

function nameOf(facts: HostFacts, { productName, installationType }: WindowsFacts, build: number): string {
  // A name that came through a code page of another language is of no use.
  if (productName === null || productName.includes('\uFFFD')) return olderName(build) ?? facts.systemName;
  const isWindows11 = installationType === 'Client' && build >= firstBuildOfWindows11;
  return isWindows11 ? productName.replace('Windows 10', 'Windows 11') : productName;
}

function olderName(build: number): string | undefined {
  return build < firstSupportedBuild ? olderReleases.findLast((release) => release.build <= build)?.name : undefined;
}
