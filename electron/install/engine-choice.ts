/**
 * Which engine a run uses: the bundle is checked, and either unpacked into a staging folder or, when exactly this engine is
 * installed already, used where it lies. Asked once a session, so that checks and connecting use the same files.
 */
import { join } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import { bundleEntry } from '../../shared/setup/bundle-manifest.ts';
import { type CheckedBundle, openBundle } from '../package/bundle.ts';
import { isInstalled } from '../package/installed.ts';
import { exists, removeAll } from '../platform/files.ts';
import { type EngineRecord, readEngineRecord } from './engine-record.ts';
import type { SetupHost } from './setup-host.ts';

export interface ChosenEngine {
  readonly bundle: CheckedBundle;
  /** Where this engine lies once installed. */
  readonly target: string;
  /** What is installed now. */
  readonly previous: EngineRecord | null;
  /** True when `previous` is this very engine, unharmed. */
  readonly isInstalled: boolean;
}

export class EngineChoice {
  readonly #host: SetupHost;
  readonly staging: string;
  #chosen: ChosenEngine | null = null;
  #staging: Promise<unknown> = Promise.resolve();

  constructor(host: SetupHost, id: string) {
    this.#host = host;
    this.staging = join(host.places.program, `staging-${id}`);
  }

  /** Changes nothing. Throws the bundle failures of package/bundle.ts. */
  async choose(signal: AbortSignal): Promise<ChosenEngine> {
    this.#chosen ??= await this.#look(signal);
    return this.#chosen;
  }

  /** The folder to run the engine from before it is installed; unpacked when it is not there. One at a time: a second waits for the first. */
  stage(signal: AbortSignal): Promise<string> {
    const mine = this.#staging.catch(() => undefined).then(() => this.#stage(signal));
    this.#staging = mine;
    return mine;
  }

  /** Where the verbs of an engine can be run from: the one that set-up brings, or without one at hand the installed one. */
  async runnable(signal: AbortSignal): Promise<string> {
    try {
      return await this.stage(signal);
    } catch (thrown) {
      const installed = await readEngineRecord(this.#host.places);
      const isMissing = thrown instanceof Failure && thrown.error.code === 'bundle.missing';
      if (!isMissing || installed === null) throw thrown;
      return installed.folder;
    }
  }

  /** False when this run brings another engine than the one that was installed. */
  isUnchanged(): boolean {
    return this.#chosen === null || this.#chosen.isInstalled;
  }

  async #stage(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const chosen = await this.choose(signal);
    if (chosen.isInstalled) return chosen.target;
    if (await exists(join(this.staging, bundleEntry.script))) return this.staging;
    try {
      await chosen.bundle.extractTo(this.staging, signal);
      return this.staging;
    } catch (thrown) {
      await removeAll(this.staging);
      throw thrown;
    }
  }

  /** Removes the staging folder, if there is one, once nothing writes into it any more. */
  async discard(): Promise<void> {
    await this.#staging.catch(() => undefined);
    await removeAll(this.staging);
  }

  /** After a run the installed engine may be another. */
  forget(): void {
    this.#chosen = null;
  }

  async #look(signal: AbortSignal): Promise<ChosenEngine> {
    const bundle = await openBundle(this.#host.bundlePath, signal);
    if (!bundle.manifest.platform.startsWith(`${this.#host.platform}-`)) {
      throw new Failure('bundle.unsafe', { params: { path: this.#host.bundlePath }, detail: `made for ${bundle.manifest.platform}` });
    }
    const previous = await readEngineRecord(this.#host.places);
    const target = join(this.#host.places.program, bundle.folderName);
    return { bundle, target, previous, isInstalled: previous?.folder === target && (await isInstalled(target, bundle.manifest)) };
  }
}
