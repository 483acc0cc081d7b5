/** Sign-in in the form of Microsoft Entra: discovery, device code, authorization code, and tokens for a certificate or a person (graph.md sections 9 and 13). */
import { administrator } from './administrator.ts';
import { AssertionJudge, type Refusal, type Registration } from './assertion.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import type { SimulatedClock } from './clock.ts';
import { isSameCloud } from './cloud-hosts.ts';
import type { DeviceCodes } from './device-codes.ts';
import type { Call, Reply } from './messages.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { encode, type TokenMint, times, tokenLifetimeSeconds } from './tokens.ts';

export interface EntraOptions {
  readonly tenantId: string;
  readonly domain: string;
  readonly registration: Registration;
  /** Of the application, beside its certificate; null: it has none. */
  readonly secret: () => string | null;
  readonly mint: TokenMint;
  readonly codes: DeviceCodes;
  readonly authorizations: AuthorizationCodes;
  /** Where people enter a device code, and where a program sends their browser. */
  readonly approvalPage: string;
  readonly authorizePage: string;
  /** Application permissions that an administrator consented to, asked for at each token. */
  readonly roles: () => readonly string[];
  /** Templates of the directory roles of the person who signs in. */
  readonly administratorRoles: () => readonly string[];
  readonly clock: SimulatedClock;
}

const delegatedScopes = 'DeviceManagementServiceConfig.ReadWrite.All Organization.Read.All User.Read';
const pollSeconds = 1;

export class Entra {
  readonly #options: EntraOptions;
  readonly #judge: AssertionJudge;
  readonly #refreshTokens: RefreshTokens;

  constructor(options: EntraOptions) {
    this.#options = options;
    this.#judge = new AssertionJudge(options.registration);
    this.#refreshTokens = new RefreshTokens(options.clock);
  }

  /** Null when the path is none of Entra's. */
  answer(call: Call): Reply | null {
    const [tenant, ...rest] = call.url.pathname.slice(1).split('/');
    const route = `${call.method} ${rest.join('/')}`;
    if (!Object.hasOwn(routes, route)) return null;
    if (tenant !== this.#options.tenantId) return refusal(400, 'invalid_tenant', { number: 90002, text: `Tenant '${tenant}' not found.` });
    if (route === 'GET v2.0/.well-known/openid-configuration') return { status: 200, body: this.#discovery(call.url.origin) };
    if (route === 'GET discovery/v2.0/keys') return { status: 200, body: { keys: [this.#publicKey()] } };
    return this.#form(route, call);
  }

  #form(route: string, call: Call): Reply {
    const form = new URLSearchParams(call.text);
    const reply = route === 'POST oauth2/v2.0/devicecode' ? this.#deviceCode(form) : this.#token(form, call.url.origin);
    return { ...reply, logged: { body: harmless(form), response: reply.status === 200 ? { token_type: 'Bearer' } : reply.body } };
  }

  #discovery(origin: string): Readonly<Record<string, unknown>> {
    const root = `${origin}/${this.#options.tenantId}`;
    return {
      issuer: `${root}/v2.0`,
      authorization_endpoint: this.#options.authorizePage,
      token_endpoint: `${root}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${root}/oauth2/v2.0/logout`,
      jwks_uri: `${root}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      tenant_region_scope: 'EU',
    };
  }

  #publicKey(): Readonly<Record<string, unknown>> {
    const { mint } = this.#options;
    return { ...mint.publicKey.export({ format: 'jwk' }), kid: mint.keyId, use: 'sig' };
  }

  #deviceCode(form: URLSearchParams): Reply {
    if (form.get('client_id') !== this.#options.registration.clientId) return unknownClient(form);
    const { deviceCode, userCode, expiresIn } = this.#options.codes.create();
    const message = `To sign in, open ${this.#options.approvalPage} and enter the code ${userCode}.`;
    const body = {
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: this.#options.approvalPage,
      expires_in: expiresIn,
      interval: pollSeconds,
      message,
    };
    return { status: 200, body };
  }

  #token(form: URLSearchParams, origin: string): Reply {
    if (form.get('client_id') !== this.#options.registration.clientId) return unknownClient(form);
    switch (form.get('grant_type')) {
      case 'client_credentials':
        return this.#application(form, origin);
      case 'device_code':
      case 'urn:ietf:params:oauth:grant-type:device_code':
        return this.#person(form, origin);
      case 'authorization_code':
        return this.#browser(form, origin);
      case 'refresh_token':
        return this.#refreshed(form, origin);
      default:
        return refusal(400, 'unsupported_grant_type', { number: 70003, text: 'The app requested an unsupported grant type.' });
    }
  }

  #application(form: URLSearchParams, origin: string): Reply {
    const refused = this.#unproved(form, origin);
    if (refused !== null) return refusal(401, 'invalid_client', refused);
    const audience = audienceOf(form);
    if (audience === undefined || form.get('scope') !== `${audience}/.default`)
      return refusal(400, 'invalid_scope', { number: 1002012, text: 'The provided value for scope is not valid.' });
    if (!isSameCloud(new URL(origin).hostname, new URL(audience).hostname))
      return refusal(400, 'invalid_resource', { number: 500011, text: `The resource principal named ${audience} was not found.` });
    const token = this.#options.mint.sign({ ...this.#claims(audience), roles: this.#options.roles() });
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: tokenLifetimeSeconds, ext_expires_in: tokenLifetimeSeconds, access_token: token },
    };
  }

  /** Null for an application that proves itself by its certificate or its secret. */
  #unproved(form: URLSearchParams, origin: string): Refusal | null {
    const secret = form.get('client_secret');
    if (secret !== null) return secret === this.#options.secret() ? null : { number: 7000215, text: 'Invalid client secret provided.' };
    if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      return { number: 7000218, text: "The request body must contain 'client_assertion' or 'client_secret'." };
    const endpoint = `${origin}/${this.#options.tenantId}/oauth2/v2.0/token`;
    return this.#judge.refuse(form.get('client_assertion') ?? '', endpoint, this.#options.clock.now());
  }

  #person(form: URLSearchParams, origin: string): Reply {
    const state = this.#options.codes.redeem(form.get('device_code') ?? '');
    if (state === 'waiting')
      return refusal(400, 'authorization_pending', { number: 70016, text: 'OAuth 2.0 device flow error. Authorization is pending.' });
    if (state === 'declined') return refusal(400, 'authorization_declined', { number: 70018, text: 'The user denied the request.' });
    if (state === 'expired') return refusal(400, 'expired_token', { number: 70020, text: 'The provided device code has expired.' });
    if (state === 'unknown') return refusal(400, 'bad_verification_code', { number: 70019, text: 'The device code is not known.' });
    return { status: 200, body: this.#delegated(origin, audienceOf(form) ?? origin) };
  }

  #browser(form: URLSearchParams, origin: string): Reply {
    const refused = this.#options.authorizations.refuse(form);
    return refused === null
      ? { status: 200, body: this.#delegated(origin, audienceOf(form) ?? origin) }
      : refusal(400, refused.error, refused);
  }

  #refreshed(form: URLSearchParams, origin: string): Reply {
    const refused = this.#refreshTokens.refuse(form.get('refresh_token') ?? '');
    return refused === null
      ? { status: 200, body: this.#delegated(origin, audienceOf(form) ?? origin) }
      : refusal(400, refused.error, refused);
  }

  #delegated(origin: string, audience: string): Readonly<Record<string, unknown>> {
    const { tenantId, domain, mint, registration } = this.#options;
    const name = `${administrator.alias}@${domain}`;
    const identity = { oid: administrator.id, sub: administrator.id, preferred_username: name, name: administrator.displayName };
    return {
      token_type: 'Bearer',
      scope: delegatedScopes,
      expires_in: tokenLifetimeSeconds,
      ext_expires_in: tokenLifetimeSeconds,
      access_token: mint.sign({
        ...this.#claims(audience),
        ...identity,
        scp: delegatedScopes,
        wids: this.#options.administratorRoles(),
      }),
      refresh_token: this.#refreshTokens.give(),
      id_token: mint.sign({
        iss: `${origin}/${tenantId}/v2.0`,
        aud: registration.clientId,
        tid: tenantId,
        ver: '2.0',
        ...identity,
        ...times(this.#options.clock.now()),
      }),
      client_info: encode({ uid: administrator.id, utid: tenantId }),
    };
  }

  #claims(audience: string): Readonly<Record<string, unknown>> {
    const { tenantId, registration } = this.#options;
    return {
      aud: audience,
      iss: `https://sts.windows.net/${tenantId}/`,
      tid: tenantId,
      appid: registration.clientId,
      ver: '1.0',
      ...times(this.#options.clock.now()),
    };
  }
}

/** The Graph of a cloud, out of the scopes that were asked for. */
function audienceOf(form: URLSearchParams): string | undefined {
  return /(?:^|\s)(?<audience>https:\/\/[^\s/]+)\/[\w.]+/.exec(form.get('scope') ?? '')?.groups?.['audience'];
}

const routes = {
  'GET v2.0/.well-known/openid-configuration': true,
  'GET discovery/v2.0/keys': true,
  'POST oauth2/v2.0/devicecode': true,
  'POST oauth2/v2.0/token': true,
} as const;

function unknownClient(form: URLSearchParams): Reply {
  return refusal(400, 'unauthorized_client', {
    number: 700016,
    text: `Application with identifier '${form.get('client_id')}' was not found in the directory.`,
  });
}

function refusal(status: number, error: string, why: { readonly number: number; readonly text: string }): Reply {
  const trace = crypto.randomUUID();
  const correlation = crypto.randomUUID();
  const timestamp = new Date().toISOString().replace('T', ' ').slice(0, 19).concat('Z');
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${why.number}: ${why.text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [why.number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
    },
  };
}

/** The log never sees an assertion, a code or a token. */
function harmless(form: URLSearchParams): Readonly<Record<string, string>> {
  const kept = ['client_id', 'grant_type', 'scope', 'client_assertion_type'];
  return Object.fromEntries([...form].filter(([name]) => kept.includes(name)));
}
