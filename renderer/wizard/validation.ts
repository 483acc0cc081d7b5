/** Judges what was typed: null when it can be used, otherwise a sentence that helps and, where one is likely, the corrected value. */
import { accountNameSchema, serverNameSchema } from '../../shared/setup/answers.ts';
import type { FieldProblem } from './state.ts';

/** Main accepts no longer one (shared/ipc/contract.ts). */
const longestPassword = 1024;

export function judgeServer(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return { key: 'wizard.problem.serverEmpty', suggestion: null };
  if (serverNameSchema.safeParse(text).success) return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { key: 'wizard.problem.serverUrl', suggestion: hostIn(text.replace(/^[^/]*\/\//, '')) };
  if (/[@\\]/.test(text)) return { key: 'wizard.problem.serverUser', suggestion: null };
  if (text.includes('/')) return { key: 'wizard.problem.serverUrl', suggestion: hostIn(text) };
  if (/:\d*$/.test(text)) return { key: 'wizard.problem.serverPort', suggestion: hostIn(text) };
  return { key: 'wizard.problem.serverForm', suggestion: serverOrNull(text.replace(/[\s_]+/g, '').replace(/^\.+|\.+$/g, '')) };
}

/** The host name in what follows `https://`: without user, port, path, query. */
function hostIn(text: string): string | null {
  const authority = text.split(/[/?#]/)[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return serverOrNull(host.replace(/:\d*$/, ''));
}

function serverOrNull(text: string): string | null {
  return serverNameSchema.safeParse(text).success ? text : null;
}

export function judgeUser(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return { key: 'wizard.problem.userEmpty', suggestion: null };
  if (accountNameSchema.safeParse(text).success) return null;
  const address = /^([^@\s]+)@([^@\s.]+)(\.[^@\s]*)?$/.exec(text);
  if (address !== null) return { key: 'wizard.problem.userAddress', suggestion: userOrNull(`${address[2]?.toUpperCase()}\\${address[1]}`) };
  const slash = /^([^/\\\s]+)[/\\]+([^/\\]+)$/.exec(text);
  if (slash !== null) return slashProblem(slash);
  if (!/[/\\]/.test(text)) return { key: 'wizard.problem.userDomain', suggestion: null };
  return { key: 'wizard.problem.userForm', suggestion: null };
}

/** One or more slashes of either kind stand where one backslash belongs, unless another character is the trouble. */
function slashProblem(parts: RegExpExecArray): FieldProblem {
  const suggestion = userOrNull(`${parts[1]}\\${parts[2]}`);
  return { key: suggestion === null ? 'wizard.problem.userForm' : 'wizard.problem.userSlash', suggestion };
}

function userOrNull(text: string): string | null {
  return accountNameSchema.safeParse(text).success ? text : null;
}

/** `isStored`: main already has the password of exactly this account, so the field may stay empty. */
export function judgePassword(length: number, isStored: boolean): FieldProblem | null {
  if (length === 0 && !isStored) return { key: 'wizard.problem.passwordEmpty', suggestion: null };
  if (length > longestPassword) return { key: 'wizard.problem.passwordLong', suggestion: null };
  return null;
}
