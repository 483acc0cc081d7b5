/** People in the included and excluded groups, at any depth, each once with both facts. */
import { Failure } from '../../../shared/errors.ts';
import type { AccessPolicy, ScopedUser } from '../../domain/intune.ts';
import type { GraphClient } from './graph-client.ts';
import { Tally, walkPages } from './pages.ts';
import { type GraphUser, pageSchema, userFields, userSchema } from './schema.ts';

const userPage = pageSchema(userSchema);

/** The excluded come first: whether somebody is exempt must be known before that person is handed on. */
export async function* readScope(client: GraphClient, policy: AccessPolicy, signal: AbortSignal): AsyncIterable<readonly ScopedUser[]> {
  const excluded = new Map<string, GraphUser>();
  for await (const users of everyMember(client, policy.excludedGroups, signal)) for (const user of users) excluded.set(user.id, user);
  const seen = new Set<string>();
  for await (const users of everyMember(client, policy.includedGroups, signal)) {
    const fresh = users.filter((user) => !seen.has(user.id) && seen.add(user.id));
    if (fresh.length > 0) yield fresh.map((user) => scoped(user, { included: true, excluded: excluded.has(user.id) }));
  }
  const rest = [...excluded.values()].filter((user) => !seen.has(user.id));
  if (rest.length > 0) yield rest.map((user) => scoped(user, { included: false, excluded: true }));
}

/** Page by page; somebody who is in two groups comes twice. */
async function* everyMember(client: GraphClient, groups: readonly string[], signal: AbortSignal): AsyncIterable<readonly GraphUser[]> {
  for (const group of groups) yield* members(client, group, signal);
}

/** The cast to users is what Graph calls an advanced query: it needs the count and a header on every page (graph.md section 6). */
async function* members(client: GraphClient, group: string, signal: AbortSignal): AsyncIterable<readonly GraphUser[]> {
  const path = `v1.0/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user`;
  const first = client.url(`${path}?$select=${userFields}&$top=999&$count=true`);
  const tally = new Tally();
  for await (const page of walkPages(first, (url) => loadMembers(client, { group, url }, signal))) yield tally.fresh(page);
  // Whoever is missing from a list that breaks off would lose his exemption or his access.
  const shortfall = tally.shortfall();
  if (shortfall !== null)
    throw new Failure('intune.reply-invalid', { params: { group }, retry: 'later', detail: `group ${group}: ${shortfall}` });
}

async function loadMembers(client: GraphClient, { group, url }: { readonly group: string; readonly url: URL }, signal: AbortSignal) {
  try {
    return await client.read({ url, schema: userPage, permission: 'GroupMember.Read.All', advanced: true }, signal);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.error.params['status'] !== 404) throw thrown;
    // An absent group must never look like an empty one: its members would lose or gain access at once.
    throw new Failure('intune.reply-invalid', { params: { status: 404, group }, detail: `group ${group} of the policy is gone` });
  }
}

function scoped(user: GraphUser, membership: { readonly included: boolean; readonly excluded: boolean }): ScopedUser {
  return { id: user.id, userPrincipalName: user.userPrincipalName, addresses: addressesOf(user), ...membership };
}

/** Lower case, primary first. `SMTP:` in capitals marks the primary address; other kinds of address are left out (graph.md section 6). */
export function addressesOf(user: Pick<GraphUser, 'mail' | 'proxyAddresses' | 'userPrincipalName'>): readonly string[] {
  const smtp = user.proxyAddresses.filter((address) => /^smtp:/i.test(address));
  const primaryFirst = [...smtp.filter((address) => address.startsWith('SMTP:')), user.mail, ...smtp, user.userPrincipalName];
  const plain = primaryFirst.map((address) => address.replace(/^smtp:/i, '').toLowerCase());
  return [...new Set(plain)].filter((address) => address.includes('@'));
}
