/** Sign-in in the system's own browser: authorization code with PKCE, the answer on loopback (RFC 7636, RFC 8252). It opens no browser. */
import { createHash, randomBytes } from 'node:crypto';
import type { DeviceCodeRequest } from '@azure/msal-node';
import { Failure, toAppError } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { untilAborted } from '../http/aborted.ts';
import { type AnswerPage, listenForAnswer } from './browser-answer.ts';
import { type Delegated, explained, type SignInSteps } from './delegated.ts';
import { signInFailure } from './msal-network.ts';

export interface BrowserOptions {
  readonly page: AnswerPage;
  /** How long a person may take. */
  readonly seconds: number;
}

/** Leaving it closes the listener. */
export async function* byBrowser(delegated: Delegated, { page, seconds }: BrowserOptions, signal: AbortSignal): SignInSteps {
  const { application, scopes } = delegated;
  const [state, codeVerifier] = [randomBytes(32).toString('base64url'), randomBytes(48).toString('base64url')];
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  await refuseUnknown(delegated, signal);
  const listener = await listenForAnswer(state, page);
  const { redirectUri } = listener;
  const patience = deadline(seconds * 1000, signal);
  try {
    const asked = { scopes, redirectUri, state, codeChallenge, codeChallengeMethod: 'S256', prompt: 'select_account' };
    const address = await untilAborted(explained(delegated, application.getAuthCodeUrl(asked)), signal);
    yield { kind: 'browser', address: checked(address, delegated.authority), expiresInSeconds: seconds };
    const code = codeOf(await inTime(listener.answer, patience, signal), delegated.options.certificate.tenantId);
    await listener.close();
    return await untilAborted(explained(delegated, application.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier })), signal);
  } finally {
    await listener.close();
  }
}

const unknown: ReadonlySet<string> = new Set(['intune.application-unknown', 'intune.tenant-unknown']);

/**
 * Of an application that nobody knows only the page in the browser would tell, and no answer would ever come back. Asked for a code,
 * which nobody uses, sign-in tells us; whatever else it says to that is for the browser to find out.
 */
async function refuseUnknown(delegated: Delegated, signal: AbortSignal): Promise<void> {
  const request: DeviceCodeRequest = {
    scopes: delegated.scopes,
    deviceCodeCallback: () => {
      request.cancel = true;
    },
  };
  try {
    await untilAborted(explained(delegated, delegated.application.acquireTokenByDeviceCode(request)), signal);
  } catch (thrown) {
    if (signal.aborted || unknown.has(toAppError(thrown).code)) throw thrown;
  }
}

async function inTime<T>(answer: Promise<T>, patience: AbortSignal, signal: AbortSignal): Promise<T> {
  try {
    return await untilAborted(answer, patience);
  } catch (thrown) {
    throw signal.aborted ? thrown : new Failure('intune.sign-in-expired');
  }
}

function codeOf(answer: URLSearchParams, tenantId: string): string {
  const [error, code] = [answer.get('error'), answer.get('code')];
  if (error === null && code !== null) return code;
  const description = answer.get('error_description') ?? '';
  const number = Number(/^AADSTS(\d{1,9})\b/.exec(description)?.[1] ?? 0);
  const known = /^[a-z_]{1,60}$/.test(error ?? '') ? (error ?? '') : 'unknown';
  throw signInFailure({ error: known, error_description: description, error_codes: [number] }, { proof: 'person', tenantId });
}

const loopback = ['localhost', '127.0.0.1'];

/** A discovery document decides where the browser goes; it must be the sign-in host, or with it on this computer in a rehearsal. */
function checked(address: string, authority: string): string {
  const [page, home] = [new URL(address), new URL(authority)];
  const isRehearsal = loopback.includes(page.hostname) && loopback.includes(home.hostname);
  if (page.origin === home.origin || isRehearsal) return address;
  throw new Failure('intune.reply-invalid', { detail: `sign-in led to another host, ${page.host}` });
}
