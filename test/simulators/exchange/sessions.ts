/** Remote PowerShell sessions: who may open one, how many, and how long an abandoned one still counts. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { HttpProblem } from '../loopback-http.ts';

export interface ExchangeAccount {
  /** `DOMAIN\user`, compared without case. */
  readonly user: string;
  readonly password: string;
  /** Cmdlets that its roles grant; left out: all. */
  readonly commands?: readonly string[];
}

export interface Session {
  /** Names the session in the request log; the ticket itself is never written anywhere. */
  readonly id: string;
  readonly server: string;
  readonly user: string;
  readonly commands: readonly string[];
  lastUsed: number;
}

export interface SessionRequest {
  readonly server: string;
  readonly user: string;
  readonly password: string;
}

/** Exchange's default throttling policy (exchange.md 2.5). */
const sessionsPerUser = 18;
const abandonedAfterMilliseconds = 15 * 60_000;

export class Sessions {
  readonly #accounts: ReadonlyMap<string, { readonly digest: Buffer; readonly commands: readonly string[] }>;
  readonly #servers: readonly string[];
  readonly #open = new Map<string, Session>();
  #opened = 0;

  /** `servers` are full names; their first label is accepted too. */
  constructor(accounts: readonly ExchangeAccount[], servers: readonly string[], allCommands: readonly string[]) {
    this.#servers = servers;
    this.#accounts = new Map(
      accounts.map(({ user, password, commands }) => [
        user.toLowerCase(),
        { digest: digestOf(password), commands: commands ?? allCommands },
      ]),
    );
  }

  /** The full name of a server of this organization. Throws an HttpProblem 404. */
  serverNamed(server: string): string {
    const wanted = server.toLowerCase();
    const found = this.#servers.find((fqdn) => fqdn === wanted || fqdn.split('.')[0] === wanted);
    if (found !== undefined) return found;
    const message = `Connecting to remote server ${server} failed: the WinRM client cannot process the request because the server name cannot be resolved.`;
    throw new HttpProblem(404, 'unknown-server', message);
  }

  /** Returns the ticket. Throws an HttpProblem 401 or 429 with the text that Exchange would give. */
  open(request: SessionRequest): { readonly ticket: string; readonly session: Session } {
    const server = this.serverNamed(request.server);
    const account = this.#accounts.get(request.user.toLowerCase());
    if (account === undefined || !timingSafeEqual(account.digest, digestOf(request.password))) {
      throw new HttpProblem(
        401,
        'access-denied',
        `Connecting to remote server ${server} failed with the following error message : Access is denied.`,
      );
    }
    this.#forgetAbandoned();
    if (this.#countOf(request.user) >= sessionsPerUser) {
      const message = `This user is allowed a maximum of ${sessionsPerUser} concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user.`;
      throw new HttpProblem(429, 'too-many-sessions', message);
    }
    this.#opened += 1;
    const session = { id: `s${this.#opened}`, server, user: request.user.toLowerCase(), commands: account.commands, lastUsed: Date.now() };
    const ticket = randomBytes(24).toString('base64url');
    this.#open.set(ticket, session);
    return { ticket, session };
  }

  /** Throws an HttpProblem 404 when the session is not open any more. */
  find(ticket: string): Session {
    this.#forgetAbandoned();
    const session = this.#open.get(ticket);
    if (session === undefined) throw new HttpProblem(404, 'session-lost', 'the session is not open');
    session.lastUsed = Date.now();
    return session;
  }

  close(ticket: string): void {
    this.#open.delete(ticket);
  }

  count(): number {
    this.#forgetAbandoned();
    return this.#open.size;
  }

  #countOf(user: string): number {
    return [...this.#open.values()].filter((session) => session.user === user.toLowerCase()).length;
  }

  #forgetAbandoned(): void {
    const oldest = Date.now() - abandonedAfterMilliseconds;
    for (const [ticket, session] of this.#open) if (session.lastUsed < oldest) this.#open.delete(ticket);
  }
}

function digestOf(password: string): Buffer {
  return createHash('sha256').update(password).digest();
}
