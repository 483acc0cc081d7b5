/** The configuration in force: the file as last read well. A refused file changes nothing (F1). */
import { readFile } from 'node:fs/promises';
import { type Configuration, parseConfiguration } from '../shared/config/configuration.ts';
import { Failure } from '../shared/errors.ts';

export class ConfigurationFile {
  readonly #path: string;
  #current: Configuration | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Null before the first good one. */
  current(): Configuration | null {
    return this.#current;
  }

  /** Throws `configuration.invalid`, or `engine.not-configured` when there is no file. */
  async reload(): Promise<Configuration> {
    const text = await readFile(this.#path, 'utf8').catch(() => null);
    if (text === null) throw new Failure('engine.not-configured', { params: { path: this.#path } });
    this.#current = parsed(text, this.#path);
    return this.#current;
  }
}

function parsed(text: string, path: string): Configuration {
  try {
    return parseConfiguration(text);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(thrown.error.code, { params: { ...thrown.error.params, path } });
  }
}
