/** Runs the engine under a service manager: says what is pending, ends it politely when told, and tells how it ended. */
import { type AppError, toAppError } from '../../shared/errors.ts';
import { exitCodes, exitFor } from '../../shared/exit-codes.ts';
import type { Clock } from '../../shared/host/clock.ts';
import type { Dispatch, ServiceEvents, ServiceStatus } from './dispatcher.ts';

/** The engine's whole life; calls `onReady` once it can be asked. Rejects when it ends for another reason than `stop`. */
export type ServiceWork = (stop: AbortSignal, onReady: () => void) => Promise<void>;

export interface ServiceOptions {
  readonly name: string;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly work: ServiceWork;
  /** Before the service manager hears of the end. */
  readonly onEnd: (error: AppError | null) => void;
}

/** Longer than a check point takes to come, also on a busy machine. */
const waitHintMilliseconds = 15_000;
const beatMilliseconds = 2_000;
/** An engine that does not end by then is left to end with its process. */
const stopMilliseconds = 30_000;
/** ERROR_SERVICE_SPECIFIC_ERROR: the service has its own number for how it ended. */
const seeSpecific = 1066;
const stopControls: ReadonlySet<number> = new Set([1, 5, 15]);
const interrogate = 4;

/** Resolves when the service has ended; the failure of the work, if any. Rejects when no service manager started us. */
export async function hostService(options: ServiceOptions): Promise<AppError | null> {
  const service = new HostedService(options);
  await options.dispatch(options.name, service);
  return service.failure;
}

class HostedService implements ServiceEvents {
  failure: AppError | null = null;
  readonly #options: ServiceOptions;
  readonly #stop = new AbortController();
  readonly #ended = new AbortController();
  #report: (status: ServiceStatus) => void = () => undefined;
  #state: ServiceStatus['state'] = 'start-pending';
  #checkPoint = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  onStart(report: (status: ServiceStatus) => void): void {
    this.#report = report;
    this.#tell();
    void this.#beat();
    void this.#live();
  }

  onControl(control: number): boolean {
    if (control === interrogate) return true;
    if (!stopControls.has(control)) return false;
    if (!this.#stop.signal.aborted && this.#state !== 'stopped') this.#beginStop();
    return true;
  }

  #beginStop(): void {
    this.#enter('stop-pending');
    this.#stop.abort();
  }

  async #live(): Promise<void> {
    try {
      await Promise.race([this.#options.work(this.#stop.signal, () => this.#ready()), this.#impatience()]);
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
    this.#ended.abort();
    this.#options.onEnd(this.failure);
    this.#enter('stopped');
  }

  #ready(): void {
    if (this.#state === 'start-pending') this.#enter('running');
  }

  /** Rejects when the work does not end though it was told to. */
  async #impatience(): Promise<never> {
    await new Promise<void>((resolve) => this.#stop.signal.addEventListener('abort', () => resolve(), { once: true }));
    await this.#options.clock.sleep(stopMilliseconds, this.#ended.signal);
    throw new Error(`the engine did not end within ${stopMilliseconds / 1000} s`);
  }

  async #beat(): Promise<void> {
    try {
      for (;;) {
        await this.#options.clock.sleep(beatMilliseconds, this.#ended.signal);
        if (this.#state !== 'running') this.#tell();
      }
    } catch {
      // Ended: what there is to say is said by the end itself.
    }
  }

  #enter(state: ServiceStatus['state']): void {
    this.#state = state;
    this.#checkPoint = 0;
    this.#tell();
  }

  #tell(): void {
    const isPending = this.#state === 'start-pending' || this.#state === 'stop-pending';
    if (isPending) this.#checkPoint += 1;
    const isFailed = this.#state === 'stopped' && this.failure !== null;
    this.#report({
      state: this.#state,
      exitCode: isFailed ? seeSpecific : 0,
      specificExitCode: isFailed && this.failure !== null ? exitCodes[exitFor(this.failure.code)] : 0,
      checkPoint: isPending ? this.#checkPoint : 0,
      waitHint: isPending ? waitHintMilliseconds : 0,
    });
  }
}
