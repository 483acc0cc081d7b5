/** The few pieces of OData that Graph's collections need: options, selection, filters, pages and error envelopes. */

export type Row = Readonly<Record<string, unknown>>;

export interface Options {
  readonly select: readonly string[] | null;
  readonly top: number | null;
  readonly filter: string | null;
  readonly skipToken: string | null;
  readonly count: boolean;
}

export function optionsOf(url: URL): Options {
  const select = url.searchParams.get('$select');
  const top = Number(url.searchParams.get('$top') ?? Number.NaN);
  return {
    select: select === null ? null : select.split(',').map((name) => name.trim()),
    top: Number.isSafeInteger(top) && top > 0 ? top : null,
    filter: url.searchParams.get('$filter'),
    skipToken: url.searchParams.get('$skiptoken'),
    count: url.searchParams.get('$count') === 'true',
  };
}

/** Only the named properties; without names those of `usual`, or all when that is not given. `id` and annotations always come along. */
export function project(row: Row, select: readonly string[] | null, usual?: readonly string[]): Row {
  const wanted = select ?? usual;
  if (wanted === undefined || wanted.includes('*')) return row;
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === 'id' || name.startsWith('@') || names.has(name.toLowerCase())));
}

/** The same request, going on after `token`. */
export function nextLink(url: URL, token: string): string {
  const next = new URL(url.href);
  next.searchParams.set('$skiptoken', token);
  return next.href.replaceAll('%24', '$');
}

export function graphError(code: string, message: string): Row {
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': crypto.randomUUID(),
    'client-request-id': crypto.randomUUID(),
  };
  return { error: { code, message, innerError } };
}

/** Intune puts JSON text inside the message (graph.md section 8). */
export function intuneError(code: string, message: string): Row {
  return graphError(code, intuneMessage(message));
}

/** The same once more around it, as some of Intune's services do. */
export function nestedIntuneError(code: string, message: string): Row {
  return graphError('UnknownError', JSON.stringify({ ErrorCode: code, Message: intuneMessage(message), Target: null, Details: null }));
}

function intuneMessage(message: string): string {
  const operation = 'Operation ID (for customer support): 00000000-0000-0000-0000-000000000000';
  const address = 'Url: https://fef.msua01.manage.microsoft.com/StatelessEnrollmentFEService/deviceManagement';
  return JSON.stringify({
    _version: 3,
    Message: `${message} - ${operation} - Activity ID: ${crypto.randomUUID()} - ${address}`,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  });
}
