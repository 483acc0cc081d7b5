/** What an answer of Exchange Web Services, or its absence, means: done, busy, or which failure. */
import { Failure } from '../../../shared/errors.ts';
import { Unreached } from './mail-transport.ts';
import type { SignedAnswer } from './sign-in.ts';
import { type Answer, type Operation, readAnswer } from './web-services.ts';
import { ReplyRefused } from './xml.ts';

export interface Call {
  readonly operation: Operation;
  readonly body: string;
}

/** Names for the sentence of a failure. */
export interface Where {
  readonly host: string;
  readonly address: string;
}

/** Milliseconds. A longer wait is for the caller to plan, not to sit out. */
const longestBackOff = 30_000;
const backOffUnsaid = 5_000;
/** They say that the account may not, however often it asks. */
const accountCodes = ['ErrorAccessDenied', 'ErrorAccountDisabled', 'ErrorPasswordExpired', 'ErrorPasswordChangeRequired'];

/** Throws a Failure, or a {@link ReplyRefused} for an answer that is none. */
export function understood(answer: SignedAnswer, { operation }: Call, where: Where): Answer {
  if (answer.kind === 'refused') throw denied(where, 'the account was refused');
  if (answer.kind === 'no-way-in') throw denied(where, `the server offers ${answer.offered}, and no NTLM or Basic that can be used`);
  const { status, text } = answer.reply;
  // So Exchange answers for a mailbox or a program that may not use the service.
  if (status === 403) throw denied(where, 'HTTP 403');
  // Exchange sends its faults with 500, and its own queue answers 503.
  if (status !== 200 && status !== 500)
    throw new Failure('mail.unreachable', { params: { host: where.host }, retry: 'later', detail: `HTTP ${status}` });
  return readAnswer(text, operation);
}

/** Milliseconds to wait before the one repetition; null: no repetition. A busy server has not done what it was asked. */
export function waitAsked({ outcome, code, backOff }: Answer): number | null {
  const isBusy = outcome === 'Error' && (code === 'ErrorServerBusy' || backOff !== null);
  if (!isBusy) return null;
  const wait = backOff ?? backOffUnsaid;
  return wait <= longestBackOff ? wait : null;
}

/** The failure of an answer that is an error. */
export function refusal({ code, backOff }: Answer, where: Where): Failure {
  if (accountCodes.includes(code)) return denied(where, code);
  const detail = backOff === null ? code : `${code}, asks for ${backOff} ms of rest`;
  const isPassing = backOff !== null || code === 'ErrorServerBusy' || code === 'ErrorExceededConnectionCount';
  return new Failure('mail.send-failed', { params: { answer: code }, retry: isPassing ? 'later' : 'administrator', detail });
}

/** The failure when no usable answer came. With retry `never` the mail may be on its way. */
export function failureOf(thrown: unknown, { operation }: Call, { host }: Where): unknown {
  if (!(thrown instanceof Unreached) && !(thrown instanceof ReplyRefused)) return thrown;
  if (thrown instanceof Unreached && thrown.refused !== null) return thrown.refused;
  const isInDoubt = operation === 'CreateItem' && !(thrown instanceof Unreached && thrown.isBeforeSending);
  const detail = isInDoubt ? `${thrown.message}; the mail may have been sent` : thrown.message;
  return new Failure('mail.unreachable', { params: { host }, retry: isInDoubt ? 'never' : 'later', detail });
}

function denied({ host, address }: Where, detail: string): Failure {
  return new Failure('mail.access-denied', { params: { host, address }, detail });
}
