/** Delta of users and groups, and a few devices in batches, against the simulated Intune (graph.md 5 and 13). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryChanges, DirectoryCursor } from '../../engine/ports/directory-changes.ts';
import { userIdSchema } from '../../shared/ids.ts';
import { policy } from '../builders/domain.ts';
import { errorOf, type IntuneFixture, questionsOf, questionsTo, requestsTo, signal, startIntune, walk } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

const groupNamed = (name: string) => intune.organization.world.groups.find(({ displayName }) => displayName === name)?.id ?? '';
const personId = (index: number) => intune.organization.people()[index]?.userId.toLowerCase() ?? '';
const begin = () =>
  intune.directory.beginChanges(
    policy({ includedGroups: [groupNamed('Mobile users')], excludedGroups: [groupNamed('Executives exempt')] }),
    signal(),
  );
const since = (cursor: DirectoryCursor) => intune.directory.changes(cursor, signal());

/** The link as it was given so many days ago: to move the clock would end the sign-in too. */
function aged(link: string, days: number): string {
  const url = new URL(link);
  const [[name, token] = ['', '']] = [...url.searchParams];
  const content: { readonly issued: number } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  const older = { ...content, issued: content.issued - days * 24 * 60 * 60_000 };
  url.searchParams.set(name, Buffer.from(JSON.stringify(older)).toString('base64url'));
  return url.href;
}

async function changed(cursor: DirectoryCursor): Promise<Extract<DirectoryChanges, { kind: 'changes' }>> {
  const changes = await since(cursor);
  if (changes.kind !== 'changes') throw new Error(`resync: ${changes.reason}`);
  return changes;
}

describe('what changed in the directory', () => {
  it('is nothing right after the beginning, which reads nobody', async () => {
    const cursor = await begin();
    const before = intune.requestLog.entries().length;

    const { users, groups } = await changed(cursor);

    expect([users.size, groups.size]).toEqual([0, 0]);
    expect(intune.requestLog.entries().length - before).toBe(1);
  });

  it('are the users with another address, account or name, and not those with another licence: delta does not know of licences', async () => {
    const cursor = await begin();
    intune.simulator.directory.setUser(personId(1), { accountEnabled: false });
    intune.simulator.directory.setUser(personId(2), { mail: 'new@contoso.test' });
    intune.simulator.directory.setUser(personId(3), { assignedPlans: [] });

    expect((await changed(cursor)).users).toEqual(new Set([personId(1), personId(2)]));
  });

  it('@removed with both reasons, and somebody who came back', async () => {
    const cursor = await begin();
    intune.simulator.directory.removeUser(personId(1), 'deleted');
    intune.simulator.directory.removeUser(personId(2), 'changed');
    intune.simulator.directory.removeUser(personId(3), 'changed');
    intune.simulator.directory.restoreUser(personId(3));

    const { users, removedUsers } = await changed(cursor);

    expect(users).toEqual(new Set([1, 2, 3].map(personId)));
    expect(removedUsers).toEqual(new Set([personId(1), personId(2)]));
  });

  it('are the groups of the policy, also nested ones, whose members changed; no other group', async () => {
    const other = intune.simulator.directory.addGroup('00000000-0000-4000-a000-00000000aaaa', 'None of ours');
    const cursor = await begin();
    intune.simulator.directory.addMember(groupNamed('Field sales north'), personId(4));
    intune.simulator.directory.addMember(other.id, personId(4));
    intune.simulator.directory.renameGroup(groupNamed('Executives exempt'), 'Renamed');

    expect((await changed(cursor)).groups).toEqual(new Set([groupNamed('Field sales north')]));
  });

  it('a group that was put into a group of the policy asks for a resync: other groups count now', async () => {
    const inner = intune.simulator.directory.addGroup('00000000-0000-4000-a000-00000000bbbb', 'Newcomers');
    const cursor = await begin();
    intune.simulator.directory.addMember(groupNamed('Field sales'), inner.id);

    expect(await since(cursor)).toEqual({ kind: 'resync', reason: 'nesting' });
  });

  it('a group that is watched already, or was taken out, asks for none: its members are told of by themselves', async () => {
    const cursor = await begin();
    intune.simulator.directory.addMember(groupNamed('Mobile users'), groupNamed('Field sales north'));
    intune.simulator.directory.removeMember(groupNamed('Field sales'), groupNamed('Field sales north'));

    expect((await changed(cursor)).groups).toEqual(new Set([groupNamed('Mobile users'), groupNamed('Field sales')]));
  });

  it('a group of the policy that is gone is told by name when the changes begin', async () => {
    intune.simulator.directory.removeGroup(groupNamed('Executives exempt'), 'deleted');

    expect(await errorOf(begin())).toMatchObject({ code: 'intune.group-missing', params: { group: groupNamed('Executives exempt') } });
  });

  it('a group that 30,000 people joined comes over many pages, and is one change', async () => {
    const cursor = await begin();
    const crowd = Array.from({ length: 30_000 }, (_, index) => `00000000-0000-4000-b000-${String(index).padStart(12, '0')}`);
    intune.simulator.directory.changeUsers(groupNamed('Mobile users'), crowd, false);

    const { groups, cursor: next } = await changed(cursor);

    expect(groups).toEqual(new Set([groupNamed('Mobile users')]));
    expect(requestsTo(intune, '/v1.0/groups/delta')).toBeGreaterThan(30);
    expect((await changed(next)).groups.size).toBe(0);
  });

  it('comes once: the next cursor begins where this one ended', async () => {
    const cursor = await begin();
    intune.simulator.directory.setUser(personId(1), { accountEnabled: false });
    const first = await changed(cursor);
    intune.simulator.directory.setUser(personId(2), { accountEnabled: false });

    expect((await changed(first.cursor)).users).toEqual(new Set([personId(2)]));
  });

  it('replays: what comes a second time is the same set', async () => {
    const cursor = await begin();
    intune.simulator.directory.setUser(personId(1), { accountEnabled: false });
    const first = await changed(cursor);
    intune.simulator.delta.replays = 50;

    expect((await changed(first.cursor)).users).toEqual(new Set([personId(1)]));
  });

  it('duplicates and several pages: each once', async () => {
    const cursor = await begin();
    for (let index = 0; index < 25; index += 1) intune.simulator.directory.setUser(personId(index), { accountEnabled: false });
    intune.fault({ kind: 'damage', how: 'duplicate-rows' }, { match: '/v1.0/users/delta', count: null });

    expect((await changed(cursor)).users.size).toBe(25);
    expect(questionsTo(intune, '/users/delta')).toBeGreaterThan(3);
  });

  it('7-day expiry, 410 + Location: a resync, and the address is not followed', async () => {
    const cursor = await begin();
    const before = intune.requestLog.entries().length;

    expect(await since({ ...cursor, users: aged(cursor.users, 8) })).toEqual({ kind: 'resync', reason: 'expired' });
    expect(questionsOf(intune, before).filter((question) => question.startsWith('/v1.0/users/delta'))).toHaveLength(1);
    expect(intune.requestLog.entries()).toHaveLength(before + 1);
  });

  it('syncStateNotFound: a resync', async () => {
    const cursor = await begin();
    intune.simulator.delta.forget();

    expect(await since(cursor)).toEqual({ kind: 'resync', reason: 'forgotten' });
  });

  it('more than 50 groups: asked for in batches of 50 ids', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `00000000-0000-4000-b000-${String(index).padStart(12, '0')}`);
    for (const id of many) intune.simulator.directory.addGroup(id, id);

    const cursor = await intune.directory.beginChanges(policy({ includedGroups: many }), signal());
    intune.simulator.directory.addMember(many[119] ?? '', personId(1));

    expect(cursor.groups.map(({ ids }) => ids.length)).toEqual([50, 50, 20]);
    expect((await changed(cursor)).groups).toEqual(new Set([many[119]]));
  });

  it('a cursor that leads to another host is refused before any request', async () => {
    const cursor = await begin();
    const before = intune.requestLog.entries().length;

    const error = await errorOf(since({ ...cursor, users: 'https://elsewhere.example/v1.0/users/delta?$deltatoken=x' }));

    expect(error.code).toBe('intune.reply-invalid');
    expect(intune.requestLog.entries()).toHaveLength(before);
  });

  it.each([503, 429])('a delta that answers %i all the time is a failure, not an empty change', async (status) => {
    const cursor = await begin();
    intune.fault({ kind: 'error', id: 'Busy', message: '', category: '', status }, { match: '/users/delta', count: null });

    expect((await errorOf(since(cursor))).code).toMatch(/^intune\.(unreachable|throttled)$/);
  });
});

describe('a few devices', () => {
  it('are asked for in one request for twenty, and one that is gone is not among them', async () => {
    const all = await walk(intune.directory);
    const asked = [...all.slice(0, 30).map((device) => device.id), '00000000-0000-4000-a000-00000000cccc'];
    const before = requestsTo(intune, '/v1.0/$batch');

    expect(await intune.directory.devicesById(asked, signal())).toEqual(all.slice(0, 30));
    expect(requestsTo(intune, '/v1.0/$batch') - before).toBe(2);
  });

  it('of a user are only his, and a user who is gone has none', async () => {
    const all = await walk(intune.directory);
    const users = [...new Set(all.slice(0, 5).flatMap((device) => (device.userId === null ? [] : [device.userId])))];
    const gone = userIdSchema.parse('00000000-0000-4000-a000-00000000dddd');

    const found = await intune.directory.devicesOfUsers([...users, gone], signal());

    const expected = all.filter((device) => device.userId !== null && users.includes(device.userId));
    expect(found.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });

  it.each([
    ['twice', { kind: 'damage', how: 'duplicate-rows' }, null],
    ['fewer than announced', { kind: 'end-early', after: 1 }, 'intune.reply-invalid'],
  ] as const)('of a user that come %s within a batch', async (_, effect, code) => {
    const all = await walk(intune.directory);
    const owner = all.map(({ userId }) => userId).find((one) => one !== null && all.filter(({ userId }) => userId === one).length > 1);
    if (owner === null || owner === undefined) throw new Error('nobody has two devices');
    intune.fault(effect, { match: `/users/${owner}/managedDevices` });
    const asked = intune.directory.devicesOfUsers([owner], signal());

    if (code !== null) return expect(await errorOf(asked)).toMatchObject({ code });
    expect((await asked).map(({ id }) => id).toSorted()).toEqual(
      all
        .filter(({ userId }) => userId === owner)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('fail when one of them is refused for another reason than being gone', async () => {
    const [device] = await walk(intune.directory);
    intune.fault(
      { kind: 'error', id: 'Bad', message: '', category: '', status: 503 },
      { match: `managedDevices/${device?.id}`, count: null },
    );

    expect((await errorOf(intune.directory.devicesById([device?.id ?? ''], signal()))).code).toBe('intune.unreachable');
  });
});
