/**
 * Passes over several deltas at once. In each turn the next pages of all that are not at their end go in one `$batch`, so that together
 * they cost as many requests as the longest of them alone: a cursor of many groups is many deltas, most of which have nothing to tell.
 */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { GraphClient } from './graph-client.ts';
import type { Read } from './graph-reply.ts';
import { checkedLink, Trail } from './pages.ts';
import { pageSchema } from './schema.ts';

const removed = z.object({ reason: z.string().optional() }).optional();
const rowSchema = z.object({
  id: z.string().min(1),
  '@removed': removed,
  'members@delta': z.array(z.object({ id: z.string(), '@odata.type': z.string().optional(), '@removed': removed })).optional(),
});
export type DeltaRow = z.infer<typeof rowSchema>;
const deltaPage = pageSchema(rowSchema).extend({ '@odata.deltaLink': z.string().optional() });
type DeltaPage = z.infer<typeof deltaPage>;

export interface Collection {
  /** With the version. */
  readonly path: string;
  readonly permission: string;
}

/** One pass over the pages of a delta, up to the link for the next pass. */
export class Round {
  readonly #permission: string;
  readonly #first: URL;
  readonly #trail: Trail;
  #next: URL | null;
  #end: string | null = null;

  /** `link` comes out of the store: it goes to Graph only, and to this collection only. */
  constructor(client: GraphClient, { link, path, permission }: Collection & { readonly link: string }) {
    this.#permission = permission;
    this.#first = checkedLink(link, client.url(path));
    this.#trail = new Trail(this.#first);
    this.#next = this.#trail.enter(this.#first);
  }

  /** Of the next page; null at the end. */
  get read(): Read<typeof deltaPage> | null {
    return this.#next === null ? null : { url: this.#next, schema: deltaPage, permission: this.#permission };
  }

  /** Goes on behind the page that was read. Throws `intune.reply-invalid` for a link that leads elsewhere, or back. */
  pass(page: DeltaPage): void {
    const link = page['@odata.nextLink'];
    this.#next = link === undefined ? null : this.#trail.follow(link);
    this.#end = page['@odata.deltaLink'] ?? null;
  }

  /** Once all rows came. */
  end(): string {
    if (this.#end !== null) return checkedLink(this.#end, this.#first).href;
    throw new Failure('intune.reply-invalid', { params: { part: 'deltaLink' }, retry: 'later', detail: 'a delta ended without its link' });
  }
}

export interface Told {
  readonly round: Round;
  readonly rows: readonly DeltaRow[];
}

/** The rows of all rounds, each round's in its own order. Throws `intune.*`. */
export async function* walkTogether(client: GraphClient, rounds: readonly Round[], signal: AbortSignal): AsyncIterable<Told> {
  for (;;) {
    const open = rounds.flatMap((round) => (round.read === null ? [] : [{ round, read: round.read }]));
    if (open.length === 0) return;
    const pages = await readPages(
      client,
      open.map(({ read }) => read),
      signal,
    );
    for (const [index, page] of pages.entries()) {
      const round = open[index]?.round;
      if (round === undefined) continue;
      round.pass(page);
      yield { round, rows: page.value };
    }
  }
}

/** All of them, or a failure. Whoever has to begin anew need not know that another delta was only out of reach. */
async function readPages(
  client: GraphClient,
  reads: readonly Read<typeof deltaPage>[],
  signal: AbortSignal,
): Promise<readonly DeltaPage[]> {
  const [first, ...others] = reads;
  if (first !== undefined && others.length === 0) return [await client.read(first, signal)];
  const outcomes = await client.readEach(reads, signal);
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []));
  const failure = failures.find((one) => resyncReason(one) !== null) ?? failures[0];
  if (failure !== undefined) throw failure;
  return outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
}

/** 410 says that the token is too old; its Location is not followed, since everything is read anew. */
export function resyncReason({ error }: Failure): 'expired' | 'forgotten' | null {
  if (error.params['status'] === 410) return 'expired';
  return /\b(syncStateNotFound|syncStateInvalid|resyncRequired)\b/i.test(error.detail ?? '') ? 'forgotten' : null;
}
