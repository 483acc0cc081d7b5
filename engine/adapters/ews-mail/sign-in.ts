/** Asks with the account's name and password when the server wants them, in the best way that it offers: NTLM, else Basic. Only over https. */
import type { HttpReply } from '../http/message.ts';
import { ntlmAnswer, ntlmNegotiation } from '../http/ntlm.ts';
import type { MailTransport } from './mail-transport.ts';

export interface MailAccount {
  /** The mail address, which is the sign-in name too (exchange.md 6). */
  readonly address: string;
  readonly password: string;
}

export interface Question {
  /** Has to be https. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For each of the up to three messages. */
  readonly milliseconds: number;
}

export type SignedAnswer =
  | { readonly kind: 'reply'; readonly reply: HttpReply }
  /** The name and password were shown and not accepted. */
  | { readonly kind: 'refused' }
  /** The server wants a way to sign in that we do not have; nothing was shown. */
  | { readonly kind: 'no-way-in'; readonly offered: string };

type Ask = (authorization: string | null) => Promise<HttpReply>;

/**
 * What a person would want us to identify ourselves as: administrators name it in `EwsAllowList` (Set-CASMailbox), so it never changes.
 */
export const userAgent = 'ExchangeConnector';

export async function askSigned(
  transport: MailTransport,
  account: MailAccount,
  question: Question,
  signal: AbortSignal,
): Promise<SignedAnswer> {
  if (question.url.protocol !== 'https:') throw new TypeError('a password may be sent over https only');
  const ask: Ask = (authorization) => {
    const headers = { 'user-agent': userAgent, ...question.headers, ...(authorization !== null && { authorization }) };
    return transport.send({ method: 'POST', url: question.url, headers, body: question.body }, question.milliseconds, signal);
  };
  const first = await ask(null);
  if (first.status !== 401) return { kind: 'reply', reply: first };
  const offered = first.headers['www-authenticate'] ?? '';
  if (offers(offered, 'NTLM')) return await askWithNtlm(ask, account);
  if (offers(offered, 'Basic')) return judged(await ask(basic(account)));
  return { kind: 'no-way-in', offered: schemesIn(offered) };
}

async function askWithNtlm(ask: Ask, { address, password }: MailAccount): Promise<SignedAnswer> {
  const challenged = await ask(ntlmNegotiation());
  if (challenged.status !== 401) return { kind: 'reply', reply: challenged };
  const answer = ntlmAnswer(challenged.headers['www-authenticate'] ?? '', { user: address, password });
  return answer === null ? { kind: 'no-way-in', offered: 'NTLM without version 2' } : judged(await ask(answer));
}

function judged(reply: HttpReply): SignedAnswer {
  return reply.status === 401 ? { kind: 'refused' } : { kind: 'reply', reply };
}

function basic({ address, password }: MailAccount): string {
  return `Basic ${Buffer.from(`${address}:${password}`, 'utf8').toString('base64')}`;
}

function offers(header: string, scheme: 'NTLM' | 'Basic'): boolean {
  return new RegExp(`(^|,)\\s*${scheme}(\\s|,|$)`, 'i').test(header);
}

/** Their names only: the rest of the header is the server's own text. */
function schemesIn(header: string): string {
  const names = [...header.matchAll(/(?:^|,)\s*([A-Za-z]{1,20})(?=\s|,|$)/g)].map(([, name]) => name);
  return names.join(', ') || 'nothing';
}
