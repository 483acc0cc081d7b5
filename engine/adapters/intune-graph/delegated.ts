/** Delegated sign-in for set-up: what the ways to sign in share, from the open session to the facts of the tenant. */
import { type AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import { type AccountCertificate, cloudAddresses } from '../../../shared/setup/account-certificate.ts';
import type { SignInLine, TenantFacts } from '../../../shared/setup/engine-verbs.ts';
import { judgeSignedIn } from '../../domain/tenant-checks.ts';
import type { Log } from '../../ports/log.ts';
import type { ProxyAccess } from '../http/message.ts';
import { openTransport, type Transport } from '../http/transport.ts';
import { unexplained } from './app-token.ts';
import { GraphClient } from './graph-client.ts';
import { MsalNetwork } from './msal-network.ts';
import { readSignedIn } from './tenant.ts';

export interface DelegatedOptions {
  /** Names the tenant and the application; the certificate itself proves nothing here. */
  readonly certificate: AccountCertificate;
  /** Null: straight. */
  readonly proxy: ProxyAccess | null;
  readonly clock: Clock;
}

export interface Delegated {
  readonly options: DelegatedOptions;
  readonly authority: string;
  readonly scopes: string[];
  readonly application: PublicClientApplication;
  readonly network: MsalNetwork;
  readonly transport: Transport;
}

/** What to show, then the token. */
export type SignInSteps = AsyncGenerator<SignInLine, AuthenticationResult>;

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens nothing until the first request; the caller closes the transport. */
export function openDelegated(options: DelegatedOptions, signal: AbortSignal): Delegated {
  const { certificate, proxy, clock } = options;
  const { authority, graph, trustedAuthority } = cloudAddresses(certificate.cloud);
  const transport = openTransport({ trustedAuthority, proxy, clock });
  const network = new MsalNetwork({ transport, clock, authority, tenantId: certificate.tenantId, lifetime: signal, proof: 'person' });
  const application = new PublicClientApplication({
    auth: {
      clientId: certificate.clientId,
      authority: `${authority}/${certificate.tenantId}`,
      // With the port: without it MSAL asks login.microsoftonline.com about the host (graph.md section 9).
      knownAuthorities: [new URL(authority).host],
    },
    system: { networkClient: network },
  });
  return { options, authority, scopes: [`${graph}/.default`], application, network, transport };
}

/** The outcome of a call to MSAL, whose own errors lose what really went wrong. */
export async function explained<T>({ network }: Delegated, work: Promise<T | null>): Promise<T> {
  try {
    const result = await work;
    if (result !== null) return result;
  } catch (thrown) {
    if (thrown instanceof Error && 'errorCode' in thrown && thrown.errorCode === 'device_code_expired')
      throw new Failure('intune.sign-in-expired');
    throw network.problem?.failure ?? unexplained(thrown);
  }
  throw new Failure('intune.reply-invalid', { detail: 'sign-in gave no token' });
}

export async function tenantFacts(
  { options: { certificate, clock }, transport }: Delegated,
  result: AuthenticationResult,
  signal: AbortSignal,
): Promise<TenantFacts> {
  const root = cloudAddresses(certificate.cloud).graph;
  const token = () => Promise.resolve(result.accessToken);
  const client = new GraphClient({ root, transport, token, clock, log: silent });
  const { tenant, administrator } = await readSignedIn(client, signal);
  const checks = judgeSignedIn(tenant, administrator, clock.now());
  return { tenantId: tenant.tenantId, tenantName: tenant.name, administrator: administrator.name, checks: [...checks] };
}
