/** The checks that need nothing but this computer, in the order in which they are shown. Never cached: "check again" asks again. */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import { Failure, toAppError } from '../../shared/errors.ts';
import { factsSentence } from '../../shared/facts.ts';
import { deadline } from '../../shared/host/clock.ts';
import type { CredentialVault } from '../../shared/host/vault.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { failureOf } from '../platform/failure-of.ts';
import { domain } from './domain.ts';
import { dotnet } from './dotnet.ts';
import { executionPolicy } from './execution-policy.ts';
import { hardware } from './hardware.ts';
import type { HostCheck, Judgement } from './host-check.ts';
import type { HostFacts } from './host-facts.ts';
import { languageMode } from './language-mode.ts';
import { operatingSystem } from './operating-system.ts';
import { powershell } from './powershell.ts';
import { vaultCheck } from './vault.ts';

export interface HostChecking {
  readonly facts: HostFacts;
  readonly vault: CredentialVault;
  /** Each finding as soon as it is known. */
  readonly onResult: (result: CheckResult) => void;
  readonly signal: AbortSignal;
  /** Only these; null or left out: all. A check of another program's is nobody's here. */
  readonly only?: readonly CheckId[] | null;
  /** For each check; a vault that asks somebody may take a while. */
  readonly deadlineMilliseconds?: number;
}

const checkMilliseconds = 30_000;

export const systemChecks: readonly HostCheck[] = [operatingSystem, hardware, domain, dotnet, powershell, languageMode, executionPolicy];

/** Side by side; answers in the order of the list. What does not exist on this system is left out. Throws only when `signal` fires. */
export async function runHostChecks(checking: HostChecking): Promise<readonly CheckResult[]> {
  const only = checking.only ?? null;
  const checks = [...systemChecks, vaultCheck(checking.vault)].filter((check) => only === null || only.includes(check.id));
  const results = await Promise.all(checks.map((check) => runOne(check, checking)));
  checking.signal.throwIfAborted();
  return results.filter((result) => result !== null);
}

async function runOne(check: HostCheck, checking: HostChecking): Promise<CheckResult | null> {
  const judgement = await inTime(check, checking);
  if (judgement === null) return null;
  const result = { id: check.id, required: check.required(checking.facts), ...judgement };
  checking.onResult(result);
  return result;
}

/** What did not answer in time, or broke, is not known. */
async function inTime(check: HostCheck, { facts, signal, deadlineMilliseconds }: HostChecking): Promise<Judgement | null> {
  const ended = new AbortController();
  try {
    const late = rejectionOf(deadline(deadlineMilliseconds ?? checkMilliseconds, signal), ended.signal);
    return await Promise.race([Promise.resolve(check.judge(facts)), late]);
  } catch (thrown) {
    signal.throwIfAborted();
    return { verdict: 'unknown', measured: [], error: toAppError(thrown) };
  } finally {
    ended.abort();
  }
}

function rejectionOf(signal: AbortSignal, ended: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Failure('timeout', { retry: 'later' })), { once: true, signal: ended });
  });
}

/** Throws for the first failed check: with its own error, or `prerequisite.failed` naming it. Warnings and unknowns do not stop. */
export function requireNoFailure(results: readonly CheckResult[]): void {
  const failed = results.find((result) => result.verdict === 'fail');
  if (failed === undefined) return;
  if (failed.error !== undefined) throw failureOf(failed.error);
  const say = (facts: CheckResult['measured']): string => factsSentence(english, facts);
  throw new Failure('prerequisite.failed', {
    params: { check: failed.id },
    detail: `${failed.id}: ${say(failed.measured)}, required: ${say(failed.required)}`,
  });
}

/** Technical detail is English everywhere. */
const english = translator('en');
