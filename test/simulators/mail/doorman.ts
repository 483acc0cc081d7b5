/** Who is asking: NTLM, which belongs to a connection and lasts as long, and Basic, which comes with each request. */
import type { Socket } from 'node:net';
import { type Account, type Challenge, challengeFor, isNegotiation, type NtlmVersion, provenAccount } from './ntlm-judge.ts';

export type Scheme = 'Negotiate' | 'NTLM' | 'Basic';

export type Verdict =
  | { readonly kind: 'welcome'; readonly account: Account; readonly by: Scheme }
  /** Values of WWW-Authenticate. */
  | { readonly kind: 'halt'; readonly offers: readonly string[] };

export class Doorman {
  readonly #accounts: readonly Account[];
  readonly #challenged = new WeakMap<Socket, Challenge>();
  readonly #known = new WeakMap<Socket, Account>();
  offered: readonly Scheme[] = ['Negotiate', 'NTLM', 'Basic'];
  ntlmVersion: NtlmVersion = 2;
  /** How often a name and password were shown and refused. */
  refusals = 0;

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts;
  }

  judge(authorization: string | undefined, socket: Socket): Verdict {
    const known = this.#known.get(socket);
    if (known !== undefined) return { kind: 'welcome', account: known, by: 'NTLM' };
    const [scheme = '', token = ''] = (authorization ?? '').split(' ');
    if (scheme === 'NTLM' && this.offered.includes('NTLM')) return this.#ntlm(token, socket);
    if (scheme === 'Basic' && this.offered.includes('Basic')) return this.#basic(token);
    return this.#halt();
  }

  #ntlm(token: string, socket: Socket): Verdict {
    if (isNegotiation(token)) {
      const challenge = challengeFor(token, this.ntlmVersion);
      if (challenge === null) return this.#halt();
      this.#challenged.set(socket, challenge);
      return { kind: 'halt', offers: [`NTLM ${challenge.text}`] };
    }
    const challenge = this.#challenged.get(socket);
    this.#challenged.delete(socket);
    const account = challenge === undefined ? null : provenAccount(token, challenge, this.#accounts);
    if (account === null) return this.#refuse();
    this.#known.set(socket, account);
    return { kind: 'welcome', account, by: 'NTLM' };
  }

  #basic(token: string): Verdict {
    const text = Buffer.from(token, 'base64').toString('utf8');
    const account = this.#accounts.find(({ address, password }) => text === `${address}:${password}`);
    return account === undefined ? this.#refuse() : { kind: 'welcome', account, by: 'Basic' };
  }

  #refuse(): Verdict {
    this.refusals += 1;
    return this.#halt();
  }

  #halt(): Verdict {
    return { kind: 'halt', offers: this.offered.map((scheme) => (scheme === 'Basic' ? 'Basic realm="mail.contoso.test"' : scheme)) };
  }
}
