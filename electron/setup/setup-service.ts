/**
 * Everything set-up can do, for the window and for an unattended run alike. Knows no window and no terminal. A secret comes in
 * once and goes to the vault and to the engine; no answer, event or error holds one.
 */
import type { CheckResult } from '../../shared/checks.ts';
import { Failure, toAppError } from '../../shared/errors.ts';
import type { IpcPayload, Snapshot } from '../../shared/ipc/contract.ts';
import { openerVariable } from '../../shared/places.ts';
import type { Answers, Language } from '../../shared/setup/answers.ts';
import type { SignInLine } from '../../shared/setup/engine-verbs.ts';
import type { ConnectOutcome } from '../../shared/setup/progress.ts';
import { firstSynchronization } from '../install/first-synchronization.ts';
import type { SetupHost } from '../install/setup-host.ts';
import { runSignIn, runStagedCheck } from '../install/staged-engine.ts';
import { install } from '../install/transaction.ts';
import { readAccountCertificate } from '../package/account-certificate.ts';
import { runHostChecks } from '../prerequisites/host-checks.ts';
import { gatherHostFacts } from '../prerequisites/host-facts.ts';
import { draftFrom } from './draft.ts';
import { openSession, type Session } from './session.ts';

export interface SetupListener {
  setup(event: IpcPayload<'setup'>): void;
  signIn(line: IpcPayload<'signIn'>): void;
}

const passwordName = 'exchange-password';

export class SetupService {
  readonly #host: SetupHost;
  readonly #listener: SetupListener;
  readonly #version: string;
  #session: Promise<Session> | null = null;
  #signIn = new AbortController();
  #signingIn: Promise<unknown> = Promise.resolve();
  /** What runs or waits for its turn, by what ends it. */
  readonly #work = new Map<AbortController, 'checks' | 'connect'>();
  #last: Promise<unknown> = Promise.resolve();
  #signInPage: string | null = null;

  constructor(host: SetupHost, listener: SetupListener, version: string) {
    this.#host = host;
    this.#listener = listener;
    this.#version = version;
  }

  async snapshot(language: Language): Promise<Snapshot> {
    const loaded = await readAccountCertificate(this.#host.accountCertificatePath).catch(() => null);
    return {
      version: this.#version,
      language,
      rehearsal: (this.#host.environment[openerVariable] ?? '') !== '',
      draft: await draftFrom(this.#host.places.configuration),
      passwordStored: (await this.#host.setupVault.read(passwordName).catch(() => null)) !== null,
      tenantId: loaded?.certificate.tenantId ?? null,
    };
  }

  async storePassword(value: string): Promise<void> {
    await this.#host.setupVault.write(passwordName, value);
  }

  /** Ends when signed in, refused or cancelled; the code to type arrives as an event. A later one ends an earlier one. */
  signIn(): Promise<SignInLine> {
    this.#signIn.abort();
    this.#signIn = new AbortController();
    const mine = this.#signInUntil(this.#signIn.signal);
    this.#signingIn = mine;
    return mine;
  }

  async #signInUntil(signal: AbortSignal): Promise<SignInLine> {
    try {
      const session = await this.#open();
      const { text } = await readAccountCertificate(this.#host.accountCertificatePath);
      const folder = await session.engine.stage(signal);
      return await runSignIn(this.#host, {
        folder,
        accountCertificate: text,
        onLine: (line) => signal.aborted || this.#signInLine(line),
        signal,
      });
    } catch (thrown) {
      const failed: SignInLine = { kind: 'failed', error: toAppError(thrown) };
      this.#listener.signIn(failed);
      return failed;
    }
  }

  cancelSignIn(): void {
    this.#signIn.abort();
  }

  /** The page on which the code is typed, once there is one. */
  get signInPage(): string | null {
    return this.#signInPage;
  }

  /** Host checks, then those of the staged engine. A failed check is a result. */
  runChecks(answers: Answers): Promise<readonly CheckResult[]> {
    return this.#alone('checks', async (signal) => {
      const session = await this.#open();
      const host = await this.#hostChecks(signal);
      if (host.some((result) => result.verdict === 'fail')) return host;
      const { text } = await readAccountCertificate(this.#host.accountCertificatePath);
      const connection = await runStagedCheck(this.#host, {
        folder: await session.engine.stage(signal),
        input: { exchange: answers.exchange, exchangePassword: await this.#password(), accountCertificate: text },
        // What still comes from checks that were left must not stand beside those of the next.
        onResult: (result) => signal.aborted || this.#listener.setup({ event: 'check', step: 'check-connection', result }),
        signal,
      });
      // The engine asks some things again, more thoroughly: then its answer is the one that counts.
      const again = new Set(connection.results.map((result) => result.id));
      return [...host.filter((result) => !again.has(result.id)), ...connection.results];
    });
  }

  /** Ends running checks; they then fail as cancelled. */
  cancelChecks(): void {
    this.#cancel('checks');
  }

  /** Installs and connects. Throws what failed, after the machine is as it was. Without `password` the one in the vault is used. */
  connect(answers: Answers, password?: string): Promise<ConnectOutcome> {
    return this.#alone('connect', async (signal) => {
      const session = await this.#open();
      const { text } = await readAccountCertificate(this.#host.accountCertificatePath);
      const plan = {
        id: session.id,
        answers,
        exchangePassword: password ?? (await this.#password()),
        accountCertificate: text,
        engine: session.engine,
        emit: this.#listener.setup,
        signal,
      };
      try {
        return await install(this.#host, plan);
      } finally {
        session.engine.forget();
      }
    });
  }

  /** Answers when the machine is as it was. */
  async cancelConnect(): Promise<void> {
    this.#cancel('connect');
    await this.#last.catch(() => undefined);
  }

  /** Lets a held first run go ahead. Throws `sync.plan-changed` when the plan is another by now. */
  acceptPlan(plan: string): Promise<ConnectOutcome> {
    return this.#alone('connect', (signal) =>
      firstSynchronization(this.#host, {
        params: { acceptPlan: plan },
        onProgress: (sync) => this.#listener.setup({ event: 'progress', step: 'first-sync', sync }),
        signal,
      }).catch((thrown: unknown) => {
        if (signal.aborted) return { kind: 'cancelled' } as const;
        throw thrown;
      }),
    );
  }

  /** Cancels what runs, waits for it, and leaves nothing of an unfinished set-up behind. */
  async close(): Promise<void> {
    this.cancelSignIn();
    this.cancelChecks();
    await this.cancelConnect();
    await this.#signingIn;
    const session = this.#session;
    this.#session = null;
    await (await session?.catch(() => null))?.close();
  }

  #open(): Promise<Session> {
    this.#session ??= openSession(this.#host, this.#listener.setup).catch((thrown: unknown) => {
      this.#session = null;
      throw thrown;
    });
    return this.#session;
  }

  /** One at a time: a second request waits for the first. Cancelled while it waits, it is not begun. */
  #alone<T>(kind: 'checks' | 'connect', work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const control = new AbortController();
    this.#work.set(control, kind);
    const mine = this.#last
      .catch(() => undefined)
      .then(() => {
        control.signal.throwIfAborted();
        return work(control.signal);
      })
      .finally(() => this.#work.delete(control));
    this.#last = mine;
    return mine;
  }

  #cancel(kind: 'checks' | 'connect'): void {
    for (const [control, its] of this.#work) if (its === kind) control.abort();
  }

  async #hostChecks(signal: AbortSignal): Promise<readonly CheckResult[]> {
    const { platform, environment, places, setupVault } = this.#host;
    const facts = await gatherHostFacts({ platform, environment, target: places.program, signal });
    return runHostChecks({
      facts,
      vault: setupVault,
      onResult: (result) => this.#listener.setup({ event: 'check', step: 'check-host', result }),
      signal,
    });
  }

  async #password(): Promise<string> {
    const password = await this.#host.setupVault.read(passwordName);
    if (password === null) throw new Failure('secret.missing', { params: { name: passwordName } });
    return password;
  }

  #signInLine(line: SignInLine): void {
    if (line.kind === 'code') this.#signInPage = line.verificationUri;
    this.#listener.signIn(line);
  }
}
