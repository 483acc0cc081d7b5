/** Collections of directory objects: by place, 100 rows unless asked, at most 999, and the rule of advanced queries (graph.md sections 5 and 6). */
import type { Filters } from './directory-rows.ts';
import type { Call, Reply } from './messages.ts';
import { nextLink, optionsOf, project, type Row } from './odata.ts';
import { type Filter, holds, parseFilter, testsOf } from './odata-filter.ts';
import { badRequest, found } from './route.ts';

export interface Collection {
  readonly context: string;
  /** Made only when shown, or when there is a filter. */
  readonly rows: readonly (() => Row)[];
  readonly filters: Filters;
  /** Properties without `$select`. */
  readonly usual: readonly string[];
}

const usualPage = 100;
const largestPage = 999;

export function isAdvanced(call: Call): boolean {
  const { count, skipToken } = optionsOf(call.url);
  return call.headers['consistencylevel']?.toLowerCase() === 'eventual' && (count || skipToken !== null);
}

/** One page, or the 400 of a filter or a page size that Graph does not take. */
export function directoryPage(collection: Collection, call: Call, limit: number): Reply {
  const options = optionsOf(call.url);
  if (options.top !== null && options.top > largestPage)
    return badRequest(
      'Request_BadRequest',
      `Invalid page size specified: '${options.top}'. Must be between 1 and ${largestPage} inclusive.`,
    );
  const rows = filtered(collection, call);
  if ('refused' in rows) return rows.refused;
  const start = Number(/^from-(\d+)$/.exec(options.skipToken ?? '')?.[1] ?? 0);
  const size = Math.min(options.top ?? usualPage, limit, largestPage);
  const isCounted = options.count && start === 0 && isAdvanced(call);
  return found({
    '@odata.context': `${call.url.origin}/v1.0/$metadata#${collection.context}`,
    ...(isCounted ? { '@odata.count': rows.kept.length } : {}),
    ...(start + size < rows.kept.length ? { '@odata.nextLink': nextLink(call.url, `from-${start + size}`) } : {}),
    value: rows.kept.slice(start, start + size).map((row) => project(row(), options.select, collection.usual)),
  });
}

/** `…/$count` of a collection, a bare number. */
export function directoryCount(collection: Collection, call: Call): Reply {
  if (call.headers['consistencylevel']?.toLowerCase() !== 'eventual')
    return badRequest('Request_BadRequest', '$count is not currently supported.');
  const rows = filtered(collection, call);
  return 'refused' in rows ? rows.refused : { status: 200, headers: { 'content-type': 'text/plain' }, body: rows.kept.length };
}

type Kept = { readonly kept: readonly (() => Row)[] } | { readonly refused: Reply };

function filtered({ rows, filters }: Collection, call: Call): Kept {
  const text = optionsOf(call.url).filter;
  if (text === null) return { kept: rows };
  const filter = parseFilter(text);
  if (filter === null) return { refused: badRequest('BadRequest', 'Invalid filter clause.') };
  const refused = refusalOf(filter, filters, isAdvanced(call));
  return refused === null ? { kept: rows.filter((row) => holds(filter, row())) } : { refused };
}

function refusalOf(filter: Filter, { plain, advanced }: Filters, mayBeAdvanced: boolean): Reply | null {
  for (const { property, operator } of testsOf(filter)) {
    if (plain[property]?.includes(operator)) continue;
    if (advanced[property]?.includes(operator) !== true)
      return badRequest('Request_UnsupportedQuery', `Unsupported or invalid query filter clause specified for property '${property}'.`);
    if (mayBeAdvanced) continue;
    const list = property.split('/')[0] ?? '';
    const message = property.includes('/') ? `Complex query on property ${list} is not supported.` : 'Unsupported Query.';
    return badRequest('Request_UnsupportedQuery', message);
  }
  return null;
}
