/**
 * Q3, last part: the execution policy that will hold. The engine starts PowerShell with one of its own, and only Group Policy
 * goes before that (about_Execution_Policies: MachinePolicy, UserPolicy, Process, …).
 */
import { notDetermined, windowsCheck } from './host-check.ts';

/** What the engine asks for when it starts PowerShell. */
const ownPolicy = 'Bypass';
/** Our scripts are local files and carry no signature. */
const fitting = ['remotesigned', 'unrestricted', 'bypass'];
const refusing = ['restricted', 'allsigned'];

export const executionPolicy = windowsCheck({
  id: 'powershell-policy',
  required: [{ key: 'policy-needed', params: {} }],
  judge: ({ groupPolicy }) => {
    if (groupPolicy === null) return notDetermined;
    const { forced } = groupPolicy;
    if (forced === null) return { verdict: 'pass', measured: [{ key: 'policy-own', params: { policy: ownPolicy } }] };
    const measured = [{ key: 'policy-forced', params: { policy: forced } }] as const;
    if (fitting.includes(forced.toLowerCase())) return { verdict: 'pass', measured };
    return refusing.includes(forced.toLowerCase()) ? { verdict: 'fail', measured } : { ...notDetermined, measured };
  },
});
