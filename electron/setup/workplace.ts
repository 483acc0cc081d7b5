/**
 * What all parts of set-up share: this computer, who listens, the session, and the turn: one long work at a time, a second
 * request waits for the first.
 */
import { Failure } from '../../shared/errors.ts';
import type { IpcEvent, IpcPayload } from '../../shared/ipc/contract.ts';
import type { TypedSecret } from '../../shared/setup/answers.ts';
import type { Secrets } from '../install/plan.ts';
import type { SetupHost } from '../install/setup-host.ts';
import { readAccountCertificate } from '../package/account-certificate.ts';
import { openSession, type Session } from './session.ts';

export type SetupListener = { readonly [E in IpcEvent]: (payload: IpcPayload<E>) => void };

/** What can be cancelled by its kind. */
export type WorkKind = 'checks' | 'network' | 'mail' | 'preview' | 'change';

export class Workplace {
  readonly host: SetupHost;
  readonly listener: SetupListener;
  #session: Promise<Session> | null = null;
  /** What runs or waits for its turn, by what ends it. */
  readonly #work = new Map<AbortController, WorkKind>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: SetupHost, listener: SetupListener) {
    this.host = host;
    this.listener = listener;
  }

  /** Throws `install.busy` when another set-up works, or what kept the leftovers of an earlier one from being cleaned up. */
  session(): Promise<Session> {
    this.#session ??= openSession(this.host, this.listener.setup).catch((thrown: unknown) => {
      this.#session = null;
      throw thrown;
    });
    return this.#session;
  }

  /** Cancelled while it waits for its turn, it is not begun. */
  alone<T>(kind: WorkKind, work: (signal: AbortSignal, session: Session) => Promise<T>): Promise<T> {
    const control = new AbortController();
    this.#work.set(control, kind);
    const mine = this.#last
      .catch(() => undefined)
      .then(async () => {
        control.signal.throwIfAborted();
        return await work(control.signal, await this.session());
      })
      .finally(() => this.#work.delete(control));
    this.#last = mine;
    return mine;
  }

  cancel(kind: WorkKind): void {
    for (const [control, its] of this.#work) if (its === kind) control.abort();
  }

  /** Once nothing runs any more. */
  async idle(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  /** Cancels what runs, waits for it, and leaves nothing of an unfinished set-up behind. */
  async close(): Promise<void> {
    for (const control of this.#work.keys()) control.abort();
    await this.idle();
    const session = this.#session;
    this.#session = null;
    await (await session?.catch(() => null))?.close();
  }

  /** One that was given, else the one in the administrator's vault; null when there is none. */
  async secret(name: TypedSecret, given: Secrets = {}): Promise<string | null> {
    return given[name] ?? (await this.host.setupVault.read(name));
  }

  /** Throws `secret.missing`. */
  async neededSecret(name: TypedSecret, given: Secrets = {}): Promise<string> {
    const secret = await this.secret(name, given);
    if (secret === null) throw new Failure('secret.missing', { params: { name } });
    return secret;
  }

  /** Text of the account certificate; null when the file was deleted, as it should be after a first success (P3). */
  async accountCertificate(): Promise<string | null> {
    try {
      return (await readAccountCertificate(this.host.accountCertificatePath)).text;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.error.code === 'account-certificate.missing') return null;
      throw thrown;
    }
  }
}
