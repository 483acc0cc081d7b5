/**
 * Several reads in few requests, Graph's `$batch` (graph.md section 5). Graph throttles and refuses each by itself, so each has an
 * outcome of its own, and only those that may pass are asked again. A page's link to the next page is followed outside the batch.
 */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import type { HttpReply } from '../http/message.ts';
import { judgeRead, judgeRefusal, type Read } from './graph-reply.ts';
import { type Attempt, pauseAfter } from './retry.ts';

/** The most that Graph takes in one request. */
const mostQuestions = 20;

export interface Question {
  readonly id: string;
  readonly method: 'GET';
  /** Below the version. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Outcome<T> = { readonly value: T } | { readonly failure: Failure };

export interface BatchWay {
  /** The answers to at most twenty questions, as Graph gave them. Throws a Failure when the whole request failed. */
  readonly send: (questions: readonly Question[], reads: readonly Read<z.ZodType>[]) => Promise<BatchReply>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Asked<T extends z.ZodType> {
  readonly read: Read<T>;
  readonly attempt: Attempt<z.infer<T>>;
}

/** The outcomes in the order of `reads`. */
export async function readEach<T extends z.ZodType>(reads: readonly Read<T>[], way: BatchWay): Promise<readonly Outcome<z.infer<T>>[]> {
  let asked = await askAll(reads, way);
  for (let turn = 0; ; turn += 1) {
    const pauses = asked.map(({ attempt }) => ('value' in attempt ? undefined : pauseAfter(attempt, turn)));
    const again = asked.filter((_, index) => pauses[index] !== undefined);
    if (again.length === 0) return asked.map(({ attempt }) => ('value' in attempt ? attempt : { failure: attempt.failure }));
    await way.clock.sleep(Math.max(...pauses.map((pause) => pause ?? 0)), way.signal);
    const repeated = await askAll(
      again.map(({ read }) => read),
      way,
    );
    const latest = new Map(repeated.map((one) => [one.read, one]));
    asked = asked.map((one) => latest.get(one.read) ?? one);
  }
}

async function askAll<T extends z.ZodType>(reads: readonly Read<T>[], way: BatchWay): Promise<readonly Asked<T>[]> {
  const asked: Asked<T>[] = [];
  for (let start = 0; start < reads.length; start += mostQuestions)
    asked.push(...(await askOnce(reads.slice(start, start + mostQuestions), way)));
  return asked;
}

/** Answers come in any order; one that does not come at all is asked again. */
async function askOnce<T extends z.ZodType>(reads: readonly Read<T>[], { send, clock }: BatchWay): Promise<readonly Asked<T>[]> {
  const replies = await send(reads.map(questionOf), reads);
  return reads.map((read, index) => {
    const reply = replies.get(String(index));
    return { read, attempt: reply === undefined ? unanswered(read) : judgeAnswer(reply, read, clock.now()) };
  });
}

function questionOf({ url, advanced }: Read<z.ZodType>, index: number): Question {
  const below = url.pathname.replace(/^\/v1\.0(?=\/)/, '');
  if (below === url.pathname) throw new Failure('intune.reply-invalid', { detail: 'a batch asks below v1.0 only' });
  const headers = advanced === true ? { consistencylevel: 'eventual' } : {};
  return { id: String(index), method: 'GET', url: `${below}${url.search}`, headers };
}

/** 424: not asked because of another question (graph.md section 5). */
function judgeAnswer<T extends z.ZodType>(reply: HttpReply, read: Read<T>, now: Date): Attempt<z.infer<T>> {
  const attempt = judgeRead(reply, read, now);
  return 'failure' in attempt && reply.status === 424 ? { ...attempt, wait: attempt.wait ?? null } : attempt;
}

function unanswered({ url }: Read<z.ZodType>): Attempt<never> {
  const options = { params: { path: url.pathname }, retry: 'later', detail: 'a batch came back without this answer' } as const;
  return { failure: new Failure('intune.reply-invalid', options), wait: null };
}

/** By the id of the question. */
export type BatchReply = ReadonlyMap<string, HttpReply>;

const answersSchema = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number().int(),
      headers: z
        .record(z.string(), z.string())
        .nullish()
        .transform((headers) => headers ?? {}),
      body: z.unknown(),
    }),
  ),
});

/** What answers within a batch leave out: whom support asks for, and the clock that a date in Retry-After is by. */
const ofTheWhole = ['request-id', 'client-request-id', 'date'] as const;

/** 424 is how the whole was answered before 2025 when a part was throttled. */
export function judgeBatch(reply: HttpReply, read: Read<z.ZodType>, now: Date): Attempt<BatchReply> {
  if (reply.status !== 200 && reply.status !== 424) return judgeRefusal(reply, read.permission, now);
  const judged = judgeRead({ ...reply, status: 200 }, { ...read, schema: answersSchema }, now);
  if ('failure' in judged) return judged;
  const marks = Object.fromEntries(ofTheWhole.map((name) => [name, reply.headers[name] ?? '']));
  const replies = judged.value.responses.map(({ id, status, headers, body }) => {
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const all = { ...marks, 'content-type': 'application/json', ...lower };
    return [id, { status, headers: all, text: JSON.stringify(body ?? null) }] as const;
  });
  return { value: new Map(replies) };
}
