/** The proxy as typed (W3), and what becomes of it. */
import { type ProxyChoice, proxySchema } from '../../shared/setup/answers.ts';
import { type FieldProblem, judgePassword, judgePort, judgeProxyServer, judgeProxyUser, stops, type TypedPassword } from './validation.ts';

export interface ProxyForm {
  /** Straight, as the system is set, or the one that is entered. */
  readonly way: 'none' | 'system' | 'own';
  readonly server: string;
  readonly port: string;
  readonly hasUser: boolean;
  readonly user: string;
}

export interface ProxyProblems {
  readonly server: FieldProblem | null;
  readonly port: FieldProblem | null;
  readonly user: FieldProblem | null;
  readonly password: FieldProblem | null;
}
export type ProxyField = keyof ProxyProblems;

export const noProxyProblems: ProxyProblems = { server: null, port: null, user: null, password: null };

const emptyForm: ProxyForm = { way: 'none', server: '', port: '', hasUser: false, user: '' };

export function proxyFormOf(proxy: ProxyChoice): ProxyForm {
  if (proxy === null) return emptyForm;
  if (proxy === 'system') return { ...emptyForm, way: 'system' };
  const { server, port, user } = proxy;
  return { way: 'own', server, port: String(port), hasUser: user !== null, user: user ?? '' };
}

/** Null when no proxy is wanted, and for a form that {@link judgeProxy} finds wrong. */
export function proxyOf({ way, server, port, hasUser, user }: ProxyForm): ProxyChoice {
  if (way !== 'own') return way === 'system' ? way : null;
  const parsed = proxySchema.safeParse({ server: server.trim(), port: Number(port.trim()), user: hasUser ? user.trim() : null });
  return parsed.success ? parsed.data : null;
}

/** What stands in a field that is not asked for is left in peace. */
export function judgeProxy(form: ProxyForm, password: TypedPassword): ProxyProblems {
  if (form.way !== 'own') return noProxyProblems;
  const server = judgeProxyServer(form.server);
  const port = judgePort(form.port);
  if (!form.hasUser) return { ...noProxyProblems, server, port };
  return { server, port, user: judgeProxyUser(form.user), password: judgePassword(password) };
}

/** Whether the form asks for a user and a password. */
export function asksForUser({ way, hasUser }: ProxyForm): boolean {
  return way === 'own' && hasUser;
}

export function isProxyRight(problems: ProxyProblems): boolean {
  return !Object.values(problems).some(stops);
}
