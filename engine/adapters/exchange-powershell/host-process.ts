/** One PowerShell process. The only importer of node-powershell, which here starts and ends it and does nothing else (exchange.md section 5). */
import { PowerShell } from 'node-powershell';
import type { Clock } from '../../../shared/host/clock.ts';

export interface HostProcessOptions {
  readonly path: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Milliseconds that a process gets to end by itself, and then after each signal. */
const patience = 5000;
/** Characters of standard error that are kept, for the detail of a failure. */
const complaintLimit = 2000;

/** node-powershell would let NODE_POWERSHELL of our own environment replace the executable; and its exit promise, left alone, ends Node. */
class Shell extends PowerShell {
  readonly ended: Promise<void>;

  constructor(options: HostProcessOptions) {
    super({
      executable: options.path,
      executableOptions: { '-NoProfile': true, '-NonInteractive': true, '-ExecutionPolicy': 'Bypass' },
      spawnOptions: { env: { ...options.environment }, cwd: options.folder, windowsHide: true },
    });
    this.ended = this['exitPromise'].then(
      () => undefined,
      () => undefined,
    );
  }

  protected override setExecutable(options: { readonly executable?: string }): string {
    return options.executable ?? '';
  }
}

export class HostProcess {
  readonly #shell: Shell;
  readonly #clock: Clock;
  /** Settles when nothing can be said to it, or heard of it, any more: it is gone, or one of its pipes is broken. */
  readonly speechless: Promise<void>;
  #complaint = '';

  constructor(options: HostProcessOptions, clock: Clock) {
    this.#clock = clock;
    this.#shell = new Shell(options);
    const { stdin, stdout, stderr } = this.#shell.streams;
    const broken = new Promise<void>((resolve) => {
      stdin.on('error', () => resolve());
      stdout.on('end', () => resolve());
    });
    this.speechless = Promise.race([this.ended, broken]);
    stderr.on('data', (text) => {
      this.#complaint = (this.#complaint + String(text)).slice(-complaintLimit);
    });
    // node-powershell stops listening after the third piece and thereby pauses it: a process that complains much would then stand still.
    stderr.on('pause', () => stderr.resume());
  }

  /** Settles when the process is gone, however it went; never rejects. */
  get ended(): Promise<void> {
    return this.#shell.ended;
  }

  /** The end of what it wrote to standard error. */
  get complaint(): string {
    return this.#complaint.trim();
  }

  onText(take: (text: string) => void): void {
    this.#shell.streams.stdout.on('data', (text) => take(String(text)));
  }

  write(line: string): void {
    this.#shell.streams.stdin.write(line);
  }

  /** Ends standard input, then asks, then insists. Resolves when the process is gone or nothing more can be done. */
  async end(): Promise<void> {
    this.#shell.streams.stdin.end();
    if (await this.#isGone()) return;
    this.#signal('SIGTERM');
    if (await this.#isGone()) return;
    this.#signal('SIGKILL');
    await this.#isGone();
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#shell.dispose(signal).catch(() => undefined);
  }

  async #isGone(): Promise<boolean> {
    const waiting = new AbortController();
    const late = this.#clock.sleep(patience, waiting.signal).then(
      () => false,
      () => false,
    );
    const gone = await Promise.race([this.ended.then(() => true), late]);
    waiting.abort();
    return gone;
  }
}
