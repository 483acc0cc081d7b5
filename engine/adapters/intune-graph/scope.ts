/** People in the included and excluded groups, at any depth, each once with both facts and with what else makes them count. */

import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { AccessPolicy } from '../../../shared/policy.ts';
import type { ScopedUser } from '../../domain/intune.ts';
import type { GraphClient } from './graph-client.ts';
import { groupMissing } from './group-missing.ts';
import { plansInForce } from './licences.ts';
import { type Page, Tally, walkPages } from './pages.ts';
import { type GraphUser, memberSchema, pageSchema, userFields, userSchema } from './schema.ts';

export interface ScopeReader {
  readonly client: GraphClient;
  /** Ids of service plans that count as an Intune licence; empty: the known ones. */
  readonly servicePlans: readonly string[];
}

/** Full Intune in the plans of every kind of tenant whose id is known (graph.md section 6); that of China is not. */
const knownPlans: readonly string[] = [
  'c1ec4a95-1f05-45b3-a911-aa3fa01094f5',
  '3e170737-c728-4eae-bbb9-3f3360f7184c',
  'd216f254-796f-4dab-bbfa-710686e646b9',
  'da24caf9-af8e-485c-b7c8-e73336da2693',
  '8e9ff0ff-aa7a-4b20-83c1-2f636b600ac2',
];

const userPage = pageSchema(userSchema);
const memberPage = pageSchema(memberSchema);

/**
 * Memory holds ids only. The excluded come first: whether somebody is exempt must be known before that person is handed on.
 * Throws `intune.group-missing` for a group that is gone, `intune.nobody-licensed` when not one of the included has a licence.
 */
export async function* readScope(reader: ScopeReader, policy: AccessPolicy, signal: AbortSignal): AsyncIterable<readonly ScopedUser[]> {
  const isLicensed = licenceTest(reader.servicePlans);
  const excluded = await idsOf(reader.client, policy.excludedGroups, signal);
  const seen = new Set<string>();
  let anyLicence = false;
  for await (const users of newUsers(reader.client, { groups: policy.includedGroups, seen }, signal)) {
    const batch = users.map((user) => scoped(user, { included: true, excluded: excluded.has(user.id), licensed: isLicensed(user) }));
    anyLicence ||= batch.some((user) => user.licensed);
    yield batch;
  }
  if (seen.size > 0 && !anyLicence) throw new Failure('intune.nobody-licensed', { params: { members: seen.size } });
  for await (const users of newUsers(reader.client, { groups: policy.excludedGroups, seen }, signal))
    yield users.map((user) => scoped(user, { included: false, excluded: true, licensed: isLicensed(user) }));
}

async function idsOf(client: GraphClient, groups: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const group of groups)
    for await (const page of members(client, { group, fields: 'id', schema: memberPage }, signal)) for (const { id } of page) ids.add(id);
  return ids;
}

interface UserRead {
  readonly groups: readonly string[];
  /** Who came already; those who come now are added. */
  readonly seen: Set<string>;
}

/** Page by page, each user once though several groups hold him. */
async function* newUsers(client: GraphClient, { groups, seen }: UserRead, signal: AbortSignal): AsyncIterable<readonly GraphUser[]> {
  for (const group of groups) {
    for await (const page of members(client, { group, fields: userFields, schema: userPage }, signal)) {
      const fresh = page.filter((user) => !seen.has(user.id) && seen.add(user.id));
      if (fresh.length > 0) yield fresh;
    }
  }
}

interface MemberRead<Row> {
  readonly group: string;
  readonly fields: string;
  readonly schema: z.ZodType<Page<Row>>;
}

/** The cast to users is what Graph calls an advanced query: it needs the count and a header on every page (graph.md section 6). */
async function* members<Row extends { readonly id: string }>(
  client: GraphClient,
  { group, fields, schema }: MemberRead<Row>,
  signal: AbortSignal,
): AsyncIterable<readonly Row[]> {
  const path = `v1.0/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user`;
  const first = client.url(`${path}?$select=${fields}&$top=999&$count=true`);
  const load = (url: URL) => client.read({ url, schema, permission: 'GroupMember.Read.All', advanced: true }, signal);
  const tally = new Tally();
  for await (const page of walkPages(first, (url) => load(url).catch((thrown: unknown) => groupMissing(thrown, group))))
    yield tally.fresh(page);
  // Whoever is missing from a list that breaks off would lose his exemption or his access.
  const shortfall = tally.shortfall();
  if (shortfall !== null)
    throw new Failure('intune.reply-invalid', { params: { group }, retry: 'later', detail: `group ${group}: ${shortfall}` });
}

function licenceTest(servicePlans: readonly string[]): (user: GraphUser) => boolean {
  const counting = new Set((servicePlans.length === 0 ? knownPlans : servicePlans).map((plan) => plan.toLowerCase()));
  return ({ assignedPlans }) =>
    assignedPlans.some((plan) => counting.has(plan.servicePlanId.toLowerCase()) && plansInForce.has(plan.capabilityStatus));
}

function scoped(user: GraphUser, standing: Pick<ScopedUser, 'included' | 'excluded' | 'licensed'>): ScopedUser {
  return {
    id: user.id,
    userPrincipalName: user.userPrincipalName,
    addresses: addressesOf(user),
    enabled: user.accountEnabled,
    ...standing,
  };
}

/** Lower case, primary first. `SMTP:` in capitals marks the primary address; other kinds of address are left out (graph.md section 6). */
export function addressesOf(user: Pick<GraphUser, 'mail' | 'proxyAddresses' | 'userPrincipalName'>): readonly string[] {
  const smtp = user.proxyAddresses.filter((address) => /^smtp:/i.test(address));
  const primaryFirst = [...smtp.filter((address) => address.startsWith('SMTP:')), user.mail, ...smtp, user.userPrincipalName];
  const plain = primaryFirst.map((address) => address.replace(/^smtp:/i, '').toLowerCase());
  return [...new Set(plain)].filter((address) => address.includes('@'));
}
