/**
 * Q3, last part: the execution policy that will hold. PowerShell takes the first that is set of MachinePolicy, UserPolicy, Process,
 * CurrentUser and LocalMachine (about_Execution_Policies). The engine sets the third, so what comes after it never counts.
 */
import { type Judgement, notDetermined, windowsCheck } from './host-check.ts';
import type { WindowsFacts } from './windows-facts.ts';

/** What the engine asks for when it starts PowerShell. */
const ownPolicy = 'Bypass';
/** Our scripts are local files and carry no signature. */
const fitting = ['remotesigned', 'unrestricted', 'bypass'];
const refusing = ['restricted', 'allsigned'];

export const executionPolicy = windowsCheck({
  id: 'powershell-policy',
  required: [{ key: 'policy-needed', params: {} }],
  judge: (windows) => {
    const effective = effectivePolicy(windows);
    if (effective === null) return notDetermined;
    const { policy, scope } = effective;
    if (scope === 'process') return { verdict: 'pass', measured: [{ key: 'policy-own', params: { policy } }] };
    return judgeForced(policy, [{ key: scope === 'machine' ? 'policy-forced' : 'policy-forced-user', params: { policy } }]);
  },
});

interface Effective {
  readonly scope: 'machine' | 'user' | 'process';
  readonly policy: string;
}

/** Null when a scope that goes before all that is known could not be read. */
function effectivePolicy({ machinePolicy, userPolicy }: WindowsFacts): Effective | null {
  if (machinePolicy === null) return null;
  if (machinePolicy.forced !== null) return { scope: 'machine', policy: machinePolicy.forced };
  if (userPolicy === null) return null;
  return userPolicy.forced === null ? { scope: 'process', policy: ownPolicy } : { scope: 'user', policy: userPolicy.forced };
}

function judgeForced(policy: string, measured: Judgement['measured']): Judgement {
  if (fitting.includes(policy.toLowerCase())) return { verdict: 'pass', measured };
  return refusing.includes(policy.toLowerCase()) ? { verdict: 'fail', measured } : { ...notDetermined, measured };
}
