/** Really verifies a client's certificate assertion, as Entra does: signature, certificate, audience, life and one use only. */
import { constants, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { thumbprintOf } from './tls.ts';
import { decode } from './tokens.ts';

export interface Registration {
  readonly clientId: string;
  /** PEM of the certificate that is registered for the client. */
  readonly certificate: string;
}

export interface Refusal {
  readonly number: number;
  readonly text: string;
}

const headSchema = z.object({ alg: z.literal('PS256'), 'x5t#S256': z.string() });
const bodySchema = z.object({
  aud: z.string(),
  iss: z.string(),
  sub: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  jti: z.string().min(1),
});

const malformed: Refusal = { number: 50027, text: 'JWT token is invalid or malformed.' };

export class AssertionJudge {
  readonly #registration: Registration;
  readonly #used = new Set<string>();

  constructor(registration: Registration) {
    this.#registration = registration;
  }

  /** Null when the assertion proves the client to `audience` at `now`, milliseconds since 1970. */
  refuse(assertion: string, audience: string, now: number = Date.now()): Refusal | null {
    const [headText = '', bodyText = '', signature = ''] = assertion.split('.');
    const head = headSchema.safeParse(decode(headText));
    const body = bodySchema.safeParse(decode(bodyText));
    if (!head.success || !body.success) return malformed;
    if (head.data['x5t#S256'] !== thumbprintOf(this.#registration.certificate)) {
      return {
        number: 700027,
        text: `The certificate with identifier used to sign the client assertion is not registered on application. Thumbprint of key used by client: '${head.data['x5t#S256']}'.`,
      };
    }
    if (!this.#signed(`${headText}.${bodyText}`, signature))
      return { number: 700027, text: 'Client assertion failed signature validation.' };
    if (new X509Certificate(this.#registration.certificate).validToDate.getTime() <= now)
      return { number: 700027, text: 'The certificate used to sign the client assertion is expired on application.' };
    return this.#refuseClaims(body.data, audience, now / 1000);
  }

  #refuseClaims(claims: z.infer<typeof bodySchema>, audience: string, now: number): Refusal | null {
    if (claims.iss !== claims.sub || claims.sub !== this.#registration.clientId)
      return { number: 700021, text: 'Client assertion application identifier does not match.' };
    if (claims.aud !== audience) return { number: 700023, text: 'Client assertion audience claim does not match Realm issuer.' };
    if (claims.exp <= now || (claims.nbf ?? 0) > now + 300)
      return { number: 700024, text: 'Client assertion is not within its valid time range.' };
    if (this.#used.has(claims.jti)) return { number: 700025, text: 'Client assertion was used before.' };
    this.#used.add(claims.jti);
    return null;
  }

  #signed(text: string, signature: string): boolean {
    const key = createPublicKey(new X509Certificate(this.#registration.certificate).publicKey.export({ type: 'spki', format: 'pem' }));
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return verify('sha256', Buffer.from(text), options, Buffer.from(signature, 'base64url'));
  }
}
