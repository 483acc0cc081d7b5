/**
 * The mail side of the rehearsal organization on loopback: Autodiscover and Exchange Web Services over TLS behind the names of
 * contoso.test, the plain http name that only redirects, and an outbox that shows what was sent.
 */
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { portOf, stopServer } from '../intune/ports.ts';
import { createTlsIdentity } from '../intune/tls.ts';
import type { Organization } from '../world/organization.ts';
import type { Person } from '../world/world.ts';
import { answerPox, answerSoap, type Directions } from './discovery.ts';
import { Doorman } from './doorman.ts';
import { MailFaults } from './mail-faults.ts';
import { answerWebServices, type SentMail } from './mailbox-service.ts';
import type { Account } from './ntlm-judge.ts';
import type { MailReply } from './reply.ts';

export interface MailSimulatorOptions {
  readonly organization: Organization;
  /** Mailboxes that may sign in; kept in memory only. */
  readonly accounts: readonly Account[];
}

export interface OutboxMail extends SentMail {
  /** Null: nobody of the organization has this address. */
  readonly person: Person | null;
}

/** What came and what went, without who asked. */
export interface MailExchange {
  readonly method: string;
  readonly url: string;
  readonly userAgent: string;
  /** First word of the authorization that came, or empty. */
  readonly scheme: string;
  readonly body: string;
  readonly status: number;
  readonly response: string;
}

export interface MailSimulator {
  /** Exchange Web Services by address and port, for who does without Autodiscover. */
  readonly webServices: string;
  /** PEM of the authority that signed the servers' certificate. */
  readonly trustedAuthority: string;
  /** Ports on loopback by `name:port`. */
  readonly names: ReadonlyMap<string, number>;
  readonly faults: MailFaults;
  readonly doorman: Doorman;
  readonly outbox: readonly OutboxMail[];
  readonly exchanges: readonly MailExchange[];
  /** Mailboxes that may not use the service although their password is right. */
  readonly withoutWebServices: Set<string>;
  /** What Autodiscover says. */
  directions: Directions;
  /** Hosts where Autodiscover is served. */
  discoveryHosts: readonly string[];
  /** Where `http://autodiscover.…` leads; null: nowhere. */
  plainRedirect: string | null;
  stop(): Promise<void>;
}

const webServicesPath = '/EWS/Exchange.asmx';

class Simulator {
  readonly faults = new MailFaults();
  readonly doorman: Doorman;
  readonly outbox: OutboxMail[] = [];
  readonly exchanges: MailExchange[] = [];
  readonly withoutWebServices = new Set<string>();
  readonly #options: MailSimulatorOptions;
  directions: Directions;
  discoveryHosts: readonly string[];
  plainRedirect: string | null = null;

  constructor(options: MailSimulatorOptions) {
    const { domain } = options.organization.world;
    this.#options = options;
    this.doorman = new Doorman(options.accounts);
    const address = `https://mail.${domain}${webServicesPath}`;
    this.directions = { internal: address, external: address, redirect: null };
    this.discoveryHosts = [`autodiscover.${domain}`];
  }

  async serve(protocol: 'http' | 'https', request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', `${protocol}://${headers.host ?? 'localhost'}`);
    const body = await readBody(request);
    const reply = protocol === 'http' ? this.#plain(method, url) : this.#secure({ method, url, body, request });
    const { status, body: text = '' } = typeof reply === 'string' ? { status: 0 } : reply;
    const scheme = headers.authorization?.split(' ')[0] ?? '';
    this.exchanges.push({ method, url: url.href, userAgent: headers['user-agent'] ?? '', scheme, body, status, response: text });
    if (reply === 'silent') return;
    if (reply === 'cut') {
      response.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8', ...reply.headers });
    response.end(text);
  }

  #plain(method: string, url: URL): MailReply | 'silent' | 'cut' {
    const wanted = this.#instead(`${method} ${url.href}`);
    if (wanted !== null) return wanted;
    return this.plainRedirect === null ? { status: 404 } : { status: 302, headers: { location: this.plainRedirect } };
  }

  #secure({ method, url, body, request }: Incoming): MailReply | 'silent' | 'cut' {
    const subject = `${method} ${url.href}`;
    const wanted = this.#instead(subject);
    if (wanted !== null) return wanted;
    const service = this.#serviceAt(url);
    if (service === null) return { status: 404 };
    const verdict = this.doorman.judge(request.headers.authorization, request.socket);
    if (verdict.kind === 'halt') return { status: 401, headers: { 'www-authenticate': [...verdict.offers] } };
    if (method !== 'POST') return { status: 405 };
    const reply = service(body, verdict.account, subject);
    return this.faults.take(subject, ['lost-answer']) === null ? reply : 'cut';
  }

  #instead(subject: string): MailReply | 'silent' | 'cut' | null {
    const effect = this.faults.take(subject, ['instead', 'silent', 'cut']);
    if (effect === null || effect.kind === 'instead') return effect;
    return effect.kind === 'silent' ? 'silent' : 'cut';
  }

  #serviceAt(url: URL): Service | null {
    const path = url.pathname.toLowerCase();
    if (path === webServicesPath.toLowerCase()) return (body, account, subject) => this.#webServices(body, account, subject);
    if (!this.discoveryHosts.includes(url.hostname)) return null;
    const isMailbox = (address: string) => this.#isMailbox(address);
    if (path === '/autodiscover/autodiscover.svc') return (body) => answerSoap(body, this.directions, isMailbox);
    return path === '/autodiscover/autodiscover.xml' ? (body) => answerPox(body, this.directions, isMailbox) : null;
  }

  #webServices(body: string, { address }: Account, subject: string): MailReply {
    if (this.withoutWebServices.has(address)) return { status: 403 };
    const effect = this.faults.take(subject, ['busy', 'code']);
    const wanted = effect?.kind === 'busy' || effect?.kind === 'code' ? effect : null;
    const { organization } = this.#options;
    return answerWebServices(body, address, wanted, (mail) => this.outbox.push({ ...mail, person: organization.personByAddress(mail.to) }));
  }

  #isMailbox(address: string): boolean {
    const { organization, accounts } = this.#options;
    const isAccount = accounts.some((account) => account.address.toLowerCase() === address.toLowerCase());
    return isAccount || organization.personByAddress(address) !== null;
  }
}

interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly request: IncomingMessage;
}

type Service = (body: string, account: Account, subject: string) => MailReply;

/** Starts on free ports of loopback. */
export async function startMailSimulator(options: MailSimulatorOptions): Promise<MailSimulator> {
  const { domain } = options.organization.world;
  const hosts = [domain, `autodiscover.${domain}`, `mail.${domain}`];
  // A name of its own: two authorities of one name, both trusted, are mixed up by those who look for the issuer by its name.
  const tls = await createTlsIdentity({ names: hosts, authority: 'Rehearsal mail authority' });
  const simulator = new Simulator(options);
  const serving = (protocol: 'http' | 'https') => (request: IncomingMessage, response: ServerResponse) => {
    simulator.serve(protocol, request, response).catch(() => response.destroy());
  };
  const secure = createServer({ cert: tls.certificate, key: tls.privateKey }, serving('https'));
  const plain = createPlainServer(serving('http'));
  const [port, plainPort] = [await portOf(secure), await portOf(plain)];
  return Object.assign(simulator, {
    webServices: `https://localhost:${port}${webServicesPath}`,
    trustedAuthority: tls.authority,
    names: new Map([...hosts.map((host) => [`${host}:443`, port] as const), [`autodiscover.${domain}:80`, plainPort]]),
    stop: async () => {
      await Promise.all([stopServer(secure), stopServer(plain)]);
    },
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
