/** Faults that tests and people put into either simulator: what to match, how often, and what then goes wrong. */
import { z } from 'zod';

const refusalReasonSchema = z.enum([
  'access-denied',
  'kerberos-unknown-server',
  'kerberos-no-logon-server',
  'kerberos-clock-skew',
  'untrusted-certificate',
  'authentication-unsupported',
  'redirected',
  'no-roles',
]);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

/** What only the simulated Exchange does. */
const exchangeEffects = [
  /** No session is opened, for this reason. */
  z.strictObject({ kind: z.literal('refuse'), because: refusalReasonSchema }),
  /** The server loses the session after `after` objects: this call and every later one of it fail. A write has been done by then. */
  z.strictObject({ kind: z.literal('session-death'), after: z.number().int().nonnegative() }),
  /** A shorter list that ends as a whole one does, with Exchange's warning that there is more unless `isWarned` is false. */
  z.strictObject({ kind: z.literal('truncated'), after: z.number().int().nonnegative(), isWarned: z.boolean().default(true) }),
  /** Each object takes so long. */
  z.strictObject({ kind: z.literal('slow'), millisecondsPerObject: z.number().int().positive().max(60_000) }),
  /** The call succeeds after a pause that a warning tells of. */
  z.strictObject({ kind: z.literal('micro-delay'), milliseconds: z.number().int().positive().max(600_000) }),
  /** Changes of mailboxes through other servers are seen here so much later. */
  z.strictObject({ kind: z.literal('replication-lag'), milliseconds: z.number().int().positive() }),
  /** Another administrator changes a personal list at the same moment: of the mailbox at this address, else of the one the call names. */
  z.strictObject({
    kind: z.literal('other-administrator'),
    list: z.enum(['allowed', 'blocked']),
    deviceId: z.string().min(1),
    edit: z.enum(['add', 'remove']).default('add'),
    address: z.string().optional(),
    when: z.enum(['before', 'after']).default('before'),
  }),
] as const;

const effectSchema = z.discriminatedUnion('kind', [
  ...exchangeEffects,
  /** The server does not answer: Exchange 503 on the session, Intune closes the connection. */
  z.strictObject({ kind: z.literal('down') }),
  z.strictObject({ kind: z.literal('latency'), milliseconds: z.number().int().positive().max(600_000) }),
  /** Exchange: an error record of this id, category and message. Intune: an error answer with `id` as its code and this status. */
  z.strictObject({
    kind: z.literal('error'),
    id: z.string().min(1),
    message: z.string(),
    category: z.string().default('NotSpecified'),
    status: z.number().int().min(400).max(599).default(500),
    /** Intune only: JSON text within the message, as Intune wraps its errors, once or twice; a gateway's page; left out: Graph's own form. */
    shape: z.enum(['intune', 'nested', 'html']).optional(),
  }),
  /** The answer stops after `after` objects, without its end mark. */
  z.strictObject({ kind: z.literal('end-early'), after: z.number().int().nonnegative() }),
  /** The connection is cut after `after` objects; a write has been done by then. */
  z.strictObject({ kind: z.literal('drop'), after: z.number().int().nonnegative() }),
  /** Too many requests: come back after so long. */
  z.strictObject({
    kind: z.literal('throttle'),
    milliseconds: z.number().int().positive(),
    /** Intune only: how Retry-After says it; seconds as a decimal number when left out. */
    retryAfter: z.enum(['integer', 'decimal', 'date', 'absent']).optional(),
  }),
  /**
   * Intune only: nothing goes wrong, but what a test asks or makes the service say here is against Graph's rules on purpose: the
   * request log marks it, so that the judge of a test run leaves it out as it does all other faults.
   */
  z.strictObject({ kind: z.literal('marked') }),
  /** Intune only: the connection is reset in place of an answer. */
  z.strictObject({ kind: z.literal('reset') }),
  /**
   * Intune only: after this page of devices one is renamed, so that a walk by name does not meet it (`skipped`), or meets it again
   * (`repeated`). The page itself is right.
   */
  z.strictObject({ kind: z.literal('rename'), outcome: z.enum(['skipped', 'repeated']) }),
  /** Intune only: the answer is damaged in one of the ways that Graph and what stands before it were seen to do (graph.md section 13). */
  z.strictObject({
    kind: z.literal('damage'),
    how: z.enum(['truncated', 'html', 'wrong-content-type', 'expired-token', 'foreign-link', 'repeated-link', 'duplicate-rows']),
  }),
]);
export type FaultEffect = z.infer<typeof effectSchema>;

export const faultSchema = z.strictObject({
  side: z.enum(['exchange', 'intune']),
  /** A piece of the subject, without regard to case, or `*`. Exchange: `Cmdlet @server`, with `session` as the name of opening one. Intune: `METHOD path?query`. */
  match: z.string().min(1),
  /** So many matching calls pass unharmed first: 2 means that the third one fails. */
  skip: z.number().int().nonnegative().default(0),
  /** So many are hit after that; null: all, until the faults are cleared. */
  count: z.number().int().positive().nullable().default(1),
  /** So long after it was put in it is over, whatever the count; left out: never. */
  lastsMilliseconds: z.number().int().positive().optional(),
  effect: effectSchema,
});
export type Fault = z.infer<typeof faultSchema>;

interface Armed {
  readonly fault: Fault;
  readonly until: number;
  seen: number;
}

/** The faults of one side. */
export class FaultList {
  readonly #side: Fault['side'];
  #armed: Armed[] = [];

  constructor(side: Fault['side']) {
    this.#side = side;
  }

  add(fault: Fault): void {
    if (fault.side !== this.#side) throw new Error(`a fault for ${fault.side} does not belong to ${this.#side}`);
    this.#armed.push({ fault, until: Date.now() + (fault.lastsMilliseconds ?? Number.POSITIVE_INFINITY), seen: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  list(): readonly Fault[] {
    this.#dropPast();
    return this.#armed.map(({ fault }) => fault);
  }

  /** The effects that hit this call. Each call counts once for every fault that matches it; a spent fault is dropped. */
  take(subject: string): readonly FaultEffect[] {
    this.#dropPast();
    const hits: FaultEffect[] = [];
    for (const armed of this.#armed) {
      if (!matches(armed.fault, subject)) continue;
      armed.seen += 1;
      if (armed.seen > armed.fault.skip) hits.push(armed.fault.effect);
    }
    this.#armed = this.#armed.filter(({ fault, seen }) => fault.count === null || seen < fault.skip + fault.count);
    return hits;
  }

  #dropPast(): void {
    const now = Date.now();
    this.#armed = this.#armed.filter(({ until }) => until > now);
  }
}

function matches(fault: Fault, subject: string): boolean {
  return fault.match === '*' || subject.toLowerCase().includes(fault.match.toLowerCase());
}
