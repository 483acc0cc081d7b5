/** The engine's own sign-in: a token for the application, proved with the account certificate (graph.md section 9). */
import { X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import { type AccountCertificate, cloudAddresses } from '../../../shared/setup/account-certificate.ts';
import { certificateEnd } from '../../account-certificate.ts';
import { certificateLife } from '../../domain/tenant-checks.ts';
import { untilAborted } from '../http/aborted.ts';
import type { Transport } from '../http/transport.ts';
import type { TokenSource } from './graph-client.ts';
import { MsalNetwork } from './msal-network.ts';
import { type Attempt, type Retried, withRetries } from './retry.ts';

export interface AppTokenOptions {
  readonly certificate: AccountCertificate;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Ends every sign-in that is under way. */
  readonly lifetime: AbortSignal;
}

/** Tokens come from MSAL's memory while they are valid. One sign-in at a time: callers that come meanwhile share it. */
export function appTokenSource(options: AppTokenOptions): TokenSource {
  const signIn = new AppSignIn(options);
  let underWay: Promise<string> | null = null;
  return (fresh, signal) => {
    underWay ??= signIn.token(fresh).finally(() => {
      underWay = null;
    });
    return untilAborted(underWay, signal);
  };
}

/** As long before its end MSAL gives no token from its memory any more. */
const renewalMilliseconds = 5 * 60_000;

class AppSignIn {
  readonly #options: AppTokenOptions;
  readonly #network: MsalNetwork;
  readonly #scopes: string[];
  #kept: { readonly token: string; readonly until: number } | null = null;
  #application: ConfidentialClientApplication;

  constructor(options: AppTokenOptions) {
    this.#options = options;
    const { authority, graph } = cloudAddresses(options.certificate.cloud);
    this.#network = new MsalNetwork({ ...options, authority, tenantId: options.certificate.tenantId, proof: 'certificate' });
    this.#scopes = [`${graph}/.default`];
    this.#application = openApplication(options.certificate, this.#network);
  }

  async token(fresh: boolean): Promise<string> {
    const { clock, lifetime } = this.#options;
    if (fresh) this.#renew();
    if (this.#kept !== null && clock.now().getTime() < this.#kept.until) return this.#kept.token;
    return withRetries(() => this.#attempt(), clock, lifetime);
  }

  async #attempt(): Promise<Attempt<string>> {
    this.#network.forget();
    try {
      const result = await this.#application.acquireTokenByClientCredential({ scopes: this.#scopes });
      if (result?.accessToken) return { value: this.#keep(result.accessToken, result.expiresOn) };
      return { failure: new Failure('intune.reply-invalid', { detail: 'sign-in gave no token' }), wait: undefined };
    } catch (thrown) {
      this.#renew();
      return this.#inItsTime(this.#network.problem ?? { failure: unexplained(thrown), wait: undefined });
    }
  }

  /** MSAL looks through its memory for milliseconds, which a walk would pay for every page. */
  #keep(token: string, end: Date | null): string {
    this.#kept = end === null ? null : { token, until: end.getTime() - renewalMilliseconds };
    return token;
  }

  /** A certificate that is refused after its end is refused for that; by another clock than ours it would have been told as such. */
  #inItsTime(refused: Retried): Retried {
    const { certificate, clock } = this.#options;
    const { until, daysLeft, state } = certificateLife(certificateEnd(certificate), clock.now());
    if (refused.failure.error.code !== 'intune.certificate-refused' || state !== 'expired') return refused;
    const { detail = '' } = refused.failure.error;
    return {
      failure: new Failure('account-certificate.expired', { params: { until: until.slice(0, 10), days: daysLeft }, detail }),
      wait: undefined,
    };
  }

  /** MSAL keeps its assertion for ten minutes and would send it again; a service that accepts each only once refuses that. */
  #renew(): void {
    this.#kept = null;
    this.#application = openApplication(this.#options.certificate, this.#network);
  }
}

/** Throws `account-certificate.invalid` when the certificate or its key cannot be used. */
function openApplication(certificate: AccountCertificate, networkClient: MsalNetwork): ConfidentialClientApplication {
  const { authority } = cloudAddresses(certificate.cloud);
  try {
    const thumbprintSha256 = new X509Certificate(certificate.certificate).fingerprint256.replaceAll(':', '');
    return new ConfidentialClientApplication({
      auth: {
        clientId: certificate.clientId,
        authority: `${authority}/${certificate.tenantId}`,
        // With the port: without it MSAL asks login.microsoftonline.com about the host (graph.md section 9).
        knownAuthorities: [new URL(authority).host],
        clientCertificate: { thumbprintSha256, privateKey: certificate.privateKey },
      },
      system: { networkClient },
    });
  } catch (thrown) {
    throw new Failure('account-certificate.invalid', { detail: thrown instanceof Error ? thrown.name : 'unreadable certificate' });
  }
}

/** MSAL's own refusals; its code is a fixed word, its text is not passed on. */
export function unexplained(thrown: unknown): Failure {
  const code = thrown instanceof Error && 'errorCode' in thrown ? String(thrown.errorCode) : 'unknown';
  return new Failure('intune.sign-in-refused', { params: { error: code }, detail: `sign-in library: ${code}` });
}
