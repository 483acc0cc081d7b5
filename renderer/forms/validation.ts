/**
 * Judges what was typed, field by field: null when there is nothing to say, otherwise a sentence that helps and, where one is likely,
 * the corrected value. Pure; of a password only the length is known.
 */
import type { MessageKey } from '../../shared/i18n/translate.ts';
import { accountNameSchema, hostedAddressSchema, notificationSchema, proxySchema, serverNameSchema } from '../../shared/setup/answers.ts';

export interface FieldProblem {
  readonly key: MessageKey;
  /** The value that was probably meant. */
  readonly suggestion: string | null;
  /** A hint is worth a look and stops nobody. */
  readonly isHint: boolean;
}

/** What may be known of a password field. */
export interface TypedPassword {
  readonly length: number;
  /** The vault already has the password that belongs here, so the field may stay empty. */
  readonly isStored: boolean;
}

/** Main accepts no longer one (shared/ipc/contract.ts). */
const longestPassword = 1024;

const wrong = (key: MessageKey, suggestion: string | null = null): FieldProblem => ({ key, suggestion, isHint: false });
const hint = (key: MessageKey): FieldProblem => ({ key, suggestion: null, isHint: true });

export function stops(problem: FieldProblem | null): boolean {
  return problem !== null && !problem.isHint;
}

/** One Client Access Server by its name. */
export function judgeServer(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return wrong('wizard.problem.serverEmpty');
  if (serverNameSchema.safeParse(text).success) return hintAbout(text);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return wrong('wizard.problem.serverUrl', hostIn(withoutScheme(text)));
  if (/[@\\]/.test(text)) return wrong('wizard.problem.serverUser');
  if (text.includes('/')) return wrong('wizard.problem.serverUrl', hostIn(text));
  if (/:\d*$/.test(text)) return wrong('wizard.problem.serverPort', hostIn(text));
  return wrong('wizard.problem.serverForm', serverOrNull(cleaned(text)));
}

/** Names under which usually several servers answer; Kerberos, and one lasting session, need a single one. */
const sharedName = /^((web)?mail\d*|outlook|owa|autodiscover|.*array.*|(.*-)?(nlb|vip|lb)(-.*)?)$/i;

function hintAbout(server: string): FieldProblem | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(server)) return hint('wizard.problem.serverNumber');
  return sharedName.test(server.split('.')[0] ?? '') ? hint('wizard.problem.serverArray') : null;
}

/** A hosted server by its https address, or by its name alone. */
export function judgeHostedAddress(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return wrong('wizard.problem.addressEmpty');
  if (serverNameSchema.safeParse(text).success || hostedAddressSchema.safeParse(text).success) return null;
  if (/^[^/]*[@\\]/.test(text)) return wrong('wizard.problem.serverUser');
  const bare = (withoutScheme(text).split(/[?#\\]/)[0] ?? '').replace(/\s+/g, '');
  const meant = `https://${bare.slice(bare.lastIndexOf('@') + 1)}`;
  return wrong('wizard.problem.addressForm', hostedAddressSchema.safeParse(meant).success ? meant : null);
}

function withoutScheme(text: string): string {
  return text.replace(/^[a-z][a-z0-9+.-]*:\/+/i, '');
}

function cleaned(text: string): string {
  return text.replace(/[\s_]+/g, '').replace(/^\.+|\.+$/g, '');
}

/** The host name in what follows `https://`: without user, port, path, query. */
function hostIn(text: string): string | null {
  return splitHostPort(text).server;
}

function serverOrNull(text: string): string | null {
  return serverNameSchema.safeParse(text).success ? text : null;
}

/** `proxy.contoso.com:8080`, with or without scheme, user and path around it; null for what is not there or no such thing. */
export function splitHostPort(text: string): { readonly server: string | null; readonly port: string | null } {
  const authority = withoutScheme(text).split(/[/?#]/)[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const port = /:(\d{1,5})$/.exec(host)?.[1] ?? null;
  return { server: serverOrNull(host.replace(/:\d*$/, '')), port: port !== null && isPort(port) ? port : null };
}

/** The suggestion may hold a port, too: `proxy:8080`; whoever takes it over splits it with {@link splitHostPort}. */
export function judgeProxyServer(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return wrong('wizard.problem.proxyEmpty');
  if (serverNameSchema.safeParse(text).success) return null;
  if (/\.(pac|dat)$/i.test(text)) return wrong('wizard.problem.proxyScript');
  if (/^socks/i.test(text)) return wrong('wizard.problem.proxyKind');
  const { server, port } = splitHostPort(text);
  if (server === null) return wrong('wizard.problem.proxyForm', serverOrNull(cleaned(text)));
  return wrong('wizard.problem.proxyUrl', port === null ? server : `${server}:${port}`);
}

function isPort(text: string): boolean {
  return proxySchema.shape.port.safeParse(Number(text)).success;
}

export function judgePort(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return wrong('wizard.problem.portEmpty');
  if (/^\d{1,5}$/.test(text) && isPort(text)) return null;
  const digits = /^\D*(\d{1,5})\D*$/.exec(text)?.[1] ?? null;
  return wrong('wizard.problem.portRange', digits !== null && isPort(digits) ? digits : null);
}

export function judgeUser(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return wrong('wizard.problem.userEmpty');
  if (accountNameSchema.safeParse(text).success) return null;
  const address = /^([^@\s]+)@([^@\s.]+)(\.[^@\s]*)?$/.exec(text);
  if (address !== null) return wrong('wizard.problem.userAddress', userOrNull(`${address[2]?.toUpperCase()}\\${address[1]}`));
  const slash = /^([^/\\\s]+)[/\\]+([^/\\]+)$/.exec(text);
  if (slash !== null) return slashProblem(slash);
  return wrong(/[/\\]/.test(text) ? 'wizard.problem.userForm' : 'wizard.problem.userDomain');
}

/** One or more slashes of either kind stand where one backslash belongs, unless another character is the trouble. */
function slashProblem(parts: RegExpExecArray): FieldProblem {
  const suggestion = userOrNull(`${parts[1]}\\${parts[2]}`);
  return wrong(suggestion === null ? 'wizard.problem.userForm' : 'wizard.problem.userSlash', suggestion);
}

function userOrNull(text: string): string | null {
  return accountNameSchema.safeParse(text).success ? text : null;
}

/** A proxy's user, with or without a domain. */
export function judgeProxyUser(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return wrong('wizard.problem.proxyUserEmpty');
  return proxySchema.shape.user.safeParse(text).success ? null : judgeUser(text);
}

export function judgeMailAddress(typed: string): FieldProblem | null {
  const text = typed.trim();
  if (text === '') return wrong('wizard.problem.mailEmpty');
  if (isMailAddress(text)) return null;
  const inside = /<([^<>]+)>/.exec(text)?.[1] ?? text.replace(/^mailto:/i, '').split('?')[0] ?? '';
  const meant = inside.replace(/\s+/g, '').replace(/[.,;]+$/, '');
  return wrong('wizard.problem.mailForm', isMailAddress(meant) ? meant : null);
}

function isMailAddress(text: string): boolean {
  return notificationSchema.shape.address.safeParse(text).success;
}

export function judgePassword({ length, isStored }: TypedPassword): FieldProblem | null {
  if (length === 0 && !isStored) return wrong('wizard.problem.passwordEmpty');
  return length > longestPassword ? wrong('wizard.problem.passwordLong') : null;
}
