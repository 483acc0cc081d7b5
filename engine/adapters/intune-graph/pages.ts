/** Walks a collection page by page. Links come from outside: they are checked before anything is sent to them. */
import { setImmediate } from 'node:timers/promises';
import { Failure } from '../../../shared/errors.ts';

export interface Page<Row> {
  readonly value: readonly Row[];
  readonly '@odata.nextLink'?: string | undefined;
  readonly '@odata.count'?: number | undefined;
}

/** Rows that leave while we walk are no fault; a larger shortfall is (a list is no snapshot, graph.md section 5). */
const toleratedShortfall = 0.01;

/**
 * Rows that were announced and that came, each once. Whether Intune counts the page or everything is not documented: a first page that
 * is whole and yet has a link tells that its count is the page's.
 */
export class Tally {
  readonly #seen = new Set<string>();
  #announced = 0;
  #countsPages: boolean | null = null;
  #missingOnPages = 0;

  /** The rows of a page that did not come before. */
  fresh<Row extends { readonly id: string }>(page: Page<Row>): readonly Row[] {
    const announced = page['@odata.count'] ?? 0;
    this.#announced = Math.max(this.#announced, announced);
    this.#countsPages ??= page['@odata.nextLink'] !== undefined && announced === page.value.length && announced > 0;
    if (this.#countsPages) this.#missingOnPages += Math.max(0, announced - page.value.length);
    return page.value.filter((row) => !this.#seen.has(row.id) && this.#seen.add(row.id));
  }

  /** What is wrong with the counts, or null. A page that says itself that it is not whole is never right. */
  shortfall(): string | null {
    if (this.#missingOnPages > 0) return `${this.#missingOnPages} rows did not come on pages that announced them`;
    if (this.#seen.size >= this.#announced * (1 - toleratedShortfall)) return null;
    return `${this.#seen.size} rows came of ${this.#announced} that were announced`;
  }
}

/** More than any tenant needs: 10 million devices. */
const mostPages = 10_000;

/** The addresses of one walk over a collection: each is asked for once, and none leads out of it. */
export class Trail {
  readonly #first: URL;
  readonly #seen = new Set<string>();

  constructor(first: URL) {
    this.#first = first;
  }

  /** Throws `intune.reply-invalid` for a page that was read before. */
  enter(url: URL): URL {
    if (this.#seen.has(url.href)) throw refused('a link to a page that was read before');
    if (this.#seen.size >= mostPages) throw refused(`more than ${mostPages} pages`);
    this.#seen.add(url.href);
    return url;
  }

  /** Throws `intune.reply-invalid` also for a link to another host, version or collection. */
  follow(link: string): URL {
    return this.enter(checkedLink(link, this.#first));
  }
}

/**
 * Every page from `first` on; an empty page is no end. Ends normally only at a page without a link. The next page is asked for while
 * the caller works on this one, since Graph takes longer to make a page than we to read it.
 * Throws `intune.reply-invalid` for a link to another host, version or collection, or to a page that was read before.
 */
export async function* walkPages<Row>(first: URL, load: (url: URL) => Promise<Page<Row>>): AsyncIterable<Page<Row>> {
  const trail = new Trail(first);
  let coming: Promise<Page<Row>> | null = load(trail.enter(first));
  while (coming !== null) {
    const page: Page<Row> = await coming;
    const link = page['@odata.nextLink'];
    coming = link === undefined ? null : follow(link, trail, load);
    // Whoever awaits it sees the failure; a walk given up in between must not make it an unhandled one.
    coming?.catch(() => undefined);
    // Lets the request go out first: the caller's work on a page is one piece.
    if (coming !== null) await setImmediate();
    yield page;
  }
}

/** Refuses a link as the page behind it would be refused: after the rows of this one. */
async function follow<P>(link: string, trail: Trail, load: (url: URL) => Promise<P>): Promise<P> {
  return load(trail.follow(link));
}

/** A link that Graph gave, for the collection that `first` is of. Throws `intune.reply-invalid` when it leads anywhere else. */
export function checkedLink(link: string, first: URL): URL {
  const url = URL.canParse(link) ? new URL(link) : null;
  if (url?.origin !== first.origin || url.username !== '' || url.password !== '') throw refused('a link to another host');
  if (decodeURI(url.pathname) !== decodeURI(first.pathname)) throw refused('a link to another collection');
  return url;
}

function refused(what: string): Failure {
  return new Failure('intune.reply-invalid', { params: { part: 'nextLink' }, retry: 'later', detail: `link refused: ${what}` });
}
