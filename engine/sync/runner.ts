/**
 * One synchronization at a time. Who asks while one runs joins it; it ends early only when everyone who asked has cancelled.
 * Taking back runs alone: nobody joins it, and it joins nothing.
 */
import { Failure } from '../../shared/errors.ts';
import type { SyncProgress, SyncReport } from '../../shared/sync-report.ts';
import type { FullRequest, SyncDependencies } from './dependencies.ts';
import { fullSync } from './full-sync.ts';
import { ProgressMeter } from './progress-meter.ts';
import { type TakenBack, takeBack } from './take-back.ts';

export type ProgressListener = (progress: SyncProgress) => void;

interface CurrentRun {
  readonly request: FullRequest;
  readonly abort: AbortController;
  readonly listeners: Set<ProgressListener>;
  readonly report: Promise<SyncReport>;
  askers: number;
  readonly told: Told;
}

/** What was told of a run last, and what measures it. */
interface Told {
  readonly meter: ProgressMeter;
  last: SyncProgress | null;
  /** The last one when the listeners have not heard of it. */
  untold: SyncProgress | null;
}

export class SyncRunner {
  readonly #dependencies: SyncDependencies;
  #current: CurrentRun | null = null;
  #takingBack: { readonly abort: AbortController; readonly ended: Promise<TakenBack>; readonly told: Told } | null = null;
  #stopping = false;

  constructor(dependencies: SyncDependencies) {
    this.#dependencies = dependencies;
  }

  isRunning(): boolean {
    return this.#current !== null || this.#takingBack !== null;
  }

  /** Of the run under way, as it goes by now; null while none is, or before it told anything. */
  progress(): SyncProgress | null {
    const told = this.#current?.told ?? this.#takingBack?.told;
    return told === undefined || told.last === null ? null : told.meter.at(told.last);
  }

  isStopping(): boolean {
    return this.#stopping;
  }

  /**
   * The report of the run, however it ended. Throws `cancelled` to one who cancels a run that others still want, and
   * `engine.busy` when the engine stops or takes back, or when the run under way has not the leave that is given here: to carry out a
   * held plan, or to take over the connection.
   */
  async full(request: FullRequest, signal: AbortSignal, onProgress: ProgressListener): Promise<SyncReport> {
    if (this.#stopping || this.#takingBack !== null) throw new Failure('engine.busy', { retry: 'later' });
    if (signal.aborted) throw new Failure('cancelled', { retry: 'never' });
    if (this.#current !== null && asksForMore(request, this.#current.request)) throw new Failure('engine.busy', { retry: 'later' });
    const current = this.#current ?? this.#start(request);
    return await this.#join(current, signal, onProgress);
  }

  /** B7. Throws `engine.busy` while anything else runs or the engine stops, `cancelled`, and what {@link takeBack} throws. */
  async takeBack(signal: AbortSignal, onProgress: ProgressListener): Promise<TakenBack> {
    if (this.#stopping || this.isRunning()) throw new Failure('engine.busy', { retry: 'later' });
    const abort = new AbortController();
    const told = this.#nothingTold();
    const ended = takeBack({
      dependencies: this.#dependencies,
      signal: AbortSignal.any([signal, abort.signal]),
      onProgress: (progress) => tell(told, progress, [onProgress]),
    });
    this.#takingBack = { abort, ended, told };
    try {
      return await ended;
    } finally {
      this.#takingBack = null;
    }
  }

  /** Ends the current run and lets no other begin. Resolves when its session is removed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#current?.abort.abort();
    this.#takingBack?.abort.abort();
    await this.#current?.report.catch(() => undefined);
    await this.#takingBack?.ended.catch(() => undefined);
  }

  #nothingTold(): Told {
    return { meter: new ProgressMeter(this.#dependencies), last: null, untold: null };
  }

  #start(request: FullRequest): CurrentRun {
    const abort = new AbortController();
    const listeners = new Set<ProgressListener>();
    const told = this.#nothingTold();
    const onProgress: ProgressListener = (progress) => tell(told, progress, listeners);
    // One turn later, so that whoever asked listens before the first progress is told.
    const report = Promise.resolve()
      .then(() => fullSync({ dependencies: this.#dependencies, request, signal: abort.signal, onProgress }))
      .finally(() => {
        this.#current = null;
      });
    const current: CurrentRun = { request, abort, listeners, report, askers: 0, told };
    this.#current = current;
    return current;
  }

  async #join(current: CurrentRun, signal: AbortSignal, onProgress: ProgressListener): Promise<SyncReport> {
    current.askers += 1;
    current.listeners.add(onProgress);
    if (current.told.last !== null) onProgress(current.told.meter.at(current.told.last));
    const left = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => leave(current, reject), { once: true });
    });
    try {
      return await Promise.race([current.report, left]);
    } finally {
      current.listeners.delete(onProgress);
    }
  }
}

function tell(told: Told, progress: SyncProgress, listeners: Iterable<ProgressListener>): void {
  const isDue = told.meter.isDue(progress);
  // How far a stage came is told also when its last progress was not due.
  const due = isDue && told.untold !== null && told.untold.stage !== progress.stage ? [told.untold] : [];
  told.last = told.meter.measured(progress);
  told.untold = isDue ? null : told.last;
  if (isDue) due.push(told.last);
  for (const listener of listeners) due.forEach(listener);
}

function asksForMore(request: FullRequest, running: FullRequest): boolean {
  return request.acceptPlan !== undefined || (request.replaceConnector && !running.replaceConnector);
}

/** The last one to leave cancels the run and gets its report; the others go at once. */
function leave(current: CurrentRun, reject: (reason: Failure) => void): void {
  current.askers -= 1;
  if (current.askers === 0) current.abort.abort();
  if (current.askers > 0) reject(new Failure('cancelled', { retry: 'never' }));
}
