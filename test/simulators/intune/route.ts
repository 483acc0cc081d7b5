/** What a request may ask of Graph: its path, who may, and who answers. */
import type { Call, Reply } from './messages.ts';
import { graphError, type Row } from './odata.ts';

export type Handler = (call: Call, parts: readonly string[]) => Reply;

export interface Route {
  readonly method: string;
  /** Below the version; its groups become the parts. */
  readonly path: RegExp;
  readonly versions: readonly string[];
  /** Any one of these suffices; none means that any token does. */
  readonly permissions: readonly string[];
  readonly handler: Handler;
}

export const both: readonly string[] = ['v1.0', 'beta'];

export function get(path: RegExp, permissions: readonly string[], handler: Handler): Route {
  return { method: 'GET', path, versions: both, permissions, handler };
}

export function found(body: Row): Reply {
  return { status: 200, body };
}

export function badRequest(code: string, message: string): Reply {
  return { status: 400, body: graphError(code, message) };
}

export function missing(id: string): Reply {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return { status: 404, body: graphError('Request_ResourceNotFound', message) };
}
