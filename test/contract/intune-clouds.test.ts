/** Each cloud by its configuration: real host names on our side, led to the simulator below the adapter; nothing leaves this computer. */
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpReply, HttpRequest } from '../../engine/adapters/http/message.ts';
import type { Transport } from '../../engine/adapters/http/transport.ts';
import { appTokenSource } from '../../engine/adapters/intune-graph/app-token.ts';
import { walkDevices } from '../../engine/adapters/intune-graph/devices.ts';
import { GraphClient } from '../../engine/adapters/intune-graph/graph-client.ts';
import { signIn } from '../../engine/adapters/intune-graph/sign-in.ts';
import { readTenant } from '../../engine/adapters/intune-graph/tenant.ts';
import { signInPage } from '../../engine/cli/sign-in-page.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { cloudAddresses, type clouds } from '../../shared/setup/account-certificate.ts';
import type { SignInLine } from '../../shared/setup/engine-verbs.ts';
import { startProxy } from '../simulators/proxy/proxy.ts';
import { type IntuneFixture, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeAll(async () => {
  intune = await startIntune();
});

afterAll(() => intune.stop());

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Goes to the simulator whatever the host, which the simulator takes for its own name. */
function rewriting(hosts: Set<string>): Transport {
  const { authority, trustedAuthority: ca } = intune.simulator;
  const { port } = new URL(authority);
  const send = ({ method, url, headers, body }: HttpRequest, limit: AbortSignal): Promise<HttpReply> => {
    hosts.add(url.host);
    const path = `${url.pathname}${url.search}`;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { host: '127.0.0.1', port, servername: 'localhost', ca, method, path, signal: limit };
    return new Promise((resolve, reject) => {
      const asked = request({ ...options, headers: { ...headers, ...length, host: url.host } }, (reply) => {
        const named = Object.entries(reply.headers).map(([name, value]) => [name, String(value)] as const);
        text(reply).then((answer) => resolve({ status: reply.statusCode ?? 0, headers: Object.fromEntries(named), text: answer }), reject);
      });
      asked.once('error', reject).end(body);
    });
  };
  return { send, close: async () => undefined };
}

async function visit(cloud: keyof typeof clouds) {
  const hosts = new Set<string>();
  const transport = rewriting(hosts);
  try {
    const certificate = { ...intune.certificate, cloud };
    const token = appTokenSource({ certificate, transport, clock: systemClock, lifetime: signal() });
    const client = new GraphClient({ root: cloudAddresses(cloud).graph, transport, token, clock: systemClock, log });
    const tenant = await readTenant(client, signal());
    let devices = 0;
    for await (const page of walkDevices(client, signal())) devices += page.length;
    return { hosts: [...hosts].sort(), tenantId: tenant.tenantId, devices };
  } finally {
    await transport.close();
  }
}

describe('a cloud', () => {
  it.each([
    ['global', ['graph.microsoft.com', 'login.microsoftonline.com']],
    ['us-government', ['graph.microsoft.us', 'login.microsoftonline.us']],
    ['us-defense', ['dod-graph.microsoft.us', 'login.microsoftonline.us']],
    ['china', ['login.partner.microsoftonline.cn', 'microsoftgraph.chinacloudapi.cn']],
  ] as const)('%s is signed in to and walked over its own hosts only', async (cloud, hosts) => {
    const enrolled = intune.organization.phones().filter((phone) => phone.enrolment !== null).length;

    expect(await visit(cloud)).toEqual({ hosts, tenantId: intune.organization.world.tenantId, devices: enrolled });
  });

  it.each(
    (['global', 'us-government', 'us-defense', 'china'] as const).flatMap((cloud) =>
      (['code', 'browser'] as const).map((method) => [cloud, method] as const),
    ),
  )('%s signs a person in by %s over its own hosts only', async (cloud, method) => {
    const { authority, graph } = cloudAddresses(cloud);
    const proxy = await startProxy({ mode: 'none', leadsTo: Number(new URL(intune.simulator.authority).port) });
    const certificate = { ...intune.certificate, cloud: { authority, graph, trustedAuthority: intune.simulator.trustedAuthority } };
    const access = { server: proxy.server, port: proxy.port, user: null, password: null };
    const lines: SignInLine[] = [];
    try {
      for await (const line of signIn({ certificate, proxy: access, clock: systemClock, method, page: signInPage }, signal())) {
        lines.push(line);
        if (line.kind === 'code') intune.simulator.approve(line.userCode);
        if (line.kind === 'browser') await approveIn(line.address, authority);
      }
    } finally {
      await proxy.stop();
    }

    expect(lines.at(-1)).toMatchObject({ kind: 'signed-in', tenant: { tenantId: intune.organization.world.tenantId } });
    expect(new Set(proxy.targets)).toEqual(new Set([authority, graph].map((address) => `${new URL(address).host}:443`)));
  });
});

/** The person's browser, which meets the simulator's page where it looks for that of the cloud. */
async function approveIn(address: string, authority: string): Promise<void> {
  const { origin, search } = new URL(address);
  expect(origin).toBe(authority);
  await intune.simulator.approveBrowser(`${intune.simulator.authorizePage}${search}`);
}
