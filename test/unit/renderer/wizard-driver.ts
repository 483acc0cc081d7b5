/** Drives the machine in tests: sends events one after the other and remembers every effect. */

import type { Effect, WizardEvent } from '../../../renderer/wizard/events.ts';
import { initialState, update } from '../../../renderer/wizard/machine.ts';
import type { WizardState } from '../../../renderer/wizard/state.ts';
import type { CheckResult } from '../../../shared/checks.ts';
import { textFact } from '../../../shared/facts.ts';
import type { Snapshot } from '../../../shared/ipc/contract.ts';
import type { TenantFacts } from '../../../shared/setup/engine-verbs.ts';

export const snapshot: Snapshot = {
  version: '0.1.0',
  language: 'en',
  rehearsal: true,
  draft: {},
  passwordStored: false,
  tenantId: null,
};

export const tenant: TenantFacts = {
  tenantId: 't',
  tenantName: 'Contoso',
  administrator: 'admin@contoso.com',
  mdmAuthority: 'intune',
  directorySync: true,
};

export function check(id: CheckResult['id'], verdict: CheckResult['verdict']): CheckResult {
  return { id, verdict, measured: [textFact('1')], required: [textFact('2')] };
}

export interface Drive {
  readonly state: WizardState;
  readonly effects: readonly Effect[];
}

export function begin(changes: Partial<Snapshot> = {}): Drive {
  return { state: initialState({ ...snapshot, ...changes }), effects: [] };
}

export function drive(from: Drive, ...events: readonly WizardEvent[]): Drive {
  return events.reduce<Drive>((before, event) => {
    const { state, effects } = update(before.state, event);
    return { state, effects: [...before.effects, ...effects] };
  }, from);
}

export const next: WizardEvent = { kind: 'next', passwordLength: 0 };

/** Attempt number of the last effect that has one. */
export function lastAttempt({ effects }: Drive): number {
  const last = effects.findLast((effect) => 'attempt' in effect);
  return last !== undefined && 'attempt' in last ? last.attempt : 0;
}

export function atAccount(changes: Partial<Snapshot> = {}): Drive {
  return drive(begin(changes), next, { kind: 'serverTyped', server: 'cas01.contoso.com' }, next);
}

export function atSignIn(): Drive {
  const busy = drive(atAccount(), { kind: 'userTyped', user: 'CONTOSO\\svc' }, { kind: 'next', passwordLength: 8 });
  return drive(busy, { kind: 'passwordStored', attempt: lastAttempt(busy), result: { ok: true, value: {} } });
}

export function atChecks(): Drive {
  const busy = atSignIn();
  return drive(busy, { kind: 'signInEnded', attempt: lastAttempt(busy), result: { ok: true, value: { kind: 'signed-in', tenant } } }, next);
}

export function atReview(): Drive {
  const busy = atChecks();
  return drive(busy, { kind: 'checksEnded', attempt: lastAttempt(busy), result: { ok: true, value: [check('vault', 'pass')] } }, next);
}

export function atConnecting(): Drive {
  return drive(atReview(), next);
}
