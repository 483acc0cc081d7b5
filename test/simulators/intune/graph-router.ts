/** Microsoft Graph as far as the connector needs it: who may ask what, and which area answers. */
import { answerBatch } from './batch.ts';
import { configRead } from './intune-routes.ts';
import type { Call, Reply } from './messages.ts';
import { graphError, intuneError, optionsOf } from './odata.ts';
import type { Route } from './route.ts';
import type { Throttle } from './throttle.ts';
import type { AccessClaims, TokenMint } from './tokens.ts';

export interface GraphOptions {
  readonly tenantId: string;
  readonly mint: TokenMint;
  readonly routes: readonly Route[];
  readonly throttle: Throttle;
  /** Answers a request out of a batch as if it had come alone. */
  readonly answerInner: (call: Call) => Reply;
}

const configWrite = ['DeviceManagementServiceConfig.ReadWrite.All'];

export class GraphRouter {
  readonly #options: GraphOptions;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  /** Null when the path is none of Graph's. */
  answer(call: Call): Reply | null {
    const version = /^\/(v1\.0|beta)\//.exec(call.url.pathname)?.[1];
    if (version === undefined) return null;
    const claims = this.#claims(call);
    if (claims === null)
      return { status: 401, body: graphError('InvalidAuthenticationToken', 'Access token is empty, invalid or expired.') };
    const path = call.url.pathname.slice(version.length + 2);
    if (path === '$batch' && call.method === 'POST') return answerBatch(call, version, this.#options.answerInner);
    const route = this.#options.routes.find(
      (one) => one.versions.includes(version) && one.path.test(path) && (one.method === '*' || one.method === call.method),
    );
    if (route === undefined) return segmentUnknown(path);
    const toll = this.#options.throttle.take(call, path);
    if ('refused' in toll) return toll.refused;
    if (!mayAsk(claims, neededBy(route, call))) return forbidden(path);
    const reply = route.handler(call, partsOf(route, path));
    return { ...reply, headers: { ...toll.headers, ...reply.headers } };
  }

  #claims(call: Call): AccessClaims | null {
    const [scheme, token] = (call.headers['authorization'] ?? '').split(' ');
    if (scheme !== 'Bearer' || token === undefined) return null;
    const claims = this.#options.mint.verify(token, call.url.origin);
    return claims?.tid === this.#options.tenantId ? claims : null;
  }
}

function partsOf(route: Route, path: string): readonly string[] {
  const [, ...parts] = route.path.exec(path) ?? [];
  return parts.map((part: string | undefined) => decodeURIComponent(part ?? ''));
}

function neededBy(route: Route, call: Call): readonly string[] {
  if (route.method === '*' && call.method !== 'GET') return configWrite;
  return optionsOf(call.url).select?.includes('mobileDeviceManagementAuthority') ? configRead : route.permissions;
}

function mayAsk(claims: AccessClaims, permissions: readonly string[]): boolean {
  const held = new Set([...(claims.roles ?? []), ...(claims.scp?.split(' ') ?? [])]);
  return permissions.some((permission) => held.has(permission));
}

function segmentUnknown(path: string): Reply {
  return { status: 400, body: graphError('BadRequest', `Resource not found for the segment '${path.split('/').at(-1)}'.`) };
}

/** Intune words a missing permission in its own way (graph.md section 8). */
function forbidden(path: string): Reply {
  if (!/^(deviceManagement|users\/[^/]+\/managedDevices)/.test(path)) {
    return { status: 403, body: graphError('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.') };
  }
  return { status: 403, body: intuneError('Forbidden', 'Application is not authorized to perform this operation.') };
}
