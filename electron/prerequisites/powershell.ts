/** Q3, second part: is there a PowerShell, and is Windows PowerShell new enough. The engine then really starts it. */
import { textFact } from '../../shared/facts.ts';
import { type HostCheck, type Judgement, notDetermined } from './host-check.ts';
import type { HostFacts } from './host-facts.ts';
import type { Version } from './windows-facts.ts';

const least: Version = { major: 5, minor: 1 };

export const powershell: HostCheck = {
  id: 'powershell',
  required: (facts) =>
    isWindowsPowershell(facts)
      ? [{ key: 'windows-powershell-needed', params: { version: textOf(least) } }]
      : [{ key: 'powershell-needed', params: {} }],
  judge: (facts) => (isWindowsPowershell(facts) ? judgeWindowsPowershell(facts) : judgeAny(facts)),
};

/** Also where none was found: on Windows that is what has to be mended. */
function isWindowsPowershell({ windows, powershell: found }: HostFacts): boolean {
  return windows !== null && (found === null || found.source === 'windows');
}

function judgeAny({ powershell: found }: HostFacts): Judgement {
  return found === null ? missing() : { verdict: 'pass', measured: [textFact(found.path)] };
}

function judgeWindowsPowershell({ windows, powershell: found }: HostFacts): Judgement {
  const version = windows?.powershell ?? null;
  if (found === null || version === 'none') return missing();
  if (version === null) return { ...notDetermined, measured: [textFact(found.path)] };
  const isEnough = version.major > least.major || (version.major === least.major && version.minor >= least.minor);
  return { verdict: isEnough ? 'pass' : 'fail', measured: [{ key: 'windows-powershell', params: { version: textOf(version) } }] };
}

function missing(): Judgement {
  const error = { code: 'powershell.missing', params: {}, retry: 'administrator' } as const;
  return { verdict: 'fail', measured: [{ key: 'not-found', params: {} }], error };
}

function textOf({ major, minor }: Version): string {
  return `${major}.${minor}`;
}
