/** Delegated sign-in for set-up: the administrator enters a code in any browser, here or elsewhere (graph.md section 9). */
import { type AuthenticationResult, type DeviceCodeRequest, PublicClientApplication } from '@azure/msal-node';
import { z } from 'zod';
import { Failure, toAppError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import { type AccountCertificate, cloudAddresses } from '../../../shared/setup/account-certificate.ts';
import type { SignInLine, TenantFacts } from '../../../shared/setup/engine-verbs.ts';
import type { Log } from '../../ports/log.ts';
import { untilAborted } from '../http/aborted.ts';
import type { ProxyAccess } from '../http/message.ts';
import { openTransport, type Transport } from '../http/transport.ts';
import { unexplained } from './app-token.ts';
import { GraphClient } from './graph-client.ts';
import { MsalNetwork } from './msal-network.ts';
import { readTenant } from './tenant.ts';

export interface SignInOptions {
  /** Names the tenant and the application; the certificate itself proves nothing here. */
  readonly certificate: AccountCertificate;
  /** Null: straight. */
  readonly proxy: ProxyAccess | null;
  readonly clock: Clock;
}

const codeSchema = z.object({ userCode: z.string().min(1), verificationUri: z.url(), expiresIn: z.number().positive() });
type ShownCode = z.infer<typeof codeSchema>;

interface SignIn {
  readonly code: Promise<ShownCode>;
  readonly result: Promise<AuthenticationResult>;
  cancel(): void;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `code`, then `signed-in`; or `failed` as the last line. Never throws. Leaving the loop ends the polling. */
export async function* signInWithDeviceCode(options: SignInOptions, signal: AbortSignal): AsyncIterable<SignInLine> {
  const transport = openTransport({ ...options, trustedAuthority: cloudAddresses(options.certificate.cloud).trustedAuthority });
  const signIn = startSignIn(options, transport, signal);
  try {
    const code = await untilAborted(signIn.code, signal);
    yield { kind: 'code', userCode: code.userCode, verificationUri: code.verificationUri, expiresInSeconds: code.expiresIn };
    const result = await untilAborted(signIn.result, signal);
    yield { kind: 'signed-in', tenant: await tenantFacts(options, { transport, result }, signal) };
  } catch (thrown) {
    yield { kind: 'failed', error: toAppError(thrown) };
  } finally {
    signIn.cancel();
    await transport.close();
  }
}

function startSignIn({ certificate, clock }: SignInOptions, transport: Transport, signal: AbortSignal): SignIn {
  const { authority, graph } = cloudAddresses(certificate.cloud);
  const network = new MsalNetwork({ transport, clock, authority, lifetime: signal, proof: 'person' });
  const application = new PublicClientApplication({
    auth: {
      clientId: certificate.clientId,
      authority: `${authority}/${certificate.tenantId}`,
      knownAuthorities: [new URL(authority).host],
    },
    system: { networkClient: network },
  });
  const code = deferred<ShownCode>();
  const request: DeviceCodeRequest = {
    scopes: [`${graph}/.default`],
    deviceCodeCallback: (answer) => {
      const shown = codeSchema.safeParse(answer);
      if (shown.success) code.resolve(shown.data);
      // MSAL would go on to poll with a code that it does not have.
      else request.cancel = true;
    },
  };
  const result = acquire(application, network, request);
  result.catch(code.reject);
  code.promise.catch(() => undefined);
  return {
    code: code.promise,
    result,
    cancel: () => {
      request.cancel = true;
    },
  };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onFailure) => {
    resolve = onValue;
    reject = onFailure;
  });
  return { promise, resolve, reject };
}

async function acquire(
  application: PublicClientApplication,
  network: MsalNetwork,
  request: DeviceCodeRequest,
): Promise<AuthenticationResult> {
  try {
    const result = await application.acquireTokenByDeviceCode(request);
    if (result !== null) return result;
  } catch (thrown) {
    if (thrown instanceof Error && 'errorCode' in thrown && thrown.errorCode === 'device_code_expired')
      throw new Failure('intune.sign-in-expired');
    throw network.problem?.failure ?? unexplained(thrown);
  }
  throw new Failure('intune.reply-invalid', { detail: 'sign-in gave no token' });
}

interface SignedIn {
  readonly transport: Transport;
  readonly result: AuthenticationResult;
}

async function tenantFacts(
  { certificate, clock }: SignInOptions,
  { transport, result }: SignedIn,
  signal: AbortSignal,
): Promise<TenantFacts> {
  const root = cloudAddresses(certificate.cloud).graph;
  const client = new GraphClient({ root, transport, token: () => Promise.resolve(result.accessToken), clock, log: silent });
  const { name, ...tenant } = await readTenant(client, signal);
  const administrator = result.account?.username ?? result.account?.name ?? '';
  return { ...tenant, tenantName: name, administrator };
}
