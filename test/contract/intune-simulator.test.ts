/** The simulated Intune itself: judged by Microsoft's published metadata, and as strict as the real sign-in where that matters. */
import { spawnSync } from 'node:child_process';
import { constants, sign } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTransport, type Transport } from '../../engine/adapters/http/transport.ts';
import { appTokenSource } from '../../engine/adapters/intune-graph/app-token.ts';
import { GraphClient } from '../../engine/adapters/intune-graph/graph-client.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { AssertionJudge } from '../simulators/intune/assertion.ts';
import { cloudHosts } from '../simulators/intune/cloud-hosts.ts';
import { ManagedDevices } from '../simulators/intune/managed-devices.ts';
import { createClientCertificate, thumbprintOf } from '../simulators/intune/tls.ts';
import { encode, TokenMint, times } from '../simulators/intune/tokens.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';
import { askEverything } from './intune-conversation.ts';
import { errorOf, type IntuneFixture, signal, startIntune } from './intune-fixture.ts';

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
    await askEverything(intune, client);

    const { status, stdout } = judged();

    expect(stdout).toMatch(/ 0 errors/);
    expect(stdout.split('\n').filter((line) => line.startsWith('WARN'))).toEqual([]);
    expect(status).toBe(0);
  });
});

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
  it('401 InvalidAuthenticationToken: a call without a token, with a foreign token and with a token that has ended', async () => {
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

  it('exchangeOnPremisesPolicy is beta only: v1.0 answers 400', async () => {
    intune.fault({ kind: 'marked' }, { match: 'v1.0/deviceManagement/exchangeOnPremisesPolicy' });

    expect(await errorOf(get('v1.0/deviceManagement/exchangeOnPremisesPolicy'))).toMatchObject({ params: { status: 400 } });
  });

  it.each(['v1.0', 'beta'])('conditionalAccessSettings in %s', async (version) => {
    expect(await get(`${version}/deviceManagement/conditionalAccessSettings`)).toMatchObject({ enabled: true, overrideDefaultRule: true });
  });

  it('403 of a missing role, in the standard and in the Intune-shaped form', async () => {
    intune.simulator.setRoles([]);
    for (const path of ['v1.0/groups', 'v1.0/deviceManagement/managedDevices']) await errorOf(get(path));
    const refusals = intune.requestLog
      .entries()
      .flatMap((entry) => (entry.side === 'intune' && entry.status === 403 ? [entry.response] : []));

    expect(refusals[0]).toMatchObject({ error: { code: 'Authorization_RequestDenied' } });
    expect(refusals[1]).toMatchObject({ error: { code: 'Forbidden', message: expect.stringMatching(/^\{"_version":3,/) } });
  });

  it('sync of a connector: 204, and recorded where only the administrator of the rehearsal sees it', async () => {
    const { id } = intune.simulator.setConnector({ connectorServerName: 'CONN01' });
    const url = client.url(`v1.0/deviceManagement/exchangeConnectors/${id}/sync`);
    await client.write({ method: 'POST', url, body: { syncType: 'deltaSync' }, permission: 'any' }, signal());

    expect(intune.requestLog.entries().at(-1)).toMatchObject({ status: 204, response: null });
    expect(intune.simulator.syncs()).toEqual([{ id, syncType: 'deltaSync' }]);
    expect(JSON.stringify(await get(`v1.0/deviceManagement/exchangeConnectors/${id}`))).not.toContain('deltaSync');
  });

  it('$top cap 1000, @odata.count and keyset $skiptoken: at most 1000 rows in a page, whatever is asked, and a link to the rest', () => {
    const list = new ManagedDevices(new Organization(generateWorld({ seed: 3, devices: 1500 })));
    const page = list.page(new URL('https://localhost/v1.0/deviceManagement/managedDevices?$top=5000'), 5000);

    expect(page).toMatchObject({ '@odata.count': 1000, '@odata.nextLink': expect.stringContaining('$skiptoken=LastDeviceName') });
  });

  it('refuses a cast to users without the header of advanced queries', async () => {
    const group = intune.organization.world.includedGroups[0];
    intune.fault({ kind: 'marked' }, { match: 'transitiveMembers' });

    expect(await errorOf(get(`v1.0/groups/${group}/transitiveMembers/microsoft.graph.user?$count=true`))).toMatchObject({
      params: { status: 400 },
    });
  });
});

describe('a fault of the simulator', () => {
  const ask = () => {
    const url = new URL('/v1.0/deviceManagement/managedDevices', intune.simulator.graph);
    return transport.send({ method: 'GET', url, headers: {} }, signal());
  };

  it('resets the connection', async () => {
    intune.fault({ kind: 'reset' }, { count: null });

    expect(await errorOf(ask())).toMatchObject({ code: 'intune.unreachable', detail: expect.stringContaining('ECONNRESET') });
  });

  it('names another type of content', async () => {
    intune.fault({ kind: 'damage', how: 'wrong-content-type' });

    expect(await ask()).toMatchObject({ headers: { 'content-type': 'application/octet-stream' } });
  });

  it.each([
    ['intune', /^\{"_version":3,/],
    ['nested', /^\{"ErrorCode":"Forbidden","Message":"\{\\"_version/],
  ] as const)('puts JSON text into the message of an error: %s', async (shape, message) => {
    intune.fault({ kind: 'error', id: 'Forbidden', message: 'No.', category: 'NotSpecified', status: 403, shape });

    const { text } = z.object({ text: z.string() }).parse(await ask());

    expect(JSON.parse(text)).toMatchObject({ error: { message: expect.stringMatching(message) } });
  });

  it('retired mode: 403 on writes to a connector, and the records are shown still', async () => {
    const { id } = intune.simulator.setConnector({ connectorServerName: 'CONN01' });
    intune.simulator.retireConnectors(true);
    const url = client.url(`v1.0/deviceManagement/exchangeConnectors/${id}`);

    const refused = await errorOf(client.write({ method: 'PATCH', url, body: { version: '9' }, permission: 'any' }, signal()));

    expect(refused).toMatchObject({ params: { status: 403 } });
    expect(await get(`v1.0/deviceManagement/exchangeConnectors/${id}`)).toMatchObject({ id });
  });

  it('hits one request of a batch alone', async () => {
    const path = '/deviceManagement/managedDevices?$top=1';
    intune.fault({ kind: 'throttle', milliseconds: 1000, retryAfter: 'integer' }, { match: path });
    const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: path }));
    const body = { requests };
    await client.write({ method: 'POST', url: client.url('v1.0/$batch'), body, permission: 'any' }, signal());

    const last = intune.requestLog.entries().at(-1);

    expect(last).toMatchObject({
      planned: true,
      response: {
        responses: [
          { id: '2', status: 200 },
          { id: '1', status: 429, headers: { 'retry-after': '1' } },
        ],
      },
    });
  });

  it('or none: alternate host names, it answers under the name of every cloud', async () => {
    const { port } = new URL(intune.simulator.graph);
    for (const servername of cloudHosts) {
      const options = { host: '127.0.0.1', port: Number(port), servername, ca: intune.simulator.trustedAuthority };
      const socket = connect(options);
      await once(socket, 'secureConnect');
      expect(socket.authorized).toBe(true);
      socket.destroy();
    }
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

  it('jti replay: is accepted once, and refused when it comes again', async () => {
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
