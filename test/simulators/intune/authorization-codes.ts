/** Authorization codes with PKCE, as Entra gives them to programs on this computer: loopback only, once, and for who asked (RFC 7636, RFC 8252). */
import { createHash, randomBytes } from 'node:crypto';

export interface Asked {
  readonly redirect: URL;
  readonly state: string;
  readonly challenge: string;
}

interface Granted extends Asked {
  readonly expires: number;
}

/** An error of the OAuth kind, with Entra's number. */
export interface Refused {
  readonly error: string;
  readonly number: number;
  readonly text: string;
}

const lifetimeMilliseconds = 10 * 60_000;

export class AuthorizationCodes {
  readonly #granted = new Map<string, Granted>();
  readonly #redeemed = new Set<string>();

  /** What the query of an authorize request asks for, or why it must not even be answered to its sender. */
  read(query: URLSearchParams, clientId: string): Asked | Refused {
    if (query.get('client_id') !== clientId) return { error: 'unauthorized_client', number: 700016, text: 'The application is not known.' };
    const redirect = loopback(query.get('redirect_uri') ?? '');
    if (redirect === null) return { error: 'invalid_request', number: 50011, text: 'The redirect URI is not one of this application.' };
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge))
      return { error: 'invalid_request', number: 9002325, text: 'Proof Key for Code Exchange is required.' };
    if (query.get('response_type') !== 'code')
      return { error: 'unsupported_response_type', number: 70005, text: 'Only code is supported.' };
    return { redirect, state: query.get('state') ?? '', challenge };
  }

  /** Where the browser goes with a yes. */
  grant(asked: Asked): URL {
    const code = randomBytes(48).toString('base64url');
    this.#granted.set(code, { ...asked, expires: Date.now() + lifetimeMilliseconds });
    return answered(asked, { code });
  }

  /** Null when the code is good for this request; it is used up then. */
  refuse(form: URLSearchParams): Refused | null {
    const code = form.get('code') ?? '';
    const granted = this.#granted.get(code);
    this.#granted.delete(code);
    const invalid = (number: number, text: string): Refused => ({ error: 'invalid_grant', number, text });
    if (this.#redeemed.has(code)) return invalid(54005, 'The code was already redeemed.');
    if (granted === undefined) return invalid(9002313, 'The code is not known.');
    this.#redeemed.add(code);
    if (Date.now() > granted.expires) return invalid(70008, 'The code has expired.');
    if (form.get('redirect_uri') !== granted.redirect.href && `${form.get('redirect_uri')}/` !== granted.redirect.href)
      return invalid(500112, 'The redirect URI does not match the one of the authorization request.');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return proof === granted.challenge ? null : invalid(50148, 'The code_verifier does not match the code_challenge.');
  }
}

/** Where the browser goes with a no. */
export function declined(asked: Asked): URL {
  return answered(asked, { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent to access the app.' });
}

function answered({ redirect, state }: Asked, values: Readonly<Record<string, string>>): URL {
  const url = new URL(redirect);
  for (const [name, value] of Object.entries({ ...values, state })) url.searchParams.set(name, value);
  return url;
}

/** Entra takes any port for the loopback address that an application registered; the rest must be as registered. */
function loopback(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' || url.hostname !== 'localhost' || url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return null;
  return url;
}
