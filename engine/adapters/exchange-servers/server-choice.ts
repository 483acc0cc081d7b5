/** Connects to the first server that answers, in the order of the domain, and remembers which ones did not. */
import { Failure, toAppError } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { isServerDown, serverOrder } from '../../domain/exchange-servers.ts';
import type { ExchangeCredentials, ExchangeFacts, ExchangeGateway } from '../../ports/exchange-gateway.ts';
import type { ExchangeMemory } from '../../ports/exchange-memory.ts';
import type { Log } from '../../ports/log.ts';
import type { ServerHealth } from './server-health.ts';
import type { ShellBudget } from './shell-budget.ts';

export interface ServerChoiceOptions {
  /** As configured. */
  readonly primary: string;
  /** False: the configured server and no other. */
  readonly isFailoverEnabled: boolean;
  /** A gateway to one server, not connected. */
  open(server: string): ExchangeGateway;
  readonly health: ServerHealth;
  readonly shells: ShellBudget;
  readonly memory: ExchangeMemory;
  readonly log: Log;
  /** Milliseconds in which a server must have opened; left out: {@link serverPatience}. */
  readonly patience?: number;
}

/** Longer than WinRM's own limit for opening (session-choices.ts), so that a silent server tells its reason; then the next one gets its turn. */
export const serverPatience = 90_000;

/** One shell on one server. */
export interface Connection {
  readonly server: string;
  readonly gateway: ExchangeGateway;
  readonly shell: number;
  readonly facts: ExchangeFacts;
}

export class ServerChoice {
  readonly #options: ServerChoiceOptions;

  constructor(options: ServerChoiceOptions) {
    this.#options = options;
  }

  /**
   * `preferred` is tried first, as the one in use; null: the configured one, so that it is used again when it is back. A server that rests
   * is tried only when no other answers. Throws why the first one did not; a refusal that every server would give ends the search.
   */
  async connect(preferred: string | null, credentials: ExchangeCredentials, signal: AbortSignal): Promise<Connection> {
    let first: unknown = null;
    for (const server of this.#candidates(preferred)) {
      try {
        return await this.#tryOne(server, credentials, signal);
      } catch (thrown) {
        const error = toAppError(thrown);
        if (!isServerDown(error) || signal.aborted) throw thrown;
        this.#options.health.failed(server);
        this.#options.log.warn('Exchange server does not answer', { server, code: error.code });
        first ??= thrown;
      }
    }
    throw first ?? new Failure('exchange.unreachable', { params: { server: this.#options.primary }, retry: 'other-server' });
  }

  #candidates(preferred: string | null): readonly string[] {
    const { primary, isFailoverEnabled, memory, health } = this.#options;
    if (!isFailoverEnabled) return [primary];
    const ordered = serverOrder(primary, memory.servers(primary));
    const all = preferred === null ? ordered : [preferred, ...ordered.filter((server) => server !== preferred)];
    return [...all.filter((server) => health.mayTry(server)), ...all.filter((server) => !health.mayTry(server))];
  }

  async #tryOne(server: string, credentials: ExchangeCredentials, signal: AbortSignal): Promise<Connection> {
    const { shells, health, memory, primary } = this.#options;
    const shell = shells.take(server);
    const gateway = this.#options.open(server);
    try {
      const facts = await this.#connectInTime(gateway, { server, credentials }, signal);
      health.answered(server);
      memory.keepServers(primary, facts.servers);
      return { server, gateway, shell, facts };
    } catch (thrown) {
      // Nothing was opened, or the gateway removed it; only a process that is gone may have left one.
      if (isGone(thrown)) shells.lose(shell);
      else shells.give(shell);
      throw thrown;
    }
  }

  /** A server that has not answered in time is down to us, whatever its gateway says of the end of its patience. */
  async #connectInTime(
    gateway: ExchangeGateway,
    { server, credentials }: { readonly server: string; readonly credentials: ExchangeCredentials },
    signal: AbortSignal,
  ): Promise<ExchangeFacts> {
    const milliseconds = this.#options.patience ?? serverPatience;
    const limit = deadline(milliseconds, signal);
    try {
      return await gateway.connect(credentials, limit);
    } catch (thrown) {
      if (!limit.aborted || signal.aborted) throw thrown;
      this.#options.log.warn('Exchange server is silent', { server, code: toAppError(thrown).code });
      throw new SilentServer(server, milliseconds);
    }
  }
}

/** The server may have made a session all the same. */
class SilentServer extends Failure {
  constructor(server: string, milliseconds: number) {
    super('exchange.unreachable', { params: { server }, retry: 'other-server', detail: `No session within ${milliseconds / 1000} s.` });
  }
}

function isGone(thrown: unknown): boolean {
  if (thrown instanceof SilentServer) return true;
  const { code } = toAppError(thrown);
  return code === 'powershell.ended' || code === 'powershell.timeout' || code === 'cancelled' || code === 'timeout';
}
