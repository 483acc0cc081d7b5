/** Why no session is opened: what Exchange or the client's own WinRM says, in the culture of the session. */
import { randomUUID } from 'node:crypto';
import type { RefusalReason } from '../faults.ts';
import { HttpProblem } from '../loopback-http.ts';
import { dateText } from './date-text.ts';
import { type ExchangeServer, isAtLeast } from './versions.ts';
import { type Culture, type Words, words } from './words.ts';

export class Refusal extends Error {
  readonly status: number;
  /** Which number WinRM gives to it stands in the script that opens sessions. */
  readonly code: string;
  readonly words: Words;

  constructor(status: number, code: string, said: Words) {
    super(said['en-US']);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.words = said;
  }
}

/** What a server said, as against what the client found out by itself. */
const saidByServer = new Set(['access-denied', 'too-many-sessions', 'throttled', 'no-roles', 'redirected']);

/** The server puts in front who answered, and the number by which an administrator finds the request in its logs. */
export function asProblem(refusal: Refusal, server: ExchangeServer | null, culture: Culture): HttpProblem {
  const text = refusal.words[culture];
  const isPrefixed = server !== null && saidByServer.has(refusal.code);
  return new HttpProblem(refusal.status, refusal.code, isPrefixed ? `${prefix(server, culture, refusal.code)} ${text}` : text);
}

/** The form of 2013 and later is an assumption (exchange.md 2.5). */
function prefix({ name, fqdn, version }: ExchangeServer, culture: Culture, code: string): string {
  const request = `RequestId=${randomUUID()},TimeStamp=${dateText(new Date(), culture)}`;
  if (!isAtLeast(version, '2013')) return `[Server=${name},${request}]`;
  return `[ClientAccessServer=${name},BackEndServer=${fqdn},${request}] [FailureCategory=AuthZ-${code}]`;
}

export function plannedRefusal(because: RefusalReason, server: ExchangeServer): Refusal {
  return new Refusal(403, because, reasons[because](server.fqdn));
}

const reasons: Readonly<Record<RefusalReason, (server: string) => Words>> = {
  'access-denied': words.accessDenied,
  'kerberos-unknown-server': (server) => words.kerberos(server, '0x80090322'),
  'kerberos-no-logon-server': (server) => words.kerberos(server, '0x80090311'),
  'kerberos-clock-skew': (server) => words.kerberos(server, '0x80090324'),
  'untrusted-certificate': words.untrustedCertificate,
  'authentication-unsupported': words.authenticationUnsupported,
  redirected: words.redirected,
  'no-roles': words.noRoles,
};
