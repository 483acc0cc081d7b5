/** The stations on the way out, each tried for real (Q5): the address it has, and the Failure that says what is wrong with it. */
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Failure } from '../../shared/errors.ts';
import { type Clock, deadline } from '../../shared/host/clock.ts';
import type { CloudAddresses } from '../../shared/setup/account-certificate.ts';
import { type ExchangeAnswers, serverHost } from '../../shared/setup/answers.ts';
import { captivePage, clockFailure, minutesOff, plainFailure, sides } from '../adapters/http/causes.ts';
import type { HttpReply, ProxyAccess } from '../adapters/http/message.ts';
import { openTransport } from '../adapters/http/transport.ts';
import { nameOf, opened, ProxyTunnel } from '../adapters/http/tunnel.ts';

export interface WayOut {
  readonly cloud: CloudAddresses;
  /** Of the tenant that is asked about at sign-in. */
  readonly tenantId: string;
  /** Null: straight. */
  readonly proxy: ProxyAccess | null;
  readonly clock: Clock;
}

export interface Station {
  /** Host and port as a person knows them. */
  readonly address: string;
  /** Throws a Failure; `cancelled` when the signal fires. */
  try(signal: AbortSignal): Promise<void>;
}

const stationMilliseconds = 20_000;

/** In a rehearsal the simulated Intune is on this computer, so loopback is network enough. */
export function thisServer(machine: string, isRehearsal: boolean): Station {
  const addresses = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? []);
  const usable = addresses.filter(({ internal, address }) => isRehearsal || (!internal && !/^(fe80:|169\.254\.)/i.test(address)));
  const [best] = [...usable.filter(({ internal }) => !internal), ...usable];
  return {
    address: best?.address ?? machine,
    try: async () => {
      if (best === undefined) throw new Failure('network.name-unknown', { params: { host: machine }, detail: 'no network address' });
    },
  };
}

/**
 * Null without a proxy, and when the system reaches the cloud without it. That the proxy refuses a host is told at that host's own
 * station: others may pass.
 */
export function proxyStation({ cloud, proxy }: WayOut): Station | null {
  const asked = [cloud.authority, cloud.graph].map((address) => new URL(address)).find((url) => proxy?.isStraight?.(url) !== true);
  if (proxy === null || asked === undefined) return null;
  return {
    address: nameOf(proxy),
    try: async (signal) => {
      try {
        const socket = await new ProxyTunnel(proxy).open(`${asked.hostname}:${asked.port || 443}`, stationMilliseconds, signal);
        socket.destroy();
      } catch (thrown) {
        if (signal.aborted) throw new Failure('cancelled', { retry: 'never' });
        if (!(thrown instanceof Failure) || thrown.error.code !== 'network.proxy-refused') throw thrown;
      }
    },
  };
}

/** The system names a proxy that cannot be used. */
export function unusableProxy(failure: Failure): Station {
  return {
    address: String(failure.error.params['setting'] ?? ''),
    try: async () => {
      throw failure;
    },
  };
}

export function signInStation(way: WayOut): Station {
  return httpsStation(way, new URL(`${way.cloud.authority}/${way.tenantId}/v2.0/.well-known/openid-configuration`));
}

/** Asked without a bearer: a refusal in Graph's own form shows that it was Graph. */
export function intuneStation(way: WayOut): Station {
  return httpsStation(way, new URL('/v1.0/organization?$select=id', way.cloud.graph));
}

function httpsStation({ cloud, proxy, clock }: WayOut, url: URL): Station {
  return {
    address: `${url.hostname}:${url.port || 443}`,
    try: async (signal) => {
      const transport = openTransport({ trustedAuthority: cloud.trustedAuthority, proxy, clock });
      try {
        const limit = deadline(stationMilliseconds, signal);
        const reply = await transport
          .send({ method: 'GET', url, headers: { accept: 'application/json' } }, limit)
          .catch((thrown: unknown) => {
            throw limit.aborted && !signal.aborted
              ? new Failure('network.timeout', { params: { host: url.host }, retry: 'later' })
              : thrown;
          });
        judge(reply, url, clock);
      } finally {
        await transport.close();
      }
    },
  };
}

function judge(reply: HttpReply, url: URL, clock: Clock): void {
  const problem = captivePage(reply, url) ?? clockFailure(minutesOff(reply.headers['date'], clock.now()), url.host);
  if (problem !== null) throw problem;
  if (reply.status < 500 && /^application\/json\b/i.test(reply.headers['content-type'] ?? '')) return;
  const detail = `HTTP ${reply.status} ${(reply.headers['content-type'] ?? '').slice(0, 80)}`;
  throw new Failure('intune.unreachable', { params: { host: url.host, status: reply.status }, retry: 'later', detail });
}

/** Ports of remote PowerShell: HTTP inside a company, HTTPS to a hosted Exchange (exchange.md 2.1). */
const exchangePorts = { 'on-premises': 80, hosted: 443, dedicated: 443 } as const;

/** Straight, whatever the proxy: Exchange is never asked through it. */
export function exchangeStation({ type, server }: Pick<ExchangeAnswers, 'type' | 'server'>): Station {
  const [host, port] = [serverHost({ server }), exchangePorts[type]];
  const address = `${host}:${port}`;
  return {
    address,
    try: async (signal) => {
      const socket = connect({ host, port });
      try {
        await opened(socket, deadline(stationMilliseconds, signal));
      } catch (thrown) {
        if (signal.aborted) throw new Failure('cancelled', { retry: 'never' });
        throw plainFailure(thrown, address, sides.exchange);
      } finally {
        socket.destroy();
      }
    },
  };
}
