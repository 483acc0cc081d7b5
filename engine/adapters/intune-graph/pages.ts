/** Walks a collection page by page. Links come from outside: they are checked before anything is sent to them. */
import { Failure } from '../../../shared/errors.ts';

export interface Page<Row> {
  readonly value: readonly Row[];
  readonly '@odata.nextLink'?: string | undefined;
  readonly '@odata.count'?: number | undefined;
}

/** More than any tenant needs: 10 million devices. */
const mostPages = 10_000;

/**
 * Every page from `first` on; an empty page is no end. Ends normally only at a page without a link.
 * Throws `intune.reply-invalid` for a link to another host, version or collection, or to a page that was read before.
 */
export async function* walkPages<Row>(first: URL, load: (url: URL) => Promise<Page<Row>>): AsyncIterable<Page<Row>> {
  const seen = new Set<string>();
  let next: URL | null = first;
  while (next !== null) {
    if (seen.has(next.href)) throw refused('a link to a page that was read before');
    if (seen.size >= mostPages) throw refused(`more than ${mostPages} pages`);
    seen.add(next.href);
    const page: Page<Row> = await load(next);
    yield page;
    next = follow(page['@odata.nextLink'], first);
  }
}

function follow(link: string | undefined, first: URL): URL | null {
  if (link === undefined) return null;
  const url = URL.canParse(link) ? new URL(link) : null;
  if (url?.origin !== first.origin || url.username !== '' || url.password !== '') throw refused('a link to another host');
  if (decodeURI(url.pathname) !== decodeURI(first.pathname)) throw refused('a link to another collection');
  return url;
}

function refused(what: string): Failure {
  return new Failure('intune.reply-invalid', { params: { part: 'nextLink' }, retry: 'later', detail: `nextLink refused: ${what}` });
}
