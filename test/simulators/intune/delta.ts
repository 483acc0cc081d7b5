/** Delta queries of users, groups and devices: a full round in pages, then what changed since (graph.md section 5). */
import { z } from 'zod';
import type { SimulatedClock } from './clock.ts';
import type { Change, Journal, Kind, MemberChange } from './journal.ts';
import type { Call, Reply } from './messages.ts';
import { graphError, project, type Row } from './odata.ts';

/** One kind of object, as delta walks over it. */
export interface DeltaSource {
  readonly kind: Kind;
  /** Every id that ever was, in an order that never changes. */
  everyId(): readonly string[];
  /** Null when it is gone. */
  row(id: string): Row | null;
  /** Properties that come without `$select`; undefined: all. */
  readonly usual?: readonly string[];
  /** Direct members now; only for groups. */
  members?(id: string): readonly MemberChange[];
}

const week = 7 * 24 * 60 * 60_000;
/** Objects on a page, and links to members: not documented, but what Graph was seen to give whatever is asked for. */
const objectsPerPage = 200;
const linksPerPage = 500;
/** Of one group in one row. */
const membersPerRow = 100;
const mostIds = 50;

/** Everything that a round needs stands in its token, as with Graph: the links carry no other option. */
const tokenSchema = z.strictObject({
  epoch: z.string(),
  kind: z.enum(['users', 'groups', 'devices']),
  issued: z.number(),
  select: z.array(z.string()).readonly().nullable(),
  ids: z.array(z.string()).readonly().nullable(),
  /** Places in the journal: changes from `start` (null: a full round) up to `end` belong to this round. */
  start: z.number().int().nullable(),
  end: z.number().int(),
  /** Objects that went before, and rows of the next one that did: a large group has many. */
  offset: z.number().int(),
  part: z.number().int(),
});
type Token = z.infer<typeof tokenSchema>;

export class DeltaQueries {
  readonly #journal: Journal;
  readonly #clock: SimulatedClock;
  #epoch: string = crypto.randomUUID();
  #oldest = 0;
  /** Changes before a token's place that come once more: Graph replays now and then. */
  replays = 0;

  constructor(journal: Journal, clock: SimulatedClock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** The service loses what its tokens stood for: all of them are answered `syncStateNotFound`. */
  forget(): void {
    this.#epoch = crypto.randomUUID();
  }

  /** All tokens of until now count as too old, as after a week. */
  expire(): void {
    this.#oldest = this.#clock.now() + 1;
  }

  answer(source: DeltaSource, call: Call, pageSize: number): Reply {
    const text = parameter(call.url, '$skiptoken') ?? parameter(call.url, '$deltatoken');
    if (text === null || text === '' || text.toLowerCase() === 'latest') return this.#begin(source, call, pageSize);
    const token = readToken(text);
    if (token?.kind !== source.kind || token.epoch !== this.#epoch)
      return { status: 400, body: graphError('syncStateNotFound', 'The sync state generation is not found; start a new round.') };
    if (token.issued < Math.max(this.#oldest, this.#clock.now() - week)) return expired(call.url);
    const isContinued = parameter(call.url, '$skiptoken') !== null;
    return this.#page(source, isContinued ? token : this.#since(token), call, pageSize);
  }

  #begin(source: DeltaSource, call: Call, pageSize: number): Reply {
    const { searchParams } = call.url;
    const refused = ['$top', '$orderby', '$expand', '$search'].find((name) => searchParams.has(name));
    if (refused !== undefined)
      return { status: 400, body: graphError('Request_BadRequest', `${refused} is not supported with delta queries.`) };
    const filter = searchParams.get('$filter');
    const ids = filter === null ? null : filteredIds(filter);
    if (filter !== null && (ids === null || ids.length > mostIds))
      return { status: 400, body: graphError('Request_UnsupportedQuery', `A delta filter holds id eq, joined by or, at most ${mostIds}.`) };
    const select = searchParams.get('$select')?.split(',') ?? null;
    const issued = Math.max(this.#oldest, this.#clock.now());
    const end = this.#journal.end;
    const isLatest = parameter(call.url, '$deltatoken')?.toLowerCase() === 'latest';
    const token: Token = {
      epoch: this.#epoch,
      kind: source.kind,
      issued,
      select,
      ids,
      start: isLatest ? end : null,
      end,
      offset: 0,
      part: 0,
    };
    return this.#page(source, token, call, pageSize);
  }

  /** The next round of a delta link ends at the newest change there is now. */
  #since(token: Token): Token {
    return {
      ...token,
      start: Math.max(0, token.end - this.replays),
      end: this.#journal.end,
      offset: 0,
      part: 0,
      issued: Math.max(this.#oldest, this.#clock.now()),
    };
  }

  #page(source: DeltaSource, token: Token, call: Call, pageSize: number): Reply {
    const changes = token.start === null ? null : this.#journal.between(source.kind, token.start, token.end);
    const all = changes === null ? source.everyId() : changedIds(changes, token.select);
    const wanted = token.ids === null ? all : all.filter((id) => token.ids?.includes(id));
    const isMinimal = /return=minimal/i.test(call.headers['prefer'] ?? '');
    const { rows, next } = fill(wanted, { ...token, size: Math.min(pageSize, objectsPerPage) }, (id) => {
      const own = changes?.filter((change) => change.id === id) ?? null;
      return rowsOf(source, { id, changes: own, select: isMinimal && own !== null ? minimal(own, token.select) : token.select });
    });
    return { status: 200, body: { ...this.#head(source, call.url, { token, next }), value: rows } };
  }

  #head(source: DeltaSource, url: URL, { token, next }: { readonly token: Token; readonly next: Spot | null }): Row {
    const link = (name: string, token: Token) =>
      `${url.origin}${url.pathname}?${name}=${Buffer.from(JSON.stringify(token)).toString('base64url')}`;
    return {
      '@odata.context': `${url.origin}/v1.0/$metadata#${source.kind}`,
      ...(next === null
        ? { '@odata.deltaLink': link('$deltatoken', token) }
        : { '@odata.nextLink': link('$skiptoken', { ...token, ...next }) }),
    };
  }
}

/** Where in a round a page begins. */
type Spot = Pick<Token, 'offset' | 'part'>;

/** A page of `size` rows from a spot on, and where the next one begins; null when there is none. */
function fill(ids: readonly string[], { offset, part, size }: Spot & { readonly size: number }, rowsOfOne: (id: string) => readonly Row[]) {
  const rows: Row[] = [];
  let at = { offset, part };
  for (const id of ids.slice(offset)) {
    const own = rowsOfOne(id).slice(at.part);
    const fitting = own.slice(0, roomIn(rows, size));
    if (fitting.length === 0 && own.length > 0) break;
    rows.push(...fitting);
    at = own.length > fitting.length ? { offset: at.offset, part: at.part + fitting.length } : { offset: at.offset + 1, part: 0 };
  }
  return { rows, next: at.offset < ids.length ? at : null };
}

/** How many more rows go on a page that has these; a row has at most as many links as a group has members in one. */
function roomIn(rows: readonly Row[], size: number): number {
  const links = rows.reduce((sum, row) => sum + (Array.isArray(row['members@delta']) ? row['members@delta'].length : 0), 0);
  return Math.min(size - rows.length, Math.floor((linksPerPage - links) / membersPerRow));
}

/** Names of options are read without regard to case, as Graph does. */
function parameter(url: URL, name: string): string | null {
  return [...url.searchParams].find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
}

function readToken(text: string): Token | null {
  try {
    return tokenSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

function expired(url: URL): Reply {
  const body = graphError('resyncRequired', 'The delta token has expired; start a full synchronization.');
  return { status: 410, headers: { location: `${url.origin}${url.pathname}?$deltatoken=` }, body };
}

function filteredIds(filter: string): readonly string[] | null {
  const ids = filter.split(/ or /i).map((clause) => /^\s*id eq '([^']+)'\s*$/i.exec(clause)?.[1]?.toLowerCase());
  return ids.every((id) => id !== undefined) ? ids : null;
}

/** In the order of their last change. Somebody of whom only properties changed that were not selected does not come. */
function changedIds(changes: readonly Change[], select: readonly string[] | null): readonly string[] {
  const seen = changes.filter(
    ({ properties, removal, member }) =>
      removal !== undefined ||
      select === null ||
      properties.some((name) => select.includes(name)) ||
      (member !== undefined && select.includes('members')),
  );
  return [...new Set(seen.toReversed().map(({ id }) => id))].toReversed();
}

interface Wanted {
  readonly id: string;
  /** Null in a full round. */
  readonly changes: readonly Change[] | null;
  readonly select: readonly string[] | null;
}

function rowsOf(source: DeltaSource, { id, changes, select }: Wanted): readonly Row[] {
  const row = source.row(id);
  if (row === null) {
    const reason = changes?.findLast(({ removal }) => removal !== undefined)?.removal;
    return reason === undefined ? [] : [{ id, '@removed': { reason } }];
  }
  const shown = project(row, select, source.usual);
  if (source.members === undefined || (select !== null && !select.includes('members'))) return [shown];
  return withMembers(shown, changes === null ? source.members(id) : lastMembers(changes));
}

/** A large group comes in several rows, each with a part of its members. */
function withMembers(row: Row, members: readonly MemberChange[]): readonly Row[] {
  if (members.length === 0) return [row];
  const parts = Math.ceil(members.length / membersPerRow);
  return Array.from({ length: parts }, (_, part) => ({
    ...row,
    'members@delta': members.slice(part * membersPerRow, (part + 1) * membersPerRow).map((member) => ({
      '@odata.type': `#microsoft.graph.${member.type}`,
      id: member.id,
      ...(member.isRemoved ? { '@removed': { reason: 'deleted' } } : {}),
    })),
  }));
}

function lastMembers(changes: readonly Change[]): readonly MemberChange[] {
  return [...new Map(changes.flatMap(({ member }) => (member === undefined ? [] : [[member.id, member] as const]))).values()];
}

/** `Prefer: return=minimal`: only what changed. */
function minimal(changes: readonly Change[], select: readonly string[] | null): readonly string[] {
  const changed = new Set(changes.flatMap(({ properties, member }) => [...properties, ...(member === undefined ? [] : ['members'])]));
  return [...changed].filter((name) => select === null || select.includes(name));
}
