/** W5: signing in to Intune, in the person's own browser or by a code. The staged engine does it; a later one ends an earlier one. */
import { Failure, toAppError } from '../../shared/errors.ts';
import { isRehearsal } from '../../shared/places.ts';
import { type Answers, proxyUser } from '../../shared/setup/answers.ts';
import type { SignInLine, SignInMethod } from '../../shared/setup/engine-verbs.ts';
import { runSignIn } from '../install/staged-engine.ts';
import { readAccountCertificate } from '../package/account-certificate.ts';
import type { Workplace } from './workplace.ts';

export interface SignInRequest {
  readonly method: SignInMethod;
  readonly proxy: Answers['proxy'];
}

/** Opens an address in the person's own browser. */
export type OpenPage = (address: string) => Promise<void>;

export class SignIn {
  readonly #place: Workplace;
  readonly #openPage: OpenPage;
  #control = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #page: string | null = null;

  constructor(place: Workplace, openPage: OpenPage) {
    this.#place = place;
    this.#openPage = openPage;
  }

  /** Ends when signed in, refused or cancelled; the code to type, or the page that was opened, arrives as an event. */
  start(request: SignInRequest): Promise<SignInLine> {
    this.cancel();
    this.#control = new AbortController();
    const mine = this.#until(request, this.#control.signal);
    this.#running = mine;
    return mine;
  }

  cancel(): void {
    this.#control.abort();
    this.#page = null;
  }

  /** The page of the sign-in under way, once more. Throws `intune.sign-in-expired` when there is none. */
  async openPage(): Promise<void> {
    if (this.#page === null) throw new Failure('intune.sign-in-expired', { detail: 'there is no page to open' });
    await this.#openPage(webPage(this.#page, isRehearsal(this.#place.host.environment)));
  }

  async close(): Promise<void> {
    this.cancel();
    await this.#running;
  }

  async #until({ method, proxy }: SignInRequest, signal: AbortSignal): Promise<SignInLine> {
    try {
      const { engine } = await this.#place.session();
      const { text } = await readAccountCertificate(this.#place.host.accountCertificatePath);
      const proxyPassword = proxyUser(proxy) === null ? null : await this.#place.secret('proxy-password');
      return await runSignIn(this.#place.host, {
        folder: await engine.runnable(signal),
        input: { accountCertificate: text, method, proxy, proxyPassword },
        onLine: (line) => signal.aborted || this.#tell(line),
        signal,
      });
    } catch (thrown) {
      const failed: SignInLine = { kind: 'failed', error: toAppError(thrown) };
      this.#place.listener.signIn(failed);
      return failed;
    }
  }

  #tell(line: SignInLine): void {
    if (line.kind === 'code') this.#page = line.verificationUri;
    if (line.kind === 'browser') {
      this.#page = line.address;
      // A browser that cannot be opened is no failure: the window shows the address, and a code is another way.
      this.openPage().catch(() => undefined);
    }
    this.#place.listener.signIn(line);
  }
}

/**
 * Only https, and nothing that would sign in to the page itself; in a rehearsal also the simulated page, which lies on this computer.
 * Throws `intune.reply-invalid`.
 */
export function webPage(address: string, isSimulated = false): string {
  const url = URL.parse(address);
  const isOpen = url?.protocol === 'https:' || (isSimulated && url?.protocol === 'http:' && url.hostname === 'localhost');
  if (url !== null && isOpen && url.username === '' && url.password === '') return url.href;
  throw new Failure('intune.reply-invalid', { detail: 'the address of the sign-in page is not https' });
}
