/** Tokens of the simulated Entra: RS256, signed with a key of this process, checked on every Graph call. */
import { createSign, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { SimulatedClock } from './clock.ts';

const claimsSchema = z.object({
  tid: z.string(),
  appid: z.string(),
  aud: z.string(),
  exp: z.number(),
  roles: z.array(z.string()).optional(),
  scp: z.string().optional(),
});
export type AccessClaims = z.infer<typeof claimsSchema>;

export const tokenLifetimeSeconds = 3599;

export class TokenMint {
  readonly #privateKey: KeyObject;
  readonly #clock: SimulatedClock;
  readonly publicKey: KeyObject;
  readonly keyId = crypto.randomUUID();

  constructor(clock: SimulatedClock = new SimulatedClock()) {
    this.#clock = clock;
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#privateKey = keys.privateKey;
    this.publicKey = keys.publicKey;
  }

  sign(claims: Readonly<Record<string, unknown>>): string {
    const head = encode({ alg: 'RS256', typ: 'JWT', kid: this.keyId });
    const signed = `${head}.${encode(claims)}`;
    return `${signed}.${createSign('sha256').update(signed).sign(this.#privateKey, 'base64url')}`;
  }

  /** The claims of a token of ours that is still valid for `audience`, else null. */
  verify(token: string, audience: string): AccessClaims | null {
    const [head, body, signature] = token.split('.');
    if (head === undefined || body === undefined || signature === undefined) return null;
    if (!createVerify('sha256').update(`${head}.${body}`).verify(this.publicKey, signature, 'base64url')) return null;
    const claims = claimsSchema.safeParse(decode(body));
    if (!claims.success || claims.data.aud !== audience || claims.data.exp <= this.#clock.now() / 1000) return null;
    return claims.data;
  }
}

export function times(milliseconds: number = Date.now()): { readonly iat: number; readonly nbf: number; readonly exp: number } {
  const now = Math.floor(milliseconds / 1000);
  return { iat: now, nbf: now, exp: now + tokenLifetimeSeconds };
}

export function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Null when the text is not JSON in base64url. */
export function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
