/** One check of this computer: whether it is asked here at all, and what it says. */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import type { Fact } from '../../shared/facts.ts';
import type { HostFacts } from './host-facts.ts';
import type { WindowsFacts } from './windows-facts.ts';

export type Judgement = Omit<CheckResult, 'id' | 'required'>;

export interface HostCheck {
  readonly id: CheckId;
  readonly required: (facts: HostFacts) => readonly Fact[];
  /** Null where the requirement does not exist on this system. Facts were gathered before: most answer at once. */
  readonly judge: (facts: HostFacts) => Judgement | null | Promise<Judgement>;
}

/** A check of Windows itself; elsewhere there is nothing to ask. */
export function windowsCheck(check: {
  readonly id: CheckId;
  readonly required: readonly Fact[];
  readonly judge: (windows: WindowsFacts, facts: HostFacts) => Judgement;
}): HostCheck {
  return {
    id: check.id,
    required: () => check.required,
    judge: (facts) => (facts.windows === null ? null : check.judge(facts.windows, facts)),
  };
}

export const notDetermined: Judgement = { verdict: 'unknown', measured: [], cure: 'not-determined' };

/** Systems people develop on: a requirement of servers is told there and does not stop. */
export function isDevelopmentHost(facts: HostFacts): boolean {
  return facts.windows === null || facts.windows.installationType === 'Client';
}
