/** What goes wrong on the way to the mailbox, when a test asks for it. */
export type MailEffect =
  /** Another answer in place of the service's, to everybody. */
  | { readonly kind: 'instead'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly kind: 'silent' }
  /** The connection is cut before anything is done. */
  | { readonly kind: 'cut' }
  /** It is done, and the answer is lost. */
  | { readonly kind: 'lost-answer' }
  /** Busy, told as a SOAP fault or inside the answer (exchange.md 6); null: without a time. */
  | { readonly kind: 'busy'; readonly milliseconds: number | null; readonly how: 'fault' | 'message' }
  /** This response code in place of success. */
  | { readonly kind: 'code'; readonly code: string };

export interface MailFault {
  /** A piece of `METHOD https://host/path`, without regard to case. */
  readonly match: string;
  /** So many matching requests are hit; null: all. */
  readonly count: number | null;
  readonly effect: MailEffect;
}

export class MailFaults {
  readonly #armed: { readonly fault: MailFault; left: number }[] = [];

  add(match: string, effect: MailEffect, count: number | null = 1): void {
    this.#armed.push({ fault: { match, count, effect }, left: count ?? Number.POSITIVE_INFINITY });
  }

  /** Of the first fault that matches; null: none. */
  take(subject: string, kinds: readonly MailEffect['kind'][]): MailEffect | null {
    const hit = this.#armed.find(({ fault, left }) => left > 0 && kinds.includes(fault.effect.kind) && matches(fault, subject));
    if (hit === undefined) return null;
    hit.left -= 1;
    return hit.fault.effect;
  }
}

function matches({ match }: MailFault, subject: string): boolean {
  return subject.toLowerCase().includes(match.toLowerCase());
}
