/** Which password a page is about, and who has it already. */
import { asksForUser } from '../forms/proxy-form.ts';
import type { FieldProblem, TypedPassword } from '../forms/validation.ts';
import { engineHas } from './entering.ts';
import type { MaintenanceState, PasswordName, PasswordOwners, Step } from './state.ts';

/** Set-up needs the password itself for a test; of the engine's vault it can read nothing. */
export const passwordForTest: FieldProblem = { key: 'maintenance.passwordForTest', suggestion: null, isHint: false };

export interface PageAccount {
  readonly name: PasswordName;
  readonly user: string;
}

/** Null on a page that asks for no password, or not now. */
export function accountOf(step: Step): PageAccount | null {
  switch (step.kind) {
    case 'edit-proxy':
      return asksForUser(step.form) ? { name: 'proxy-password', user: step.form.user.trim() } : null;
    case 'change-credentials':
      return { name: 'exchange-password', user: step.user.trim() };
    case 'change-notification':
      return step.form.isOn ? { name: 'notification-password', user: step.form.address.trim() } : null;
    default:
      return null;
  }
}

function has(owners: PasswordOwners, { name, user }: PageAccount): boolean {
  return user !== '' && owners[name]?.toLowerCase() === user.toLowerCase();
}

export function mainHasIt(state: MaintenanceState): boolean {
  const account = accountOf(state.step);
  return account !== null && has(state.mainHas, account);
}

/** Whether the field may stay empty. New credentials are the whole point of their page: there the engine's old ones do not count. */
export function isStored(state: MaintenanceState): boolean {
  const account = accountOf(state.step);
  if (account === null) return false;
  return has(state.mainHas, account) || (account.name !== 'exchange-password' && has(engineHas(state), account));
}

export function typedPassword(state: MaintenanceState, length: number): TypedPassword {
  return { length, isStored: isStored(state) };
}
