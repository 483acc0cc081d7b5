/** The checks that need nothing but this computer, in the order in which they are shown. Never cached: "check again" asks again. */
import type { CheckResult } from '../../shared/checks.ts';
import { Failure } from '../../shared/errors.ts';
import type { CredentialVault } from '../../shared/host/vault.ts';
import { failureOf } from '../platform/failure-of.ts';
import { judgeHardware } from './hardware.ts';
import type { HostFacts } from './host-facts.ts';
import { judgeOperatingSystem } from './operating-system.ts';
import { judgePowershell } from './powershell.ts';
import { checkVault } from './vault.ts';

export async function runHostChecks(
  facts: HostFacts,
  vault: CredentialVault,
  onResult: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const add = (result: CheckResult): void => {
    results.push(result);
    onResult(result);
  };
  add(judgeOperatingSystem(facts));
  add(judgeHardware(facts));
  add(judgePowershell(facts));
  add(await checkVault(vault));
  return results;
}

/** Throws for the first failed check: with its own error, or `prerequisite.failed` naming it. Warnings and unknowns do not stop. */
export function requireNoFailure(results: readonly CheckResult[]): void {
  const failed = results.find((result) => result.verdict === 'fail');
  if (failed === undefined) return;
  if (failed.error !== undefined) throw failureOf(failed.error);
  throw new Failure('prerequisite.failed', {
    params: { check: failed.id },
    detail: `${failed.id}: ${failed.measured}, required: ${failed.required}`,
  });
}
