/** The connector account as typed (W4). */
import { type FieldProblem, judgePassword, judgeUser, stops, type TypedPassword } from './validation.ts';

export interface AccountProblems {
  readonly user: FieldProblem | null;
  readonly password: FieldProblem | null;
}
export type AccountField = keyof AccountProblems;

export const noAccountProblems: AccountProblems = { user: null, password: null };

export function judgeAccount(user: string, password: TypedPassword): AccountProblems {
  return { user: judgeUser(user), password: judgePassword(password) };
}

export function isAccountRight({ user, password }: AccountProblems): boolean {
  return !stops(user) && !stops(password);
}
