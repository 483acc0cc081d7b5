/** One request and its answer, and how to reach the other side: the one way of sign-in, Graph and Exchange Web Services to the network. */
import type { ProxySettings } from '../../../shared/setup/answers.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. A header that came several times is joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ProxyAccess extends ProxySettings {
  readonly password: string | null;
}

/** The proxy with its password, which travels apart from the settings. */
export function proxyAccess(proxy: ProxySettings | null, password: string | null): ProxyAccess | null {
  return proxy === null ? null : { ...proxy, password };
}
