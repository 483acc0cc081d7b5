/** `$batch`: up to 20 requests in one, each answered by itself (graph.md section 5). */
import { z } from 'zod';
import type { Call, Reply } from './messages.ts';
import { graphError } from './odata.ts';

const mostRequests = 20;

const requestSchema = z.strictObject({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string().regex(/^\/?(?!https?:|(?:v1\.0|beta)\/|\/|\$batch)/),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});
const batchSchema = z.strictObject({ requests: z.array(requestSchema).min(1).max(mostRequests) });
type Request = z.infer<typeof requestSchema>;

/** Each request goes to `answerOne` with the caller's bearer. Answers do not come in the order of the requests. */
export function answerBatch(call: Call, version: string, answerOne: (call: Call) => Reply): Reply {
  const requests = readRequests(call.text);
  if (requests === null) return badRequest('The batch is not of the form that is asked for.');
  const wrong = wrongIn(requests);
  if (wrong !== null) return badRequest(wrong);
  const replies = new Map<string, Reply>();
  for (const request of requests)
    replies.set(
      request.id,
      inTurn(request, replies, () => answerOne(innerCall(call, version, request))),
    );
  const responses = [...replies].toReversed().map(([id, { status, headers = {}, body }]) => ({
    id,
    status,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body }),
  }));
  const isPlanned = [...replies.values()].some(({ planned }) => planned === true);
  return { status: 200, body: { responses }, ...(isPlanned ? { planned: true } : {}) };
}

function readRequests(text: string): readonly Request[] | null {
  try {
    return batchSchema.safeParse(JSON.parse(text)).data?.requests ?? null;
  } catch {
    return null;
  }
}

function wrongIn(requests: readonly Request[]): string | null {
  const dependent = requests.filter(({ dependsOn = [] }) => dependsOn.length > 0).length;
  if (dependent > 0 && dependent < requests.length - 1) return 'Either every request depends on another, or none.';
  const before = new Set<string>();
  for (const request of requests) {
    const wrong = wrongAfter(request, before);
    if (wrong !== null) return wrong;
    before.add(request.id);
  }
  return null;
}

function wrongAfter({ id, body, headers = {}, dependsOn = [] }: Request, before: ReadonlySet<string>): string | null {
  if (before.has(id)) return `The id ${id} came twice.`;
  if (dependsOn.some((other) => !before.has(other))) return `The request ${id} depends on one that did not come before it.`;
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return body !== undefined && !isTyped ? `The request ${id} has a body without Content-Type.` : null;
}

function inTurn({ dependsOn = [] }: Request, replies: ReadonlyMap<string, Reply>, answer: () => Reply): Reply {
  const hasFailed = dependsOn.some((id) => (replies.get(id)?.status ?? 500) >= 400);
  return hasFailed ? { status: 424, body: graphError('FailedDependency', 'A request that this one depends on has failed.') } : answer();
}

function innerCall(call: Call, version: string, { method, url, headers = {}, body }: Request): Call {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const kept = Object.fromEntries(Object.entries(call.headers).filter(([name]) => ['authorization', 'host'].includes(name)));
  const text = body === undefined ? '' : JSON.stringify(body);
  return { method, url: new URL(`/${version}/${url.replace(/^\//, '')}`, call.url.origin), headers: { ...own, ...kept }, text };
}

function badRequest(message: string): Reply {
  return { status: 400, body: graphError('BadRequest', message) };
}
