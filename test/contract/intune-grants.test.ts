/** Every way to a token that the simulated Entra knows (graph.md 13), asked over the wire as a program would. */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTransport, type Transport } from '../../engine/adapters/http/transport.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type IntuneFixture, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;
let transport: Transport;

beforeEach(async () => {
  intune = await startIntune();
  transport = openTransport({ trustedAuthority: intune.simulator.trustedAuthority, proxy: null, clock: systemClock });
});

afterEach(async () => {
  await transport.close();
  await intune.stop();
});

const replySchema = z.looseObject({
  access_token: z.string().optional(),
  id_token: z.string().optional(),
  refresh_token: z.string().optional(),
  device_code: z.string().optional(),
  user_code: z.string().optional(),
  error: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
  error_description: z.string().optional(),
});
type Reply = z.infer<typeof replySchema>;

const root = () => `${intune.simulator.authority}/${intune.certificate.tenantId}`;
const applicationScope = () => `${intune.simulator.graph}/.default`;

async function get(address: string, headers: Readonly<Record<string, string>> = {}) {
  const { status, text } = await transport.send({ method: 'GET', url: new URL(address), headers }, signal());
  return { status, body: z.looseObject({}).parse(JSON.parse(text)) };
}

async function post(
  endpoint: 'token' | 'devicecode',
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number } & Reply> {
  const url = new URL(`${root()}/oauth2/v2.0/${endpoint}`);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ client_id: intune.certificate.clientId, ...form }).toString();
  const { status, text } = await transport.send({ method: 'POST', url, headers, body }, signal());
  return { status, ...replySchema.parse(JSON.parse(text)) };
}

const bySecret = (secret: string) => post('token', { grant_type: 'client_credentials', client_secret: secret, scope: applicationScope() });

/** As a person who signed in with a device code; `grant` is how the program names it. */
async function signedIn(grant = 'device_code'): Promise<Reply> {
  const { device_code: code = '', user_code: shown = '' } = await post('devicecode', { scope: applicationScope() });
  expect(await post('token', { grant_type: grant, device_code: code })).toMatchObject({ status: 400, error: 'authorization_pending' });
  intune.simulator.approve(shown);
  return post('token', { grant_type: grant, device_code: code });
}

const refresh = (token: string | undefined) =>
  post('token', { grant_type: 'refresh_token', refresh_token: token ?? '', scope: applicationScope() });

function askMe({ access_token: token = '' }: Reply) {
  return get(`${intune.simulator.graph}/v1.0/me`, { authorization: `Bearer ${token}` });
}

describe('sign-in of an application', () => {
  it('client_secret: the right one gets a token that Graph takes', async () => {
    intune.simulator.setClientSecret('a secret of the tenant');

    const { status, access_token: token } = await bySecret('a secret of the tenant');

    expect(status).toBe(200);
    expect(await get(`${intune.simulator.graph}/v1.0/organization`, { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
  });

  it.each([
    ['a wrong one', 'another secret'],
    ['any, where the application has none', null],
  ])('client_secret: %s is refused as invalid_client', async (_, secret) => {
    intune.simulator.setClientSecret(secret);

    expect(await bySecret('a secret')).toMatchObject({ status: 401, error: 'invalid_client', error_codes: [7000215] });
  });

  it('client_secret: stands in no log', async () => {
    intune.simulator.setClientSecret('a secret of the tenant');
    await bySecret('a secret of the tenant');
    await bySecret('a secret that is wrong');

    expect(JSON.stringify(intune.requestLog.entries())).not.toContain('a secret');
  });

  it('with no proof at all is refused as invalid_client', async () => {
    const asked = post('token', { grant_type: 'client_credentials', scope: applicationScope() });

    expect(await asked).toMatchObject({ status: 401, error: 'invalid_client', error_codes: [7000218] });
  });
});

describe('sign-in of a person', () => {
  it.each([
    ['short form', 'device_code'],
    ['urn form', 'urn:ietf:params:oauth:grant-type:device_code'],
  ])('device_code in its %s: authorization_pending, then all tokens', async (_, grant) => {
    const tokens = await signedIn(grant);

    expect(Object.keys(tokens)).toEqual(expect.arrayContaining(['access_token', 'id_token', 'refresh_token', 'client_info', 'expires_in']));
    expect(await askMe(tokens)).toMatchObject({ status: 200 });
  });

  it('refresh_token: gives new tokens, again and again', async () => {
    const first = await signedIn();
    const second = await refresh(first.refresh_token);
    const third = await refresh(second.refresh_token);

    expect(new Set([first, second, third].map((tokens) => tokens.refresh_token)).size).toBe(3);
    expect(await askMe(third)).toMatchObject({ status: 200 });
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 200 });
  });

  it('refresh_token: one that is not known, and one of 91 days ago, are refused as invalid_grant', async () => {
    const { refresh_token: token } = await signedIn();

    expect(await refresh('made up')).toMatchObject({ status: 400, error: 'invalid_grant' });
    intune.simulator.clock.advance(91 * 24 * 60 * 60_000);
    expect(await refresh(token)).toMatchObject({ status: 400, error: 'invalid_grant', error_codes: [700082] });
  });

  it('expired_token: a device code of an hour ago', async () => {
    intune.simulator.setDeviceCodeLifetime(0);
    const { device_code: code = '' } = await post('devicecode', { scope: applicationScope() });

    expect(await post('token', { grant_type: 'device_code', device_code: code })).toMatchObject({ status: 400, error: 'expired_token' });
  });
});

describe('what Entra says of itself', () => {
  it('openid-configuration: the issuer is of the same origin, and every address leads to the service', async () => {
    const { body } = await get(`${root()}/v2.0/.well-known/openid-configuration`);

    expect(body).toMatchObject({ issuer: `${root()}/v2.0`, token_endpoint: `${root()}/oauth2/v2.0/token` });
  });

  it('discovery/v2.0/keys: verify its tokens (RS256), which tell tid, appid, scp or roles, and exp', async () => {
    intune.simulator.setClientSecret('a secret');
    const { body } = await get(`${root()}/discovery/v2.0/keys`);
    const { keys } = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).parse(body);
    const [person, application] = [(await signedIn()).access_token, (await bySecret('a secret')).access_token];

    const claims = { tid: intune.certificate.tenantId, appid: intune.certificate.clientId, exp: expect.any(Number) };
    expect(verified(person, keys)).toMatchObject({ ...claims, scp: expect.stringContaining('User.Read') });
    expect(verified(application, keys)).toMatchObject({ ...claims, roles: expect.arrayContaining(['User.Read.All']) });
  });

  it('errors have error, AADSTS text, error_codes, trace_id and correlation_id', async () => {
    expect(await post('token', { grant_type: 'password' })).toMatchObject({
      error: 'unsupported_grant_type',
      error_description: expect.stringMatching(/^AADSTS70003: /),
      error_codes: [70003],
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
    });
  });

  it.each([429, 503])('%i of the token endpoint: the engine asks again and gets in', async (status) => {
    intune.fault({ kind: 'error', id: 'busy', message: '', category: '', status }, { match: '/oauth2/v2.0/token' });

    expect(await intune.directory.probe(signal())).toMatchObject({ tenantId: intune.certificate.tenantId });
  });
});

function verified(token: string | undefined, keys: readonly JsonWebKey[]): unknown {
  const [head = '', body = '', signature = ''] = (token ?? '').split('.');
  const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
  if (!verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')))
    throw new Error('not signed by this key');
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
}
