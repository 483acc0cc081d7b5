/** Delegated sign-in for set-up (W5), as the lines that set-up reads. */
import { toAppError } from '../../../shared/errors.ts';
import type { SignInLine, SignInMethod } from '../../../shared/setup/engine-verbs.ts';
import type { AnswerPage } from './browser-answer.ts';
import { byBrowser } from './browser-sign-in.ts';
import { type DelegatedOptions, openDelegated, tenantFacts } from './delegated.ts';
import { byDeviceCode } from './device-code.ts';

export interface SignInOptions extends DelegatedOptions {
  readonly method: SignInMethod;
  /** What the browser shows at the end. */
  readonly page: AnswerPage;
  /** How long a person may take in the browser; a device code says so itself. */
  readonly browserSeconds?: number;
}

const defaultBrowserSeconds = 600;

/** `code` or `browser`, then `signed-in`; or `failed` as the last line. Never throws. Leaving the loop ends the sign-in. */
export async function* signIn(options: SignInOptions, signal: AbortSignal): AsyncIterable<SignInLine> {
  const delegated = openDelegated(options, signal);
  const { page, browserSeconds: seconds = defaultBrowserSeconds } = options;
  try {
    const steps = options.method === 'browser' ? byBrowser(delegated, { page, seconds }, signal) : byDeviceCode(delegated, signal);
    const result = yield* steps;
    yield { kind: 'signed-in', tenant: await tenantFacts(delegated, result, signal) };
  } catch (thrown) {
    yield { kind: 'failed', error: toAppError(thrown) };
  } finally {
    await delegated.transport.close();
  }
}
