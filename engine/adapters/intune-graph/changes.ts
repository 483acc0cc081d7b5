/**
 * Delta of users and groups (graph.md section 5): which ones changed since a cursor. Licences are not in it, so a synchronization that
 * relies on it asks for those of whom it decides. There is no delta of devices: their walk is compared with the last one.
 */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { DirectoryChanges, DirectoryCursor, GroupCursor } from '../../ports/directory-changes.ts';
import type { GraphClient } from './graph-client.ts';
import { groupMissing } from './group-missing.ts';
import { checkedLink, type Page, walkPages } from './pages.ts';
import { memberSchema, pageSchema } from './schema.ts';

const userProperties = 'id,userPrincipalName,mail,proxyAddresses,accountEnabled';
/** The most that a filter on a delta takes. */
const idsPerFilter = 50;
const userPermission = 'User.Read.All';
const groupPermission = 'GroupMember.Read.All';

const removed = z.object({ reason: z.string().optional() }).optional();
const rowSchema = z.object({
  id: z.string().min(1),
  '@removed': removed,
  'members@delta': z.array(z.object({ id: z.string(), '@odata.type': z.string().optional(), '@removed': removed })).optional(),
});
type Row = z.infer<typeof rowSchema>;
const deltaPage = pageSchema(rowSchema).extend({ '@odata.deltaLink': z.string().optional() });
const groupPage = pageSchema(memberSchema);

/**
 * A cursor from now on, for the given groups and those within them. To be begun before everything is read: what changes meanwhile
 * comes with the first changes. Throws `intune.*`.
 */
export async function beginChanges(client: GraphClient, groups: readonly string[], signal: AbortSignal): Promise<DirectoryCursor> {
  const watched = await withNested(client, groups, signal);
  const users = await latest(client, { path: `v1.0/users/delta?$select=${userProperties}`, permission: userPermission }, signal);
  const cursors: GroupCursor[] = [];
  for (let start = 0; start < watched.length; start += idsPerFilter) {
    const ids = watched.slice(start, start + idsPerFilter);
    const filter = encodeURIComponent(ids.map((id) => `id eq '${id}'`).join(' or '));
    const link = await latest(
      client,
      { path: `v1.0/groups/delta?$select=id,members&$filter=${filter}`, permission: groupPermission },
      signal,
    );
    cursors.push({ ids, link });
  }
  return { users, groups: cursors };
}

/** Throws `intune.*`; a cursor that the service no longer accepts is no failure but a `resync`. */
export async function changesSince(client: GraphClient, cursor: DirectoryCursor, signal: AbortSignal): Promise<DirectoryChanges> {
  try {
    return await readChanges(client, cursor, signal);
  } catch (thrown) {
    const reason = thrown instanceof Failure ? resyncReason(thrown) : null;
    if (reason === null) throw thrown;
    return { kind: 'resync', reason };
  }
}

async function readChanges(client: GraphClient, cursor: DirectoryCursor, signal: AbortSignal): Promise<DirectoryChanges> {
  const { users, removedUsers, end } = await changedUsers(client, cursor.users, signal);
  const groups = await changedGroups(client, cursor.groups, signal);
  if (groups === null) return { kind: 'resync', reason: 'nesting' };
  return { kind: 'changes', users, removedUsers, groups: groups.changed, cursor: { users: end, groups: groups.cursors } };
}

async function changedUsers(client: GraphClient, link: string, signal: AbortSignal) {
  const round = new Round(client, { link, path: 'v1.0/users/delta', permission: userPermission });
  const users = new Set<string>();
  const removedUsers = new Set<string>();
  for await (const row of round.rows(signal)) {
    const id = row.id.toLowerCase();
    users.add(id);
    // Somebody who was removed softly and came back is told of as himself, later.
    if (row['@removed'] === undefined) removedUsers.delete(id);
    else removedUsers.add(id);
  }
  return { users, removedUsers, end: round.end() };
}

/** Null when a group was put into one of ours that is not watched yet. */
async function changedGroups(client: GraphClient, watched: readonly GroupCursor[], signal: AbortSignal) {
  const known = new Set(watched.flatMap(({ ids }) => ids));
  const changed = new Set<string>();
  const cursors: GroupCursor[] = [];
  for (const { link, ids } of watched) {
    const round = new Round(client, { link, path: 'v1.0/groups/delta', permission: groupPermission });
    for await (const row of rowsOf(round, ids, signal)) {
      if (isNestedAnew(row, known)) return null;
      if (isChanged(row)) changed.add(row.id.toLowerCase());
    }
    cursors.push({ ids, link: round.end() });
  }
  return { changed, cursors };
}

/** A filter that was not heeded gives other groups too: they are none of ours. */
async function* rowsOf(round: Round, ids: readonly string[], signal: AbortSignal): AsyncIterable<Row> {
  for await (const row of round.rows(signal)) if (ids.includes(row.id.toLowerCase())) yield row;
}

function isChanged(row: Row): boolean {
  return row['@removed'] !== undefined || (row['members@delta'] ?? []).length > 0;
}

/** One that is watched already is told of by itself, and one that was taken out is a member less: neither makes other groups count. */
function isNestedAnew(row: Row, known: ReadonlySet<string>): boolean {
  return (row['members@delta'] ?? []).some(
    (member) => member['@removed'] === undefined && /\.group$/i.test(member['@odata.type'] ?? '') && !known.has(member.id.toLowerCase()),
  );
}

/** 410 says that the token is too old; its Location is not followed, since everything is read anew. */
function resyncReason({ error }: Failure): 'expired' | 'forgotten' | null {
  if (error.params['status'] === 410) return 'expired';
  return /\b(syncStateNotFound|syncStateInvalid|resyncRequired)\b/i.test(error.detail ?? '') ? 'forgotten' : null;
}

interface Question {
  readonly path: string;
  readonly permission: string;
}

/** One pass over the pages of a delta, up to the link for the next pass. */
class Round {
  readonly #client: GraphClient;
  readonly #permission: string;
  readonly #first: URL;
  #end: string | null = null;

  /** `link` comes out of the store: it goes to Graph only, and to this collection only. */
  constructor(client: GraphClient, { link, path, permission }: Question & { readonly link: string }) {
    this.#client = client;
    this.#permission = permission;
    this.#first = checkedLink(link, client.url(path));
  }

  async *rows(signal: AbortSignal): AsyncIterable<Row> {
    const load = async (url: URL): Promise<Page<Row>> => {
      const page = await this.#client.read({ url, schema: deltaPage, permission: this.#permission }, signal);
      this.#end = page['@odata.deltaLink'] ?? null;
      return page;
    };
    for await (const page of walkPages(this.#first, load)) yield* page.value;
  }

  /** Once all rows came. */
  end(): string {
    if (this.#end !== null) return checkedLink(this.#end, this.#first).href;
    throw new Failure('intune.reply-invalid', { params: { part: 'deltaLink' }, retry: 'later', detail: 'a delta ended without its link' });
  }
}

async function latest(client: GraphClient, { path, permission }: Question, signal: AbortSignal): Promise<string> {
  const [collection = ''] = path.split('?');
  const link = client.url(`${path}&$deltaToken=latest`).href;
  const round = new Round(client, { link, path: collection, permission });
  // There are none by right; a service that does not know `latest` gives everything, which is only longer.
  for await (const _ of round.rows(signal)) signal.throwIfAborted();
  return round.end();
}

/** The groups and all groups within them, lower case, each once: a delta tells of direct members only. */
async function withNested(client: GraphClient, groups: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const all = new Set(groups.map((group) => group.toLowerCase()));
  for (const group of [...all]) {
    const first = client.url(
      `v1.0/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.group?$select=id&$top=999&$count=true`,
    );
    const load = (url: URL) => client.read({ url, schema: groupPage, permission: groupPermission, advanced: true }, signal);
    for await (const page of walkPages(first, (url) => load(url).catch((thrown: unknown) => groupMissing(thrown, group))))
      for (const { id } of page.value) all.add(id.toLowerCase());
  }
  return [...all].toSorted();
}
