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

/** A host that is to be reached; without a port, 443. */
export type Target = Pick<URL, 'hostname' | 'port'>;

export interface ProxyAccess extends ProxySettings {
  readonly password: string | null;
  /** Hosts that are reached without the proxy; absent: none. */
  readonly isStraight?: (target: Target) => boolean;
}
