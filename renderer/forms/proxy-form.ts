/** The proxy as typed (W3), and what becomes of it. */
import { type ProxySettings, proxySchema } from '../../shared/setup/answers.ts';
import { type FieldProblem, judgePassword, judgePort, judgeProxyServer, judgeProxyUser, stops, type TypedPassword } from './validation.ts';

export interface ProxyForm {
  readonly isOn: boolean;
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

export function proxyFormOf(proxy: ProxySettings | null): ProxyForm {
  return {
    isOn: proxy !== null,
    server: proxy?.server ?? '',
    port: proxy === null ? '' : String(proxy.port),
    hasUser: proxy !== null && proxy.user !== null,
    user: proxy?.user ?? '',
  };
}

/** Null when no proxy is wanted, and for a form that {@link judgeProxy} finds wrong. */
export function proxyOf({ isOn, server, port, hasUser, user }: ProxyForm): ProxySettings | null {
  if (!isOn) return null;
  const parsed = proxySchema.safeParse({ server: server.trim(), port: Number(port.trim()), user: hasUser ? user.trim() : null });
  return parsed.success ? parsed.data : null;
}

/** What stands in a field that is not asked for is left in peace. */
export function judgeProxy(form: ProxyForm, password: TypedPassword): ProxyProblems {
  if (!form.isOn) return noProxyProblems;
  const server = judgeProxyServer(form.server);
  const port = judgePort(form.port);
  if (!form.hasUser) return { ...noProxyProblems, server, port };
  return { server, port, user: judgeProxyUser(form.user), password: judgePassword(password) };
}

export function isProxyRight(problems: ProxyProblems): boolean {
  return !Object.values(problems).some(stops);
}
