/** The client of Graph against scripted answers: what is sent, to whom, and how often. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpReply, HttpRequest } from '../../../../../engine/adapters/http/message.ts';
import { GraphClient } from '../../../../../engine/adapters/intune-graph/graph-client.ts';
import { Failure, toAppError } from '../../../../../shared/errors.ts';
import { SteppedClock } from '../../../../builders/stand-ins.ts';

const signal = new AbortController().signal;
const questionsSchema = z.object({
  requests: z.array(z.object({ id: z.string(), method: z.literal('GET'), url: z.string(), headers: z.record(z.string(), z.string()) })),
});
type Question = z.infer<typeof questionsSchema>['requests'][number];

function json(body: unknown, status = 200, headers: Record<string, string> = {}): HttpReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, text: JSON.stringify(body) };
}

const errorBody = (code: string) => ({ error: { code, message: 'no' } });

function prepare(answer: (request: HttpRequest, turn: number) => HttpReply) {
  const sent: HttpRequest[] = [];
  const clock = new SteppedClock();
  const send = async (request: HttpRequest) => answer(request, sent.push(request));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const token = async (fresh: boolean) => (fresh ? 'a-new-bearer' : 'the-bearer');
  const transport = { send, close: async () => undefined };
  const client = new GraphClient({ root: 'https://graph.test', transport, token, clock, log });
  const read = (id: number) => ({
    url: client.url(`v1.0/users/${id}?$select=id`),
    schema: z.object({ id: z.number() }),
    permission: 'User.Read.All',
  });
  return { client, sent, clock, read };
}

function questionsIn(request: HttpRequest | undefined): readonly Question[] {
  return questionsSchema.parse(JSON.parse(request?.body ?? '{}')).requests;
}

const numberIn = (question: Question) => Number(/\/users\/(\d+)/.exec(question.url)?.[1]);
const found = (question: Question) => ({ id: question.id, status: 200, headers: {}, body: { id: numberIn(question) } });

describe('several reads at once', () => {
  it('go twenty in a request, and come back in the order of the questions whatever the order of the answers', async () => {
    const { client, sent, read } = prepare((request) => json({ responses: questionsIn(request).map(found).reverse() }));
    const numbers = Array.from({ length: 45 }, (_, index) => index);

    const outcomes = await client.readEach(numbers.map(read), signal);

    expect(sent.map((request) => questionsIn(request).length)).toEqual([20, 20, 5]);
    expect(sent[0]).toMatchObject({ method: 'POST', url: new URL('https://graph.test/v1.0/$batch') });
    expect(questionsIn(sent[0])[7]).toEqual({ id: '7', method: 'GET', url: '/users/7?$select=id', headers: {} });
    expect(outcomes).toEqual(numbers.map((id) => ({ value: { id } })));
  });

  it('one that is throttled is asked again by itself, after the time it named; the others are not', async () => {
    const throttled = { status: 429, headers: { 'Retry-After': '2.5' }, body: errorBody('TooManyRequests') };
    const { client, sent, clock, read } = prepare((request, turn) =>
      json({
        responses: questionsIn(request).map((one) => (turn === 1 && numberIn(one) === 1 ? { id: one.id, ...throttled } : found(one))),
      }),
    );

    const outcomes = await client.readEach([0, 1, 2].map(read), signal);

    expect(sent.map((request) => questionsIn(request).map(numberIn))).toEqual([[0, 1, 2], [1]]);
    expect(clock.slept).toEqual([2500]);
    expect(outcomes).toEqual([0, 1, 2].map((id) => ({ value: { id } })));
  });

  it('the older answer to throttling, 424 for all with 429 inside, is read alike', async () => {
    const { client, sent, read } = prepare((request, turn) => {
      const inner = { status: 424, headers: {}, body: errorBody('FailedDependency') };
      const responses = questionsIn(request).map((one) => (turn === 1 ? { id: one.id, ...inner } : found(one)));
      return json({ responses }, turn === 1 ? 424 : 200);
    });

    expect(await client.readEach([0, 1].map(read), signal)).toEqual([{ value: { id: 0 } }, { value: { id: 1 } }]);
    expect(sent).toHaveLength(2);
  });

  it('one that is refused has its own failure with the ids that support asks for; an answer that does not come is no empty one', async () => {
    const { client, sent, read } = prepare((request) => {
      const refused = { id: '1', status: 403, headers: { 'request-id': 'r7' }, body: errorBody('Forbidden') };
      return json({
        responses: [
          ...questionsIn(request)
            .filter((one) => numberIn(one) === 0)
            .map(found),
          refused,
        ],
      });
    });

    const [first, second, third] = await client.readEach([0, 1, 2].map(read), signal);

    expect(first).toEqual({ value: { id: 0 } });
    expect(second).toMatchObject({ failure: { error: { code: 'intune.permission-missing', params: { permission: 'User.Read.All' } } } });
    expect(third).toMatchObject({ failure: { error: { code: 'intune.reply-invalid', retry: 'later' } } });
    const ids = /request-id r7 client-request-id ([0-9a-f-]{36})/.exec(
      second !== undefined && 'failure' in second ? (second.failure.error.detail ?? '') : '',
    );
    expect(ids?.[1]).toBe(sent[0]?.headers['client-request-id']);
  });

  it('of which one finds the bearer ended are all asked again with a new one, once', async () => {
    const refused = { status: 401, headers: {}, body: errorBody('InvalidAuthenticationToken') };
    const { client, sent, read } = prepare((request) =>
      json({ responses: questionsIn(request).map((one) => (numberIn(one) === 1 ? { id: one.id, ...refused } : found(one))) }),
    );

    const [first, second] = await client.readEach([0, 1].map(read), signal);

    expect(sent.map(({ headers }) => headers['authorization'])).toEqual(['Bearer the-bearer', 'Bearer a-new-bearer']);
    expect(first).toEqual({ value: { id: 0 } });
    expect(second).toMatchObject({ failure: { error: { code: 'intune.sign-in-refused' } } });
  });

  it('one that is throttled until a date waits by the clock of the whole answer', async () => {
    const throttled = { status: 429, headers: { 'Retry-After': 'Sat, 01 Jan 2000 00:00:07 GMT' }, body: errorBody('TooManyRequests') };
    const { client, clock, read } = prepare((request, turn) =>
      json({ responses: questionsIn(request).map((one) => (turn === 1 ? { id: one.id, ...throttled } : found(one))) }, 200, {
        date: 'Sat, 01 Jan 2000 00:00:04 GMT',
      }),
    );

    expect(await client.readEach([read(0)], signal)).toEqual([{ value: { id: 0 } }]);
    expect(clock.slept).toEqual([3000]);
  });

  it('a question to another host or version is not asked at all', async () => {
    const { client, sent, read } = prepare(() => json({}));
    const foreign = { ...read(1), url: new URL('https://graph.test.example/v1.0/users/1') };
    const beta = { ...read(1), url: client.url('beta/users/1') };

    await expect(client.readEach([read(0), foreign], signal)).rejects.toMatchObject({ error: { code: 'intune.reply-invalid' } });
    await expect(client.readEach([beta], signal)).rejects.toMatchObject({ error: { code: 'intune.reply-invalid' } });
    expect(sent).toEqual([]);
  });

  it('nothing to ask sends nothing', async () => {
    const { client, sent } = prepare(() => json({}));

    expect(await client.readEach([], signal)).toEqual([]);
    expect(sent).toEqual([]);
  });
});

describe('the bearer', () => {
  it.each([
    'https://graph.test.example/v1.0/x',
    'http://graph.test/v1.0/x',
    'https://graph.test:444/v1.0/x',
    'https://graph.example@evil.test/',
  ])('never goes to %s', async (address) => {
    const { client, sent } = prepare(() => json({}));
    const foreign = { url: new URL(address), permission: 'none' };

    await expect(client.read({ ...foreign, schema: z.unknown() }, signal)).rejects.toBeInstanceOf(Failure);
    await expect(client.write({ ...foreign, method: 'DELETE' }, signal)).rejects.toBeInstanceOf(Failure);
    expect(sent).toEqual([]);
  });
});

describe('a write', () => {
  const permission = 'DeviceManagementServiceConfig.ReadWrite.All';

  async function write(method: 'POST' | 'PATCH' | 'DELETE', statuses: readonly number[]) {
    const { client, sent } = prepare((_, turn) => json(errorBody('x'), statuses[turn - 1] ?? 200));
    const work = client.write({ method, url: client.url('v1.0/deviceManagement/exchangeConnectors'), permission }, signal);
    const code = await work.then(
      () => 'done',
      (thrown: unknown) => toAppError(thrown).code,
    );
    return { code, times: sent.length };
  }

  it.each([
    ['PATCH after 503 is sent again: it says how it shall be', 'PATCH', [503, 200], { code: 'done', times: 2 }],
    ['DELETE after 504 is sent again, and what is gone by then is done', 'DELETE', [504, 404], { code: 'done', times: 2 }],
    ['POST after 503 is not sent again: it may have happened', 'POST', [503, 201], { code: 'intune.unreachable', times: 1 }],
    ['POST after 429 is sent again: nothing was done', 'POST', [429, 201], { code: 'done', times: 2 }],
    ['PATCH after 403 is not sent again', 'PATCH', [403, 200], { code: 'intune.permission-missing', times: 1 }],
    ['PATCH of what is gone fails', 'PATCH', [404], { code: 'intune.reply-invalid', times: 1 }],
  ] as const)('%s', async (_, method, statuses, outcome) => {
    expect(await write(method, statuses)).toEqual(outcome);
  });

  it('a create that broke off is not sent again; a change is', async () => {
    const broken = new Failure('intune.unreachable', { detail: 'ECONNRESET' });
    const { client, sent } = prepare((_, turn) => {
      if (turn !== 3) throw broken;
      return json({});
    });
    const url = client.url('v1.0/deviceManagement/exchangeConnectors');

    const error = await client.write({ method: 'POST', url, permission }, signal).catch(toAppError);
    await client.write({ method: 'PATCH', url, permission }, signal);

    expect(sent.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
    expect(error).toMatchObject({
      code: 'intune.unreachable',
      detail: `ECONNRESET client-request-id ${sent[0]?.headers['client-request-id']}`,
    });
  });
});
