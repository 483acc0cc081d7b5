/**
 * MSAL's way to the network: our transport, and a memory of what really went wrong, since MSAL's own errors lose it.
 * MSAL refuses to ask for 60 seconds after a 5xx or 429 it has seen (graph.md section 9), so those never reach it.
 */
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { z } from 'zod';
import { type ErrorCode, Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import { captivePage, clockFailure, isTransient, minutesOff } from '../http/causes.ts';
import type { HttpReply, HttpRequest } from '../http/message.ts';
import type { Transport } from '../http/transport.ts';
import { parseJson } from './graph-error.ts';
import { type Retried, retryAfter } from './retry.ts';

export interface NetworkOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Ends every request: MSAL passes no signal on. */
  readonly lifetime: AbortSignal;
  /** The sign-in host. Nothing is sent anywhere else, whatever MSAL or a discovery document says. */
  readonly authority: string;
  /** Who is signed in to: told where it is not known. */
  readonly tenantId: string;
  /** Who proves the application: decides what `invalid_client` means. */
  readonly proof: 'certificate' | 'person';
}

const oauthErrorSchema = z.object({
  error: z.string(),
  error_codes: z.array(z.number()).optional(),
  error_description: z.string().optional(),
  trace_id: z.guid().optional().catch(undefined),
  correlation_id: z.guid().optional().catch(undefined),
});
type OauthError = z.infer<typeof oauthErrorSchema>;

export class MsalNetwork implements INetworkModule {
  readonly #options: NetworkOptions;
  /** What the last failed request met; null when nothing failed since {@link forget}. */
  problem: Retried | null = null;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  forget(): void {
    this.problem = null;
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>({ method: 'GET', url: new URL(url), headers: options?.headers ?? {} });
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send<T>({ method: 'POST', url: new URL(url), headers: options?.headers ?? {}, body: options?.body ?? '' });
  }

  async #send<T>(request: HttpRequest): Promise<NetworkResponse<T>> {
    const reply = await this.#reach(request);
    if (reply.status === 429 || reply.status >= 500) throw this.#remember(unavailable(reply, request.url), this.#waitOf(reply));
    const page = captivePage(reply, request.url);
    if (page !== null) throw this.#remember(page, undefined);
    const json = parseJson(reply.text);
    if (typeof json !== 'object' || json === null) {
      throw this.#remember(
        new Failure('intune.reply-invalid', { detail: `sign-in answered HTTP ${reply.status} without JSON` }),
        undefined,
      );
    }
    const refused = reply.status >= 400 ? oauthErrorSchema.safeParse(json) : null;
    if (refused?.success === true && refused.data.error !== 'authorization_pending') {
      this.#remember(this.#clockProblem(reply, request.url) ?? signInFailure(refused.data, this.#options), undefined);
    }
    const { 'retry-after': _, ...headers } = reply.headers;
    // MSAL checks the members itself; the type parameter is its claim, which JSON.parse lets through.
    const body: T = JSON.parse(reply.text);
    return { status: reply.status, headers, body };
  }

  async #reach(request: HttpRequest): Promise<HttpReply> {
    if (request.url.origin !== new URL(this.#options.authority).origin) {
      throw this.#remember(new Failure('intune.reply-invalid', { detail: `sign-in led to another host, ${request.url.host}` }), undefined);
    }
    try {
      return await this.#options.transport.send(request, this.#options.lifetime);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      throw this.#remember(thrown, isTransient(thrown) ? null : undefined);
    }
  }

  /** An assertion of a wrong clock is refused as invalid; the Date of the refusal tells why. */
  #clockProblem(reply: HttpReply, url: URL): Failure | null {
    const { proof, clock } = this.#options;
    return proof === 'person' ? null : clockFailure(minutesOff(reply.headers['date'], clock.now()), url.host);
  }

  #waitOf(reply: HttpReply): number | null {
    return retryAfter(reply.headers['retry-after'], this.#options.clock.now(), reply.headers['date']);
  }

  #remember(failure: Failure, wait: number | null | undefined): Failure {
    this.problem = { failure, wait };
    return failure;
  }
}

function unavailable(reply: HttpReply, url: URL): Failure {
  const options = {
    params: { host: url.host, status: reply.status },
    retry: 'later',
    detail: `sign-in answered HTTP ${reply.status}`,
  } as const;
  return new Failure(reply.status === 429 ? 'intune.throttled' : 'intune.unreachable', options);
}

/** Of Entra's numbers those whose cure is not "look into the details"; texts are never matched. */
const meanings: ReadonlyMap<number, ErrorCode> = new Map([
  [90002, 'intune.tenant-unknown'],
  [900023, 'intune.tenant-unknown'],
  [700016, 'intune.application-unknown'],
  [65001, 'intune.consent-missing'],
  [7000218, 'intune.public-client-off'],
  [700027, 'intune.certificate-refused'],
]);
const expired = ['expired_token', 'code_expired'];

export function signInFailure(error: OauthError, { proof, tenantId }: Pick<NetworkOptions, 'proof' | 'tenantId'>): Failure {
  const [number = 0] = error.error_codes ?? [];
  const options = { params: { error: error.error, number }, detail: `${error.error}: ${textOf(error)}` };
  if (expired.includes(error.error)) return new Failure('intune.sign-in-expired', options);
  const meaning = meanings.get(number);
  if (meaning === 'intune.public-client-off' && proof === 'certificate') return new Failure('intune.certificate-refused', options);
  if (meaning === 'intune.tenant-unknown') return new Failure(meaning, { ...options, params: { ...options.params, tenant: tenantId } });
  if (meaning !== undefined) return new Failure(meaning, options);
  const isProof = proof === 'certificate' && error.error === 'invalid_client';
  return new Failure(isProof ? 'intune.certificate-refused' : 'intune.sign-in-refused', options);
}

/** The ids that Microsoft's support asks for stand behind the text, in a form of their own. */
function textOf({ error_description = '', correlation_id: correlation, trace_id: trace }: OauthError): string {
  const text = (error_description.split(' Trace ID')[0] ?? '').slice(0, 300);
  return [
    text,
    ...(trace === undefined ? [] : [`trace-id ${trace}`]),
    ...(correlation === undefined ? [] : [`correlation-id ${correlation}`]),
  ].join(' ');
}
