/**
 * What was asked of the simulators, as JSON lines. Secrets cannot get in: headers pass by an allow-list, secret fields and
 * anything that looks like a token are masked before a line exists.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const intuneEntrySchema = z.strictObject({
  side: z.literal('intune'),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
  status: z.number().int(),
  response: z.unknown(),
  /** The answer is a fault that was asked for, so no judge of Graph's rules needs to look at it. */
  planned: z.literal(true).optional(),
});

const exchangeEntrySchema = z.strictObject({
  side: z.literal('exchange'),
  cmdlet: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  /** `ok`, or the id of the error. */
  outcome: z.string(),
  session: z.string(),
});

export type RequestLogEntry = z.infer<typeof intuneEntrySchema> | z.infer<typeof exchangeEntrySchema>;

const lineSchema = z.discriminatedUnion('side', [
  intuneEntrySchema.extend({ time: z.string() }),
  exchangeEntrySchema.extend({ time: z.string() }),
]);
export type RequestLogLine = z.infer<typeof lineSchema>;

export interface RequestLog {
  write(entry: RequestLogEntry): void;
  entries(): readonly RequestLogLine[];
}

const mask = '[secret]';
const largestResponse = 16 * 1024;
const keptHeaders = new Set([
  'accept',
  'client-request-id',
  'consistencylevel',
  'content-type',
  'host',
  'if-none-match',
  'odata-version',
  'prefer',
  'retry-after',
  'user-agent',
]);
const secretFields = new Set([
  'accesstoken',
  'assertion',
  'authorization',
  'clientassertion',
  'clientsecret',
  'code',
  'cookie',
  'devicecode',
  'idtoken',
  'password',
  'passphrase',
  'refreshtoken',
  'secret',
  'setcookie',
  'ticket',
  'token',
  'usercode',
]);
const tokenLike = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** With null the entries stay in memory. */
export function openRequestLog(file: string | null): RequestLog {
  if (file === null) return memoryLog();
  mkdirSync(dirname(file), { recursive: true });
  return {
    write: (entry) => appendFileSync(file, `${JSON.stringify(lineOf(entry))}\n`, { mode: 0o600 }),
    entries: () => (existsSync(file) ? parseLines(readFileSync(file, 'utf8')) : []),
  };
}

function memoryLog(): RequestLog {
  const lines: RequestLogLine[] = [];
  return { write: (entry) => void lines.push(lineOf(entry)), entries: () => [...lines] };
}

function parseLines(text: string): readonly RequestLogLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

function lineOf(entry: RequestLogEntry): RequestLogLine {
  const time = new Date().toISOString();
  if (entry.side === 'exchange') return { time, ...entry, parameters: Object.fromEntries(Object.entries(entry.parameters).map(maskField)) };
  const headers = Object.entries(entry.headers).filter(([name]) => keptHeaders.has(name.toLowerCase()));
  return {
    time,
    ...entry,
    url: maskUrl(entry.url),
    headers: Object.fromEntries(headers),
    body: withoutSecrets(formAsFields(entry.body)),
    response: shortened(withoutSecrets(entry.response)),
  };
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(tokenLike, mask);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(maskField));
}

/** An error answer `{"error":{"code":"…"}}` keeps its code: that one names the error and is no secret. */
function maskField([name, value]: readonly [string, unknown]): readonly [string, unknown] {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (plain === 'error' && typeof value === 'object' && value !== null && 'code' in value) {
    return [name, { ...fieldsOf(withoutSecrets(value)), code: withoutSecrets(value.code) }];
  }
  return [name, secretFields.has(plain) ? mask : withoutSecrets(value)];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** A posted form becomes its fields, so that each can be judged by its name. */
function formAsFields(body: unknown): unknown {
  if (typeof body !== 'string' || !/^[\w.~%+-]+=/.test(body)) return body;
  return Object.fromEntries(new URLSearchParams(body));
}

function maskUrl(url: string): string {
  const query = url.indexOf('?');
  if (query === -1) return url;
  const parts = url
    .slice(query + 1)
    .split('&')
    .map((part) => (secretFields.has(plainName(part)) ? `${part.split('=')[0] ?? ''}=${mask}` : part));
  return `${url.slice(0, query)}?${parts.join('&')}`;
}

function plainName(part: string): string {
  return (part.split('=')[0] ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
}

/** A page of a large walk would fill the disk; its size says enough. A batch holds as many answers as there were questions. */
function shortened(response: unknown): unknown {
  const size = JSON.stringify(response)?.length ?? 0;
  const { responses } = fieldsOf(response);
  return size > largestResponse * (Array.isArray(responses) ? Math.max(1, responses.length) : 1)
    ? { leftOut: `${size} characters` }
    : response;
}
