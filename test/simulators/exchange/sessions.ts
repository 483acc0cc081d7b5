/** Remote PowerShell sessions: who may open one, how many, and how long an abandoned one still counts. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { HttpProblem } from '../loopback-http.ts';
import type { Grants } from './grants.ts';
import type { ExchangeLimits } from './limits.ts';
import { Refusal } from './refusals.ts';
import type { ExchangeServer } from './versions.ts';
import { words } from './words.ts';

export interface ExchangeAccount {
  /** `DOMAIN\user`, compared without case. */
  readonly user: string;
  readonly password: string;
  /** Cmdlets that its roles grant; left out: all that a connector can use. */
  readonly commands?: readonly string[];
  /** What is taken from it: `Cmdlet` or `Cmdlet -Parameter`. */
  readonly denied?: readonly string[];
  /** May do everything, also make roles. */
  readonly isAdministrator?: boolean;
}

export interface Session {
  /** Names the session in the request log; the ticket itself is never written anywhere. */
  readonly id: string;
  readonly server: ExchangeServer;
  readonly user: string;
  readonly grants: Grants;
  lastUsed: number;
}

export interface SessionRequest {
  readonly server: string;
  readonly user: string;
  readonly password: string;
}

export interface SessionRules {
  readonly accounts: readonly ExchangeAccount[];
  readonly servers: readonly ExchangeServer[];
  readonly limits: ExchangeLimits;
  /** What an account may do on a server that it opens a session with now. */
  grantsOf(account: ExchangeAccount, server: ExchangeServer): Grants;
}

export class Sessions {
  readonly #rules: SessionRules;
  readonly #digests: ReadonlyMap<string, Buffer>;
  readonly #open = new Map<string, Session>();
  #opened = 0;

  constructor(rules: SessionRules) {
    this.#rules = rules;
    this.#digests = new Map(rules.accounts.map(({ user, password }) => [user.toLowerCase(), digestOf(password)]));
  }

  /** `outlook` in their domain is no server, but a name that leads to one of them, as a load balancer's does. */
  #balanced(name: string): ExchangeServer | undefined {
    const last = this.#rules.servers.at(-1);
    return name === last?.fqdn.replace(/^[^.]+/, 'outlook') ? last : undefined;
  }

  /** By its full name or the first label of it. Throws a Refusal. */
  serverNamed(server: string): ExchangeServer {
    const wanted = server.toLowerCase();
    const found = this.#rules.servers.find(({ fqdn }) => fqdn === wanted || fqdn.split('.')[0] === wanted) ?? this.#balanced(wanted);
    if (found !== undefined) return found;
    throw new Refusal(404, 'unknown-server', words.unknownServer(server));
  }

  /** Returns the ticket. Throws a Refusal with the text that Exchange would give. */
  open(request: SessionRequest): { readonly ticket: string; readonly session: Session } {
    const server = this.serverNamed(request.server);
    const account = this.#accountOf(request);
    if (account === null) throw new Refusal(401, 'access-denied', words.accessDenied(server.fqdn));
    this.#forgetAbandoned();
    const { shells } = this.#rules.limits;
    if (this.#countOf(request.user) >= shells) throw new Refusal(429, 'too-many-sessions', words.tooManyShells(shells));
    const grants = this.#rules.grantsOf(account, server);
    if (grants.size === 0) throw new Refusal(403, 'no-roles', words.noRoles(request.user));
    this.#opened += 1;
    const session = { id: `s${this.#opened}`, server, user: request.user.toLowerCase(), grants, lastUsed: Date.now() };
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

  #accountOf({ user, password }: SessionRequest): ExchangeAccount | null {
    const digest = this.#digests.get(user.toLowerCase());
    if (digest === undefined || !timingSafeEqual(digest, digestOf(password))) return null;
    return this.#rules.accounts.find((account) => account.user.toLowerCase() === user.toLowerCase()) ?? null;
  }

  #countOf(user: string): number {
    return [...this.#open.values()].filter((session) => session.user === user.toLowerCase()).length;
  }

  #forgetAbandoned(): void {
    const oldest = Date.now() - this.#rules.limits.abandonedAfterMilliseconds;
    for (const [ticket, session] of this.#open) if (session.lastUsed < oldest) this.#open.delete(ticket);
  }
}

function digestOf(password: string): Buffer {
  return createHash('sha256').update(password).digest();
}
