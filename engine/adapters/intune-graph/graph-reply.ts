/** Judges Graph's answer to a read: the parsed value, or the Failure and whether asking again makes sense. */
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { HttpReply } from '../http/message.ts';
import { failureOf, parseJson, readGraphError } from './graph-error.ts';
import { type Attempt, retryAfter } from './retry.ts';

export interface Read<T extends z.ZodType> {
  readonly url: URL;
  readonly schema: T;
  /** The right that the request needs, for the message when it is refused. */
  readonly permission: string;
  readonly advanced?: boolean;
}

export function judgeRead<T extends z.ZodType>(reply: HttpReply, read: Read<T>, now: Date): Attempt<z.infer<T>> {
  return reply.status === 200 ? judgeSuccess(reply, read) : judgeRefusal(reply, read.permission, now);
}

/** 501 says that it never will. 509: too much traffic. */
export function judgeRefusal(reply: HttpReply, permission: string, now: Date): Attempt<never> {
  const error = readGraphError(reply.text);
  const wait = retryAfter(reply.headers['retry-after'] ?? error.retryAfter, now, reply.headers['date']);
  const mayPass = reply.status === 429 || (reply.status >= 500 && reply.status !== 501);
  return { failure: failureOf(reply, error, permission, wait), wait: mayPass ? wait : undefined };
}

/** A page of a gateway will stay one; JSON that breaks off may be whole the next time. */
function judgeSuccess<T extends z.ZodType>(reply: HttpReply, read: Read<T>): Attempt<z.infer<T>> {
  const type = reply.headers['content-type'] ?? 'nothing';
  const invalid = (detail: string) => new Failure('intune.reply-invalid', { params: { path: read.url.pathname }, retry: 'later', detail });
  if (!/^application\/json\b/i.test(type)) return { failure: invalid(`expected JSON, got ${type.slice(0, 80)}`), wait: undefined };
  const json = parseJson(reply.text);
  if (json === undefined) return { failure: invalid('the answer is not whole'), wait: null };
  const parsed = read.schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const where = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.code}`);
  return { failure: invalid(`not of the expected form: ${where.join('; ')}`), wait: undefined };
}
