/** The simulated Intune itself: judged by Microsoft's published metadata, and as strict as the real sign-in where that matters. */
import { spawnSync } from 'node:child_process';
import { constants, sign } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTransport, type Transport } from '../../engine/adapters/http/transport.ts';
import { appTokenSource } from '../../engine/adapters/intune-graph/app-token.ts';
import { GraphClient } from '../../engine/adapters/intune-graph/graph-client.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { AssertionJudge } from '../simulators/intune/assertion.ts';
import { ManagedDevices } from '../simulators/intune/managed-devices.ts';
import { createClientCertificate, thumbprintOf } from '../simulators/intune/tls.ts';
import { encode, TokenMint, times } from '../simulators/intune/tokens.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';
import { errorOf, exchangeOrganization, type IntuneFixture, scopeOf, signal, startIntune, walk } from './intune-fixture.ts';

let intune: IntuneFixture;
let transport: Transport;
let client: GraphClient;

beforeEach(async () => {
  intune = await startIntune();
  transport = openTransport({ trustedAuthority: intune.simulator.trustedAuthority, proxy: null, clock: systemClock });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const token = appTokenSource({ certificate: intune.certificate, transport, clock: systemClock, lifetime: signal() });
  client = new GraphClient({ root: intune.simulator.graph, transport, token, clock: systemClock, log });
});

afterEach(async () => {
  await transport.close();
  await intune.stop();
});

function get(path: string): Promise<unknown> {
  return client.read({ url: client.url(path), schema: z.unknown(), permission: 'any' }, signal());
}

const judge = join(import.meta.dirname, '..', '..', '..', 'shared', 'judges', 'graph', 'check-graph.py');
const whyNot = existsSync(judge) ? '' : 'left out: no judge of Graph traffic beside the checkout';

describe('what the simulator and the client say to each other', () => {
  it(`is right by the metadata of Graph ${whyNot}`.trim(), async ({ skip }) => {
    if (whyNot !== '') skip(whyNot);
    await everyRequest();

    const { status, stdout } = judged();

    expect(stdout).toMatch(/ 0 errors/);
    expect(stdout.split('\n').filter((line) => line.startsWith('WARN'))).toEqual([]);
    expect(status).toBe(0);
  });
});

async function everyRequest(): Promise<void> {
  const [phone] = intune.organization.phones().filter((one) => one.enrolment !== null);
  const user = intune.organization.people()[phone?.owner ?? 0]?.userId;
  const report = { organization: exchangeOrganization, exchangeServer: 'ex01', connectorServer: 'CONN01', version: '0.1.0' } as const;
  intune.simulator.setExchangePolicy({
    defaultAccessLevel: 'block',
    accessRules: [{ deviceClass: { name: 'iPhone', type: 'family' }, accessLevel: 'allow' }],
  });
  await walk(intune.directory);
  await scopeOf(intune.directory);
  await intune.directory.probe(signal());
  await intune.directory.reportConnector({ report: { ...report, status: 'connectionPending', lastSync: null }, id: null }, signal());
  const last = { ...report, status: 'connected', lastSync: '2026-11-20T10:00:00.000Z' } as const;
  await intune.directory.reportConnector({ report: last, id: null }, signal());
  const connector = `v1.0/deviceManagement/exchangeConnectors/${intune.simulator.connectors()[0]?.id}`;
  const sync = { method: 'POST', url: client.url(`${connector}/sync`), body: { syncType: 'fullSync' }, permission: 'any' } as const;
  await client.write(sync, signal());
  for (const path of [
    connector,
    'v1.0/users?$top=5',
    `v1.0/users/${user}?$select=id,mail,proxyAddresses,assignedPlans,onPremisesSecurityIdentifier`,
    `v1.0/users/${user}/managedDevices`,
    'v1.0/deviceManagement/managedDevices',
    `v1.0/deviceManagement/managedDevices/${phone?.enrolment?.managedDeviceId}`,
    `v1.0/groups/${intune.organization.world.includedGroups[0]}`,
    `v1.0/groups/${intune.organization.world.includedGroups[0]}/transitiveMembers`,
    'v1.0/organization',
    'beta/deviceManagement/exchangeOnPremisesPolicy',
  ]) {
    await get(path);
  }
  await errorOf(get('v1.0/users/nobody'));
  await errorOf(get('v1.0/me'));
}

/** Faults that were asked for break Graph's rules on purpose, so the judge does not see them. */
function judged(): { readonly status: number | null; readonly stdout: string } {
  const folder = mkdtempSync(join(tmpdir(), 'graph-judge-'));
  try {
    const file = join(folder, 'requests.ndjson');
    const lines = intune.requestLog.entries().filter((entry) => entry.side === 'intune' && entry.planned !== true);
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
    return spawnSync('python3', [judge, file], { encoding: 'utf8', timeout: 30_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('Graph of the simulator', () => {
  it('refuses a call without a token, with a foreign token and with a token that has ended', async () => {
    const world = intune.organization.world;
    const url = new URL('/v1.0/organization', intune.simulator.graph);
    const claims = {
      tid: world.tenantId,
      appid: world.clientId,
      aud: intune.simulator.graph,
      roles: ['Organization.Read.All'],
      ...times(),
    };
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await transport.send({ method: 'GET', url, headers }, signal())).status;

    expect(await status({})).toBe(401);
    expect(await status({ authorization: `Bearer ${new TokenMint().sign(claims)}` })).toBe(401);
    const mint = new TokenMint();
    expect(mint.verify(mint.sign(claims), intune.simulator.graph)).not.toBeNull();
    expect(mint.verify(mint.sign({ ...claims, exp: 1 }), intune.simulator.graph)).toBeNull();
    expect(mint.verify(mint.sign(claims), 'https://elsewhere.test')).toBeNull();
  });

  it('does not know the Exchange policy in v1.0', async () => {
    expect(await errorOf(get('v1.0/deviceManagement/exchangeOnPremisesPolicy'))).toMatchObject({ params: { status: 400 } });
  });

  it('gives at most 1000 rows in a page, whatever is asked, and a link to the rest', () => {
    const list = new ManagedDevices(new Organization(generateWorld({ seed: 3, devices: 1500 })));
    const page = list.page(new URL('https://localhost/v1.0/deviceManagement/managedDevices?$top=5000'), 5000);

    expect(page).toMatchObject({ '@odata.count': 1000, '@odata.nextLink': expect.stringContaining('$skiptoken=LastDeviceName') });
  });

  it('refuses a cast to users without the header of advanced queries', async () => {
    const group = intune.organization.world.includedGroups[0];

    expect(await errorOf(get(`v1.0/groups/${group}/transitiveMembers/microsoft.graph.user?$count=true`))).toMatchObject({
      params: { status: 400 },
    });
  });
});

describe('the certificate assertion', () => {
  const audience = 'https://localhost/tenant/oauth2/v2.0/token';
  const clientId = 'client';

  async function prepare() {
    const { certificate, privateKey } = await createClientCertificate();
    const good = { aud: audience, iss: clientId, sub: clientId, exp: times().exp, jti: crypto.randomUUID() };
    const assertion = (change: Readonly<Record<string, unknown>> = {}, head: Readonly<Record<string, unknown>> = {}): string => {
      const text = `${encode({ alg: 'PS256', 'x5t#S256': thumbprintOf(certificate), ...head })}.${encode({ ...good, jti: crypto.randomUUID(), ...change })}`;
      const key = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
    };
    return { judge: new AssertionJudge({ clientId, certificate }), assertion };
  }

  it('is accepted once, and refused when it comes again', async () => {
    const { judge: entra, assertion } = await prepare();
    const once = assertion();

    expect(entra.refuse(once, audience)).toBeNull();
    expect(entra.refuse(once, audience)).toMatchObject({ number: 700025 });
  });

  it.each([
    ['another audience', { aud: 'https://elsewhere.test/token' }, {}, 700023],
    ['another issuer', { iss: 'somebody' }, {}, 700021],
    ['an end in the past', { exp: 1 }, {}, 700024],
    ['another certificate', {}, { 'x5t#S256': 'AAAA' }, 700027],
    ['another algorithm', {}, { alg: 'none' }, 50027],
  ] as const)('is refused with %s', async (_, change, head, number) => {
    const { judge: entra, assertion } = await prepare();

    expect(entra.refuse(assertion(change, head), audience)).toMatchObject({ number });
  });

  it('is refused when a claim was changed after signing', async () => {
    const { judge: entra, assertion } = await prepare();
    const [head, , signature] = assertion().split('.');
    const forged = encode({ aud: audience, iss: clientId, sub: clientId, exp: times().exp + 1000, jti: 'forged' });

    expect(entra.refuse(`${head}.${forged}.${signature}`, audience)).toMatchObject({ number: 700027 });
  });
});
