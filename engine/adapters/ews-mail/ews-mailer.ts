/** The notification mailbox over Exchange Web Services: one account on one kept connection. Its calls come one after another. */
import { Resolver } from 'node:dns/promises';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { Mail, Mailer } from '../../ports/mailer.ts';
import { type DiscoveryLimits, discover, type ResolveSrv } from './autodiscover.ts';
import type { SrvRecord } from './autodiscover-places.ts';
import { type Call, failureOf, refusal, understood, waitAsked } from './judging.ts';
import { type MailTransport, type MailTransportOptions, openMailTransport } from './mail-transport.ts';
import { askSigned, type MailAccount, type Question, type SignedAnswer } from './sign-in.ts';
import { type Answer, probeRequest, sendRequest } from './web-services.ts';

export interface EwsMailerOptions extends MailTransportOptions {
  readonly account: MailAccount;
  /** Null: found by Autodiscover. */
  readonly webServices: string | null;
  readonly clock: Clock;
  /** Defaults to DNS. */
  readonly resolveSrv?: ResolveSrv;
  readonly limits?: MailerLimits;
}

/** In milliseconds. */
export interface MailerLimits extends DiscoveryLimits {
  /** One message to Exchange Web Services and its answer. */
  readonly request: number;
}

const usualLimits: MailerLimits = { place: 10_000, all: 60_000, request: 15_000 };
const dnsMilliseconds = 3_000;
/** A first refusal can come of a connection that the server closed in between. */
const signInAttempts = 2;

export function createEwsMailer(options: EwsMailerOptions): Mailer {
  return new EwsMailer(options);
}

class EwsMailer implements Mailer {
  readonly #options: EwsMailerOptions;
  readonly #limits: MailerLimits;
  readonly #transport: MailTransport;
  #found: string | null;

  constructor(options: EwsMailerOptions) {
    this.#options = options;
    this.#limits = options.limits ?? usualLimits;
    this.#transport = openMailTransport(options);
    this.#found = options.webServices;
  }

  async locate(signal: AbortSignal): Promise<string> {
    const { account, resolveSrv = askDns } = this.#options;
    this.#found ??= await discover({ transport: this.#transport, account, resolveSrv, limits: this.#limits }, signal);
    return this.#found;
  }

  probe(signal: AbortSignal): Promise<void> {
    return this.#perform({ operation: 'GetFolder', body: probeRequest() }, signal);
  }

  send(mail: Mail, signal: AbortSignal): Promise<void> {
    return this.#perform({ operation: 'CreateItem', body: sendRequest(mail) }, signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #perform(call: Call, signal: AbortSignal): Promise<void> {
    const url = new URL(await this.locate(signal));
    const first = await this.#ask(url, call, signal);
    const wait = waitAsked(first);
    if (wait !== null) await this.#options.clock.sleep(wait, signal);
    const answer = wait === null ? first : await this.#ask(url, call, signal);
    if (answer.outcome === 'Error') throw refusal(answer, { host: url.host, address: this.#options.account.address });
  }

  async #ask(url: URL, call: Call, signal: AbortSignal): Promise<Answer> {
    const place = { host: url.host, address: this.#options.account.address };
    const headers = { 'content-type': 'text/xml; charset=utf-8' };
    try {
      return understood(await this.#signedIn({ url, headers, body: call.body, milliseconds: this.#limits.request }, signal), call, place);
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      signal.throwIfAborted();
      throw failureOf(thrown, call, place);
    }
  }

  async #signedIn(question: Question, signal: AbortSignal): Promise<SignedAnswer> {
    let answer: SignedAnswer = { kind: 'refused' };
    for (let turn = 0; turn < signInAttempts && answer.kind === 'refused'; turn += 1) {
      answer = await askSigned(this.#transport, this.#options.account, question, signal);
    }
    return answer;
  }
}

async function askDns(name: string, signal: AbortSignal): Promise<readonly SrvRecord[]> {
  const resolver = new Resolver({ timeout: dnsMilliseconds, tries: 1 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await resolver.resolveSrv(name);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
