/** Drives the machine in tests: sends events one after the other and remembers every effect. */

import { initialState } from '../../../renderer/wizard/beginning.ts';
import type { Effect, WindowEvent, WizardEvent } from '../../../renderer/wizard/events.ts';
import { update } from '../../../renderer/wizard/machine.ts';
import type { WizardState } from '../../../renderer/wizard/state.ts';
import type { CheckResult } from '../../../shared/checks.ts';
import { textFact } from '../../../shared/facts.ts';
import type { Snapshot } from '../../../shared/ipc/contract.ts';
import type { TypedSecret } from '../../../shared/setup/answers.ts';
import type { Preview, TenantFacts } from '../../../shared/setup/engine-verbs.ts';

export const snapshot: Snapshot = {
  version: '0.1.0',
  language: 'en',
  rehearsal: true,
  draft: { exchange: {} },
  stored: [],
  tenantId: null,
  folder: [],
  installed: null,
};

export const tenant: TenantFacts = {
  tenantId: 't',
  tenantName: 'Contoso',
  administrator: 'admin@contoso.com',
  checks: [],
};

export const preview: Preview = {
  before: { total: 212, allowed: 200, blocked: 8, quarantined: 4 },
  after: { total: 212, allowed: 186, blocked: 22, quarantined: 4 },
  newBlocks: 14,
  mailboxes: 30,
  isHeld: false,
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

export const next: WindowEvent = { on: 'window', kind: 'next' };
export const back: WindowEvent = { on: 'window', kind: 'back' };
export const goTo = (page: Extract<WindowEvent, { kind: 'goTo' }>['page']): WindowEvent => ({ on: 'window', kind: 'goTo', page });
export const server = (typed: string): WizardEvent => ({ on: 'exchange', kind: 'serverTyped', server: typed });
export const user = (typed: string): WizardEvent => ({ on: 'account', kind: 'userTyped', user: typed });
export const password = (name: TypedSecret, length: number): WindowEvent => ({ on: 'window', kind: 'passwordTyped', name, length });

/** Attempt number of the last effect that has one. */
export function lastAttempt({ effects }: Drive): number {
  const last = effects.findLast((effect) => 'attempt' in effect);
  return last !== undefined && 'attempt' in last ? last.attempt : 0;
}

/** The vault takes every password that was handed to main last. */
export function stored(from: Drive): Drive {
  const last = from.effects.findLast((effect) => effect.kind === 'storeSecrets');
  const results = (last?.names ?? []).map((name) => ({ name, result: { ok: true, value: {} } }) as const);
  return drive(from, { on: 'window', kind: 'stored', attempt: last?.attempt ?? 0, results });
}

export function ended(from: Drive, ...results: readonly CheckResult[]): Drive {
  return drive(from, { on: 'checks', kind: 'ended', attempt: lastAttempt(from), result: { ok: true, value: [...results] } });
}

export function atServer(changes: Partial<Snapshot> = {}): Drive {
  return drive(begin(changes), next);
}

export function atExchange(changes: Partial<Snapshot> = {}): Drive {
  return drive(ended(atServer(changes), check('vault', 'pass')), next);
}

export function atConnection(changes: Partial<Snapshot> = {}): Drive {
  return drive(atExchange(changes), server('cas01.contoso.com'), next);
}

export function atAccount(changes: Partial<Snapshot> = {}): Drive {
  return drive(atConnection(changes), next);
}

export function atSignIn(): Drive {
  return stored(drive(atAccount(), user('CONTOSO\\svc'), password('exchange-password', 8), next));
}

export function atSigningIn(): Drive {
  return drive(atSignIn(), next);
}

export function atSignedIn(): Drive {
  const busy = atSigningIn();
  const value = { kind: 'signed-in', tenant } as const;
  return drive(busy, { on: 'signIn', kind: 'ended', attempt: lastAttempt(busy), result: { ok: true, value } });
}

export function atChecks(): Drive {
  return drive(atSignedIn(), next);
}

export function atReview(): Drive {
  return drive(ended(atChecks(), check('exchange-reach', 'pass')), next);
}

export function atPreviewed(): Drive {
  const busy = atReview();
  return drive(busy, { on: 'review', kind: 'ended', attempt: lastAttempt(busy), result: { ok: true, value: preview } });
}

export function atConnecting(): Drive {
  return drive(atPreviewed(), next);
}
