/** Q3, first part: is there a PowerShell at all. Its version and language mode are told by the engine, which really starts it. */
import type { CheckResult } from '../../shared/checks.ts';
import type { HostFacts } from './host-facts.ts';

export function judgePowershell(facts: HostFacts): CheckResult {
  const required = facts.platform === 'win32' ? 'Windows PowerShell 5.1' : 'PowerShell';
  if (facts.powershell !== null) return { id: 'powershell', verdict: 'pass', measured: facts.powershell.path, required };
  const error = { code: 'powershell.missing', params: {}, retry: 'administrator' } as const;
  return { id: 'powershell', verdict: 'fail', measured: 'not found', required, error };
}
