/** Q3, first part: the full .NET Framework, 4.5 or later, by the release number that its set-up writes. */
import type { Fact } from '../../shared/facts.ts';
import { notDetermined, windowsCheck } from './host-check.ts';

/** Smallest release number of each version, as Microsoft documents them in "How to determine which .NET Framework versions are installed". */
const versions = [
  { release: 378_389, version: '4.5' },
  { release: 378_675, version: '4.5.1' },
  { release: 379_893, version: '4.5.2' },
  { release: 393_295, version: '4.6' },
  { release: 394_254, version: '4.6.1' },
  { release: 394_802, version: '4.6.2' },
  { release: 460_798, version: '4.7' },
  { release: 461_308, version: '4.7.1' },
  { release: 461_808, version: '4.7.2' },
  { release: 528_040, version: '4.8' },
  { release: 533_320, version: '4.8.1' },
] as const;

export const dotnet = windowsCheck({
  id: 'dotnet',
  required: [{ key: 'dotnet-needed', params: { version: versions[0].version } }],
  judge: ({ dotnet: found }) => {
    if (found === null) return notDetermined;
    if (found === 'none') return { verdict: 'fail', measured: [{ key: 'not-installed', params: {} }] };
    if (found === 'older') return { verdict: 'fail', measured: [{ key: 'dotnet', params: { version: '4.0' } }] };
    return { verdict: found >= versions[0].release ? 'pass' : 'fail', measured: [released(found)] };
  },
});

function released(release: number): Fact {
  const version = versions.findLast((one) => one.release <= release)?.version ?? '4.0';
  return { key: 'dotnet-release', params: { version, release } };
}
