/**
 * Asks Intune once a minute about the people whose devices we hold blocked (S4). It only reads: as soon as one of the devices may enter,
 * it asks for a synchronization, which decides by everything there is. So a cheap question decides when, never what.
 */
import { toAppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/host/clock.ts';
import type { Mode } from '../../shared/setup/answers.ts';
import { mayEnter } from '../domain/decide.ts';
import { enrolmentOf } from '../domain/match.ts';
import type { DeviceDirectory } from '../ports/device-directory.ts';
import type { Log } from '../ports/log.ts';
import type { StateStore, WaitingDevice } from '../ports/state-store.ts';
import { call, patience } from './calls.ts';
import type { DirectorySide } from './dependencies.ts';

export interface WatchParts {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly log: Log;
  mode(): Mode;
  /** While a synchronization runs, there is nothing to ask for. */
  isBusy(): boolean;
  openDirectory(signal: AbortSignal): Promise<DirectorySide>;
  /** Runs a synchronization to its end. */
  synchronize(signal: AbortSignal): Promise<unknown>;
}

const intervalMilliseconds = 60_000;
/** Devices asked about in one look; the others have their turn in the next ones. */
const devicesPerLook = 1_000;
/** A new sign-in and the configuration as it is then: about every half hour. */
const looksPerOpening = 30;
/** A device for which a synchronization was asked in vain (held, failed) does not bring the next one at once. */
const patienceMilliseconds = 30 * 60_000;

export class UnblockWatch {
  readonly #parts: WatchParts;
  /** When a synchronization was last asked for a device, by its mailbox and id. */
  readonly #asked = new Map<string, number>();
  #after = 0;
  #side: DirectorySide | null = null;
  #looks = 0;
  #problem: string | null = null;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Ends with the signal. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#parts.clock.sleep(intervalMilliseconds, signal).catch(() => undefined);
      if (!signal.aborted) await this.look(signal).catch((thrown: unknown) => this.#tell(toAppError(thrown).code));
    }
    await this.#close();
  }

  /** One look; true when it asked for a synchronization, once that has ended. */
  async look(signal: AbortSignal): Promise<boolean> {
    const { state, log, mode, isBusy, synchronize } = this.#parts;
    if (mode() !== 'enforce' || isBusy()) return false;
    const waiting = this.#next(state);
    const freed = waiting.length === 0 ? [] : await this.#freed(waiting, signal);
    this.#tell(null);
    if (freed.length === 0 || isBusy()) return false;
    for (const device of freed) this.#asked.set(nameOf(device), this.#parts.clock.elapsed());
    log.info('blocked devices may enter now', { devices: freed.length });
    await synchronize(signal);
    return true;
  }

  #next(state: StateStore): readonly WaitingDevice[] {
    const waiting = state.waiting(this.#after, devicesPerLook);
    this.#after = waiting.length < devicesPerLook ? 0 : (waiting.at(-1)?.position ?? 0);
    const now = this.#parts.clock.elapsed();
    for (const [name, at] of this.#asked) if (now - at >= patienceMilliseconds) this.#asked.delete(name);
    return waiting.filter((device) => !this.#asked.has(nameOf(device)));
  }

  async #freed(waiting: readonly WaitingDevice[], signal: AbortSignal): Promise<readonly WaitingDevice[]> {
    const users = [...new Set(waiting.map(({ userId }) => userId))];
    const directory = await this.#open(signal);
    try {
      const enrolments = await call((limit) => directory.devicesOfUsers(users, limit), patience.single, signal);
      return waiting.filter(({ deviceId, userId }) => mayEnter(enrolmentOf({ deviceId }, { id: userId }, enrolments).managed));
    } catch (thrown) {
      await this.#close();
      throw thrown;
    }
  }

  async #open(signal: AbortSignal): Promise<DeviceDirectory> {
    if (this.#looks >= looksPerOpening) await this.#close();
    this.#side ??= await call((limit) => this.#parts.openDirectory(limit), patience.single, signal);
    this.#looks += 1;
    return this.#side.directory;
  }

  async #close(): Promise<void> {
    const side = this.#side;
    this.#side = null;
    this.#looks = 0;
    await side?.close();
  }

  /** Once for a problem, however many minutes it lasts. */
  #tell(problem: string | null): void {
    if (problem !== null && problem !== this.#problem) this.#parts.log.warn('blocked devices cannot be looked for', { code: problem });
    this.#problem = problem;
  }
}

function nameOf({ mailbox, deviceId }: WaitingDevice): string {
  return JSON.stringify([mailbox, deviceId]);
}
