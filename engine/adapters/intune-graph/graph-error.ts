/** Reads Graph's error answers, also Intune's, which carry JSON text inside the message, at times twice (graph.md section 8). */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { HttpReply } from '../http/message.ts';

const envelopeSchema = z.object({ error: z.object({ code: z.string(), message: z.string().nullish() }) });
const nestedSchema = z.object({
  Message: z.string().optional(),
  message: z.string().optional(),
  RetryAfter: z.union([z.string(), z.number()]).nullish(),
});

export interface GraphError {
  readonly code: string;
  readonly message: string;
  /** As Intune gives it inside the message, in the form of the header. */
  readonly retryAfter: string | undefined;
}

const deepest = 3;
const longestMessage = 500;

export function readGraphError(text: string): GraphError {
  const envelope = envelopeSchema.safeParse(parseJson(text));
  if (!envelope.success) return { code: 'unreadable', message: '', retryAfter: undefined };
  const { code, message } = envelope.data.error;
  return { code, ...unwrap(message ?? '') };
}

function unwrap(message: string): Omit<GraphError, 'code'> {
  let current = message;
  let retryAfter: string | undefined;
  for (let depth = 0; depth < deepest && current.trimStart().startsWith('{'); depth += 1) {
    const nested = nestedSchema.safeParse(parseJson(current));
    if (!nested.success) break;
    retryAfter = nested.data.RetryAfter === null || nested.data.RetryAfter === undefined ? retryAfter : String(nested.data.RetryAfter);
    current = nested.data.Message ?? nested.data.message ?? '';
  }
  return { message: current.slice(0, longestMessage), retryAfter };
}

/**
 * The Failure for an answer that is no success. `permission` names the right that the request needs, `wait` are the
 * milliseconds that the service asked for: callers that can wait longer than one request find them as `seconds`.
 */
export function failureOf(reply: HttpReply, error: GraphError, permission: string, wait: number | null = null): Failure {
  const detail = `HTTP ${reply.status} ${error.code} ${error.message} ${supportIds(reply)}`;
  const params = { status: reply.status };
  if (reply.status === 403) return new Failure('intune.permission-missing', { params: { ...params, permission }, detail });
  const asked = wait === null ? {} : { seconds: Math.ceil(wait / 1000) };
  if (reply.status === 429 || reply.status === 509)
    return new Failure('intune.throttled', { params: { ...params, ...asked }, retry: 'later', detail });
  if (reply.status >= 500)
    return new Failure('intune.unreachable', { params: { ...params, host: 'Microsoft Graph' }, retry: 'later', detail });
  return new Failure(reply.status === 401 ? 'intune.sign-in-refused' : 'intune.reply-invalid', { params, detail });
}

/** What Microsoft's support asks for. */
function supportIds({ headers }: HttpReply): string {
  return `request-id ${headers['request-id'] ?? 'none'} client-request-id ${headers['client-request-id'] ?? 'none'}`;
}

/** Undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
