/** Delta queries and batches of the simulated Graph, as graph.md section 5 describes the real ones. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Graph, graphOf } from './intune-place.ts';

const pageSchema = z.looseObject({
  value: z.array(z.looseObject({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});
type Row = z.infer<typeof pageSchema>['value'][number];

/** Follows the links to the end of the round. */
function round(graph: Graph, start: string, headers: Readonly<Record<string, string>> = {}) {
  const rows: Row[] = [];
  let pages = 0;
  let link: string | undefined = start;
  let deltaLink = '';
  while (link !== undefined) {
    const page = pageSchema.parse(graph.ask('GET', link, headers).body);
    rows.push(...page.value);
    pages += 1;
    deltaLink = page['@odata.deltaLink'] ?? '';
    link = page['@odata.nextLink'];
  }
  return { rows, pages, deltaLink };
}

function personOf(graph: Graph, index: number) {
  const person = graph.organization.people()[index];
  if (person === undefined) throw new Error('no such person');
  return person.userId;
}

describe('a delta query of users', () => {
  it('skip and delta tokens: walks over everybody in pages and ends in a delta link, which then has nothing to tell', () => {
    const graph = graphOf(300);
    const full = round(graph, 'users/delta?$select=id,accountEnabled');

    expect(full.rows.map(({ id }) => id)).toEqual(graph.organization.people().map(({ userId }) => userId));
    expect(full.pages).toBe(2);
    expect(round(graph, full.deltaLink).rows).toEqual([]);
  });

  it('@removed with both reasons: tells of a change once, of a soft and of a lasting removal, and of who came back', () => {
    const graph = graphOf(20);
    const start = round(graph, 'users/delta?$select=accountEnabled').deltaLink;
    graph.directory.setUser(personOf(graph, 0), { accountEnabled: false });
    graph.directory.removeUser(personOf(graph, 1), 'changed');
    graph.directory.removeUser(personOf(graph, 2), 'deleted');

    const changed = round(graph, start);
    graph.directory.restoreUser(personOf(graph, 1));

    expect(changed.rows).toEqual([
      { id: personOf(graph, 0), accountEnabled: false },
      { id: personOf(graph, 1), '@removed': { reason: 'changed' } },
      { id: personOf(graph, 2), '@removed': { reason: 'deleted' } },
    ]);
    expect(round(graph, changed.deltaLink).rows).toEqual([{ id: personOf(graph, 1), accountEnabled: true }]);
  });

  it('does not tell of properties that were not selected, nor of licences', () => {
    const graph = graphOf(20);
    const start = round(graph, 'users/delta?$select=accountEnabled,assignedPlans').deltaLink;
    graph.directory.setUser(personOf(graph, 0), { displayName: 'Somebody' });
    graph.directory.setUser(personOf(graph, 1), { assignedPlans: [] });

    expect(round(graph, start).rows).toEqual([]);
  });

  it('gives only what changed with return=minimal', () => {
    const graph = graphOf(20);
    const start = round(graph, 'users/delta').deltaLink;
    graph.directory.setUser(personOf(graph, 0), { displayName: 'Somebody' });

    expect(round(graph, start, { prefer: 'return=minimal' }).rows).toEqual([{ id: personOf(graph, 0), displayName: 'Somebody' }]);
    expect(Object.keys(round(graph, start).rows[0] ?? {})).toContain('userPrincipalName');
  });

  it('$deltaToken=latest: begins now', () => {
    const graph = graphOf(20);
    const latest = round(graph, 'users/delta?$deltaToken=latest');
    graph.directory.setUser(personOf(graph, 3), { accountEnabled: false });

    expect(latest.rows).toEqual([]);
    expect(round(graph, latest.deltaLink).rows).toMatchObject([{ id: personOf(graph, 3) }]);
  });

  it('replays: changes that were told before, when asked to', () => {
    const graph = graphOf(20);
    graph.directory.setUser(personOf(graph, 0), { accountEnabled: false });
    const { deltaLink } = round(graph, 'users/delta?$select=id');
    graph.delta.replays = 1;

    expect(round(graph, deltaLink).rows).toEqual([]);
    expect(round(graph, round(graph, 'users/delta').deltaLink).rows).toMatchObject([{ id: personOf(graph, 0) }]);
  });

  it('that misses a change of a page it had told already tells it in the next round', () => {
    const graph = graphOf(300);
    const first = pageSchema.parse(graph.ask('GET', 'users/delta?$select=accountEnabled').body);
    graph.directory.setUser(personOf(graph, 0), { accountEnabled: false });
    const rest = round(graph, first['@odata.nextLink'] ?? '');

    expect(rest.rows).not.toContainEqual(expect.objectContaining({ id: personOf(graph, 0) }));
    expect(round(graph, rest.deltaLink).rows).toEqual([{ id: personOf(graph, 0), accountEnabled: false }]);
  });

  it('takes a filter of up to 50 ids, and no more, and no other option', () => {
    const graph = graphOf(100);
    const ids = graph.organization.people().map(({ userId }) => userId);
    const filter = (count: number) =>
      ids
        .slice(0, count)
        .map((id) => `id eq '${id}'`)
        .join(' or ');

    expect(round(graph, `users/delta?$filter=${encodeURIComponent(filter(50))}`).rows).toHaveLength(50);
    expect(graph.ask('GET', `users/delta?$filter=${encodeURIComponent(filter(51))}`).status).toBe(400);
    expect(graph.ask('GET', 'users/delta?$filter=accountEnabled%20eq%20true').status).toBe(400);
    expect(graph.ask('GET', 'users/delta?$top=5').status).toBe(400);
  });

  it('7-day expiry: 410 + Location where to begin again; syncStateNotFound for a token that was forgotten', () => {
    const graph = graphOf(20);
    const { deltaLink } = round(graph, 'users/delta');
    graph.clock.advance(7 * 24 * 60 * 60_000 + 1000);

    const gone = graph.ask('GET', deltaLink);

    expect(gone).toMatchObject({ status: 410, body: { error: { code: 'resyncRequired' } } });
    const again = round(graph, gone.headers?.['location'] ?? '');
    expect(again.rows).toHaveLength(graph.organization.people().length);
    graph.delta.expire();
    expect(graph.ask('GET', again.deltaLink).status).toBe(410);
    graph.delta.forget();
    expect(graph.ask('GET', again.deltaLink)).toMatchObject({ status: 400, body: { error: { code: 'syncStateNotFound' } } });
  });
});

describe('a delta query of groups', () => {
  it('members@delta: direct members only, ids only, a large group in several rows', () => {
    const graph = graphOf(400);
    const [group] = graph.directory.groups();
    const rows = round(graph, 'groups/delta?$select=id,members').rows.filter(({ id }) => id === group?.id);
    const members = rows.flatMap((row) => z.array(z.looseObject({ id: z.string() })).parse(row['members@delta']));

    expect(rows.length).toBeGreaterThan(1);
    expect(new Set(members.map(({ id }) => id))).toEqual(new Set([...(group?.users ?? []), ...(group?.groups ?? [])]));
    expect(new Set(members.flatMap((member) => Object.keys(member)))).toEqual(new Set(['@odata.type', 'id']));
  });

  it('gives a large group over several pages, each member once', () => {
    const graph = graphOf(20);
    const [group] = graph.directory.groups();
    const { deltaLink } = round(graph, 'groups/delta?$select=members');
    const crowd = Array.from({ length: 2_550 }, (_, index) => `00000000-0000-4000-b000-${String(index).padStart(12, '0')}`);
    graph.directory.changeUsers(group?.id ?? '', crowd, false);
    graph.state.pageSize = 10;

    const { rows, pages } = round(graph, deltaLink);

    expect(pages).toBe(6);
    expect(rows.flatMap((row) => z.array(z.object({ id: z.string() })).parse(row['members@delta'])).map(({ id }) => id)).toEqual(crowd);
  });

  it('tells who joined and who left', () => {
    const graph = graphOf(20);
    const [group] = graph.directory.groups();
    const id = group?.id ?? '';
    const member = [...(group?.users ?? [])][0] ?? '';
    const stranger = graph.directory.users().find((user) => group?.users.has(user.id) === false)?.id ?? '';
    const { deltaLink } = round(graph, 'groups/delta?$select=members');
    graph.directory.removeMember(id, member);
    graph.directory.addMember(id, stranger);

    expect(round(graph, deltaLink).rows).toEqual([
      {
        id,
        'members@delta': [
          { '@odata.type': '#microsoft.graph.user', id: member, '@removed': { reason: 'deleted' } },
          { '@odata.type': '#microsoft.graph.user', id: stranger },
        ],
      },
    ]);
  });

  it('tells of a group that is gone', () => {
    const graph = graphOf(20);
    const id = graph.directory.groups()[0]?.id ?? '';
    const { deltaLink } = round(graph, 'groups/delta?$select=members');
    graph.directory.removeGroup(id, 'deleted');

    expect(round(graph, deltaLink).rows).toEqual([{ id, '@removed': { reason: 'deleted' } }]);
    expect(graph.ask('GET', `groups/${id}/transitiveMembers`).status).toBe(404);
  });
});

describe('a delta query of devices', () => {
  it('tells of compliance, of an enrolment and of its end', () => {
    const graph = graphOf(20);
    const phones = graph.organization.phones();
    const enrolled = phones.filter(({ enrolment }) => enrolment?.complianceState === 'compliant');
    const absent = phones.find(({ enrolment }) => enrolment === null);
    const [breaks, leaves] = enrolled;
    const { rows, deltaLink } = round(graph, 'devices/delta?$select=deviceId,isCompliant');
    graph.organization.setEnrolment(breaks?.index ?? 0, { complianceState: 'noncompliant' });
    graph.organization.unenrol(leaves?.index ?? 0);
    graph.organization.enrol(absent?.index ?? 0);

    expect(rows).toHaveLength(phones.filter(({ enrolment }) => enrolment !== null).length);
    const changed = round(graph, deltaLink).rows;
    expect(changed).toHaveLength(3);
    expect(changed).toContainEqual(expect.objectContaining({ deviceId: breaks?.enrolment?.azureAdDeviceId, isCompliant: false }));
    expect(changed).toContainEqual({ id: expect.any(String), '@removed': { reason: 'deleted' } });
  });
});

describe('a batch', () => {
  const send = (graph: Graph, requests: readonly object[]) =>
    graph.ask('POST', '$batch', { 'content-type': 'application/json' }, JSON.stringify({ requests }));
  const read = (id: string, url = '/organization') => ({ id, method: 'GET', url });

  it('answers each request by itself, with the rights of the caller, not in their order', () => {
    const graph = graphOf(5);
    const reply = send(graph, [read('1'), read('2', `/users/${personOf(graph, 0)}?$select=id`), read('3', '/users/nobody')]);

    expect(reply).toMatchObject({
      status: 200,
      body: {
        responses: [
          { id: '3', status: 404 },
          { id: '2', status: 200, body: { id: personOf(graph, 0) } },
          { id: '1', status: 200 },
        ],
      },
    });
  });

  it('goes on from links of a delta, and answers with whole addresses and with 410 and its Location, as outside a batch', () => {
    const graph = graphOf(5);
    const link = round(graph, 'users/delta?$deltaToken=latest').deltaLink.replace('https://graph.test/v1.0', '');
    graph.directory.setUser(personOf(graph, 0), { accountEnabled: false });

    expect(send(graph, [read('1', link), read('2', '/groups/delta?$deltaToken=latest')]).body).toMatchObject({
      responses: [
        {
          id: '2',
          status: 200,
          body: { value: [], '@odata.deltaLink': expect.stringMatching(/^https:\/\/graph\.test\/v1\.0\/groups\/delta\?/) },
        },
        { id: '1', status: 200, body: { value: [{ id: personOf(graph, 0) }], '@odata.deltaLink': expect.stringContaining('https:') } },
      ],
    });
    graph.delta.expire();
    expect(send(graph, [read('1'), read('2', link)]).body).toMatchObject({
      responses: [
        { id: '2', status: 410, headers: { location: 'https://graph.test/v1.0/users/delta?$deltatoken=' } },
        { id: '1', status: 200 },
      ],
    });
  });

  it('dependsOn: leaves out what depends on a failure, 424', () => {
    const reply = send(graphOf(5), [read('1', '/users/nobody'), { ...read('2'), dependsOn: ['1'] }]);

    expect(reply.body).toMatchObject({
      responses: [
        { id: '2', status: 424 },
        { id: '1', status: 404 },
      ],
    });
  });

  const wrong: readonly (readonly [string, readonly object[]])[] = [
    ['21 requests', Array.from({ length: 21 }, (_, index) => read(String(index)))],
    ['no request', []],
    ['an id that came twice', [read('1'), read('1')]],
    ['a whole address', [read('1', 'https://graph.test/v1.0/organization')]],
    ['an address with its version', [read('1', '/v1.0/organization')]],
    ['a batch in the batch', [read('1', '/$batch')]],
    ['a body without its type', [{ id: '1', method: 'POST', url: '/deviceManagement/exchangeConnectors', body: {} }]],
    ['a dependence on what comes later', [{ ...read('1'), dependsOn: ['2'] }, read('2')]],
    ['some that depend and some that do not', [read('1'), read('2'), { ...read('3'), dependsOn: ['1'] }]],
  ];

  it.each(wrong)('is refused with %s', (_, requests) => {
    expect(send(graphOf(5), requests).status).toBe(400);
  });
});
