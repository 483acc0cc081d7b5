/**
 * Delta of users and groups (graph.md section 5): which ones changed since a cursor. Licences are not in it, so a synchronization that
 * relies on it asks for those of whom it decides. There is no delta of devices: their walk is compared with the last one.
 */
import { Failure } from '../../../shared/errors.ts';
import type { DirectoryChanges, DirectoryCursor } from '../../ports/directory-changes.ts';
import { type Collection, type DeltaRow, Round, resyncReason, walkTogether } from './delta-rounds.ts';
import type { GraphClient } from './graph-client.ts';
import { groupMissing } from './group-missing.ts';
import { walkPages } from './pages.ts';
import { memberSchema, pageSchema } from './schema.ts';

const users: Collection = { path: 'v1.0/users/delta', permission: 'User.Read.All' };
const groups: Collection = { path: 'v1.0/groups/delta', permission: 'GroupMember.Read.All' };
const userProperties = 'id,userPrincipalName,mail,proxyAddresses,accountEnabled';
/** The most that a filter on a delta takes. */
const idsPerFilter = 50;

const groupPage = pageSchema(memberSchema);

/**
 * A cursor from now on, for the given groups and those within them. To be begun before everything is read: what changes meanwhile
 * comes with the first changes. Throws `intune.*`.
 */
export async function beginChanges(client: GraphClient, wanted: readonly string[], signal: AbortSignal): Promise<DirectoryCursor> {
  const parts = partsOf(await withNested(client, wanted, signal));
  const ofUsers = fromNow(client, users, `$select=${userProperties}`);
  const ofGroups = parts.map((ids) => fromNow(client, groups, `$select=id,members&$filter=${encodeURIComponent(filterOf(ids))}`));
  // There are no rows by right; a service that does not know `latest` gives everything, which is only longer.
  for await (const _ of walkTogether(client, [ofUsers, ...ofGroups], signal)) signal.throwIfAborted();
  return { users: ofUsers.end(), groups: endsOf(ofGroups, parts) };
}

function partsOf(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / idsPerFilter);
  return Array.from({ length: count }, (_, part) => ids.slice(part * idsPerFilter, (part + 1) * idsPerFilter));
}

function filterOf(ids: readonly string[]): string {
  return ids.map((id) => `id eq '${id}'`).join(' or ');
}

function fromNow(client: GraphClient, collection: Collection, options: string): Round {
  return new Round(client, { ...collection, link: client.url(`${collection.path}?${options}&$deltaToken=latest`).href });
}

function endsOf(rounds: readonly Round[], parts: readonly (readonly string[])[]): DirectoryCursor['groups'] {
  return rounds.map((round, index) => ({ ids: parts[index] ?? [], link: round.end() }));
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

/** The users and all parts of the groups side by side: a look at few changes is one request, whatever the number of groups. */
async function readChanges(client: GraphClient, cursor: DirectoryCursor, signal: AbortSignal): Promise<DirectoryChanges> {
  const ofUsers = new Round(client, { ...users, link: cursor.users });
  const ofGroups = cursor.groups.map(({ link }) => new Round(client, { ...groups, link }));
  const parts = cursor.groups.map(({ ids }) => ids);
  const changedUsers = new ChangedUsers();
  const changedGroups = new ChangedGroups(parts);
  for await (const { round, rows } of walkTogether(client, [ofUsers, ...ofGroups], signal)) {
    if (round === ofUsers) changedUsers.take(rows);
    else changedGroups.take(rows, ofGroups.indexOf(round));
    if (changedGroups.isNestedAnew) return { kind: 'resync', reason: 'nesting' };
  }
  const { all, removed } = changedUsers;
  const next = { users: ofUsers.end(), groups: endsOf(ofGroups, parts) };
  return { kind: 'changes', users: all, removedUsers: removed, groups: changedGroups.all, cursor: next };
}

class ChangedUsers {
  readonly all = new Set<string>();
  readonly removed = new Set<string>();

  take(rows: readonly DeltaRow[]): void {
    for (const row of rows) {
      const id = row.id.toLowerCase();
      this.all.add(id);
      // Somebody who was removed softly and came back is told of as himself, later.
      if (row['@removed'] === undefined) this.removed.delete(id);
      else this.removed.add(id);
    }
  }
}

class ChangedGroups {
  readonly all = new Set<string>();
  /** A group was put into one of ours that is not watched yet. */
  isNestedAnew = false;
  readonly #parts: readonly ReadonlySet<string>[];

  constructor(parts: readonly (readonly string[])[]) {
    this.#parts = parts.map((ids) => new Set(ids));
  }

  /** A filter that was not heeded gives other groups too: they are none of ours. */
  take(rows: readonly DeltaRow[], part: number): void {
    for (const row of rows) {
      const id = row.id.toLowerCase();
      if (this.#parts[part]?.has(id) !== true) continue;
      this.isNestedAnew ||= this.#nestsAnew(row);
      if (row['@removed'] !== undefined || membersOf(row).length > 0) this.all.add(id);
    }
  }

  /** One that is watched already is told of by itself, and one that was taken out is a member less: neither makes other groups count. */
  #nestsAnew(row: DeltaRow): boolean {
    const isWatched = (id: string) => this.#parts.some((ids) => ids.has(id));
    return membersOf(row).some(
      (member) => member['@removed'] === undefined && /\.group$/i.test(member['@odata.type'] ?? '') && !isWatched(member.id.toLowerCase()),
    );
  }
}

function membersOf(row: DeltaRow): NonNullable<DeltaRow['members@delta']> {
  return row['members@delta'] ?? [];
}

/** The groups and all groups within them, lower case, each once: a delta tells of direct members only. */
async function withNested(client: GraphClient, wanted: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const all = new Set(wanted.map((group) => group.toLowerCase()));
  for (const group of [...all]) {
    const first = client.url(
      `v1.0/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.group?$select=id&$top=999&$count=true`,
    );
    const load = (url: URL) => client.read({ url, schema: groupPage, permission: groups.permission, advanced: true }, signal);
    for await (const page of walkPages(first, (url) => load(url).catch((thrown: unknown) => groupMissing(thrown, group))))
      for (const { id } of page.value) all.add(id.toLowerCase());
  }
  return [...all].toSorted();
}
