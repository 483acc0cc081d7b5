/** The deltas of users and of many groups, walked side by side in `$batch` (S2), against the simulated Intune (graph.md 5 and 13). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryChanges, DirectoryCursor } from '../../engine/ports/directory-changes.ts';
import { policy } from '../builders/domain.ts';
import type { Fault } from '../simulators/faults.ts';
import { errorOf, type IntuneFixture, questionsOf, requestsTo, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;
let cursor: DirectoryCursor;

/** Three parts of a cursor: 50, 50 and 20. */
const groups = Array.from({ length: 120 }, (_, index) => `00000000-0000-4000-b000-${String(index).padStart(12, '0')}`);
const groupAt = (index: number) => groups[index] ?? '';
const personId = (index: number) => intune.organization.people()[index]?.userId.toLowerCase() ?? '';

beforeEach(async () => {
  intune = await startIntune();
  for (const id of groups) intune.simulator.directory.addGroup(id, id);
  cursor = await intune.directory.beginChanges(policy({ includedGroups: groups }), signal());
});

afterEach(async () => {
  await intune.stop();
});

const since = (from = cursor, until = signal()) => intune.directory.changes(from, until);
const requests = () => intune.requestLog.entries().length;
const queryOf = (link: string | undefined) => new URL(link ?? '').search;

/** Hits the part of the batch that asks on from this link. */
function faultAt(link: string | undefined, effect: Fault['effect'], rest: Partial<Pick<Fault, 'count' | 'skip'>> = {}): void {
  intune.fault(effect, { match: queryOf(link), ...rest });
}

async function changed(from?: DirectoryCursor): Promise<Extract<DirectoryChanges, { kind: 'changes' }>> {
  const changes = await since(from);
  if (changes.kind !== 'changes') throw new Error(`resync: ${changes.reason}`);
  return changes;
}

/** Somebody in the users, and one group of each part. */
function changeEverywhere(): void {
  intune.simulator.directory.setUser(personId(1), { accountEnabled: false });
  for (const index of [3, 60, 110]) intune.simulator.directory.addMember(groupAt(index), personId(2));
}

const everywhere = () => ({ users: new Set([personId(1)]), groups: new Set([groupAt(3), groupAt(60), groupAt(110)]) });

/** The link as it was given so many days ago: to move the clock would end the sign-in too. */
function aged(link: string, days: number): string {
  const url = new URL(link);
  const [[name, token] = ['', '']] = [...url.searchParams];
  const content: { readonly issued: number } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  const older = { ...content, issued: content.issued - days * 24 * 60 * 60_000 };
  url.searchParams.set(name, Buffer.from(JSON.stringify(older)).toString('base64url'));
  return url.href;
}

function withPart(part: number, change: (link: string) => string): DirectoryCursor {
  return { ...cursor, groups: cursor.groups.map((one, index) => (index === part ? { ...one, link: change(one.link) } : one)) };
}

describe('S2 the changes of users and of several parts of the groups', () => {
  it('begin together in one batch, and a look that finds nothing is one request for all of them', async () => {
    expect(requestsTo(intune, '/v1.0/$batch')).toBe(1);
    const before = requests();

    const { users, groups: found } = await changed();

    expect([users.size, found.size]).toEqual([0, 0]);
    expect(requests() - before).toBe(1);
    expect(questionsOf(intune, before)).toHaveLength(4);
  });

  it('are told of every part, and the next cursor goes on from each', async () => {
    changeEverywhere();
    const first = await changed();
    intune.simulator.directory.addMember(groupAt(61), personId(3));

    expect(first).toMatchObject(everywhere());
    expect(first.cursor.groups.map(({ ids }) => ids.length)).toEqual([50, 50, 20]);
    expect(await changed(first.cursor)).toMatchObject({ users: new Set(), groups: new Set([groupAt(61)]) });
  });

  it('cost as many requests as the longest of them has pages, and the last one that is left goes without a batch', async () => {
    for (let index = 0; index < 25; index += 1) intune.simulator.directory.setUser(personId(index), { accountEnabled: false });
    for (let index = 50; index < 65; index += 1) intune.simulator.directory.addMember(groupAt(index), personId(2));
    const [before, batches] = [requests(), requestsTo(intune, '/v1.0/$batch')];

    const { users, groups: found } = await changed();

    expect([users.size, found.size]).toEqual([25, 15]);
    expect(requests() - before).toBe(3);
    expect(requestsTo(intune, '/v1.0/$batch') - batches).toBe(2);
    expect(questionsOf(intune, before)).toHaveLength(4 + 2 + 1);
  });

  it('of more than twenty deltas go twenty to a batch', async () => {
    const [part] = cursor.groups;
    if (part === undefined) throw new Error('no groups');
    changeEverywhere();
    const before = requests();

    const { groups: found, cursor: next } = await changed({ ...cursor, groups: Array.from({ length: 22 }, () => part) });

    expect(found).toEqual(new Set([groupAt(3)]));
    expect(next.groups).toHaveLength(22);
    expect(requests() - before).toBe(2);
    expect(questionsOf(intune, before)).toHaveLength(23);
  });

  it('ask for a resync when a group was put into a watched one, in whatever part it stands', async () => {
    const inner = intune.simulator.directory.addGroup('00000000-0000-4000-a000-00000000bbbb', 'Newcomers');
    intune.simulator.directory.addMember(groupAt(110), inner.id);

    expect(await since()).toEqual({ kind: 'resync', reason: 'nesting' });
  });

  it('a group put into one that is watched by another part asks for none', async () => {
    intune.simulator.directory.addMember(groupAt(110), groupAt(3));

    expect(await changed()).toMatchObject({ groups: new Set([groupAt(110)]) });
  });
});

describe('a part of the batch', () => {
  it('that is throttled is asked again by itself, after the time that Graph named, and is never taken for empty', async () => {
    changeEverywhere();
    faultAt(cursor.groups[1]?.link, { kind: 'throttle', milliseconds: 2500 });
    const before = requests();

    expect(await changed()).toMatchObject(everywhere());
    expect(intune.waits).toEqual([2500]);
    expect(questionsOf(intune, before)).toHaveLength(4 + 1);
  });

  it('that is throttled until a date waits by the clock of the service, which is ahead of ours', async () => {
    changeEverywhere();
    intune.simulator.clock.set(4 * 60_000);
    faultAt(cursor.groups[1]?.link, { kind: 'throttle', milliseconds: 5000, retryAfter: 'date' });

    expect(await changed()).toMatchObject(everywhere());
    expect(intune.waits).toHaveLength(1);
    expect(intune.waits[0]).toBeLessThanOrEqual(5000);
  });

  it.each([
    ['throttled', { kind: 'throttle', milliseconds: 1000 }, 'intune.throttled'],
    ['out of order', { kind: 'error', id: 'Busy', message: '', category: '', status: 503 }, 'intune.unreachable'],
    ['cut off behind the batch', { kind: 'reset' }, 'intune.unreachable'],
    ['refused', { kind: 'error', id: 'Forbidden', message: '', category: '', status: 403 }, 'intune.permission-missing'],
  ] as const)('that stays %s is a failure of all, though the others came whole', async (_, effect, code) => {
    changeEverywhere();
    faultAt(cursor.groups[2]?.link, effect, { count: null });

    expect((await errorOf(since())).code).toBe(code);
  });

  it.each([
    ['is out of order', { kind: 'error', id: 'Busy', message: '', category: '', status: 503 }],
    ['is cut off behind the batch', { kind: 'down' }],
    ['finds the bearer ended, which is renewed', { kind: 'damage', how: 'expired-token' }],
  ] as const)('that once %s is asked again, and nothing is lost', async (_, effect) => {
    changeEverywhere();
    faultAt(cursor.groups[2]?.link, effect);

    expect(await changed()).toMatchObject(everywhere());
  });

  it('with a token that is too old asks for a resync, and no link of the others is followed', async () => {
    for (let index = 0; index < 25; index += 1) intune.simulator.directory.setUser(personId(index), { accountEnabled: false });
    const before = requests();

    expect(await since(withPart(1, (link) => aged(link, 8)))).toEqual({ kind: 'resync', reason: 'expired' });
    expect(requests() - before).toBe(1);
  });

  it('with a token that the service has forgotten asks for a resync', async () => {
    const forgotten = withPart(2, (link) => `${link.split('=')[0]}=forgotten`);

    expect(await since(forgotten)).toEqual({ kind: 'resync', reason: 'forgotten' });
  });

  it('with a token that is too old asks for a resync also when another part is out of order', async () => {
    faultAt(cursor.users, { kind: 'error', id: 'Busy', message: '', category: '', status: 503 }, { count: null });

    expect(await since(withPart(1, (link) => aged(link, 8)))).toEqual({ kind: 'resync', reason: 'expired' });
  });

  it('whose link leads back to itself ends the walk', async () => {
    changeEverywhere();
    faultAt(cursor.groups[0]?.link, { kind: 'damage', how: 'repeated-link' }, { count: null });
    const before = requests();

    expect(await errorOf(since())).toMatchObject({ code: 'intune.reply-invalid', params: { part: 'nextLink' } });
    expect(requests() - before).toBe(1);
  });

  it('whose link leads to another host ends the walk, and nothing is sent there', async () => {
    changeEverywhere();
    faultAt(cursor.groups[0]?.link, { kind: 'damage', how: 'foreign-link' });
    const before = requests();

    expect(await errorOf(since())).toMatchObject({ code: 'intune.reply-invalid', params: { part: 'nextLink' } });
    expect(requests() - before).toBe(1);
  });
});

describe('a cursor of several parts', () => {
  it.each([
    ['another host', () => 'https://elsewhere.example/v1.0/groups/delta?$deltatoken=x'],
    ['another collection', (link: string) => link.replace('/groups/delta', '/users')],
    ['another version', (link: string) => link.replace('/v1.0/', '/beta/')],
  ])('of which one leads to %s is refused before any request', async (_, change) => {
    const before = requests();

    expect((await errorOf(since(withPart(2, change)))).code).toBe('intune.reply-invalid');
    expect(requests()).toBe(before);
  });

  it('can be left in the middle: nothing more is asked', async () => {
    const leave = new AbortController();
    for (let index = 0; index < 25; index += 1) intune.simulator.directory.setUser(personId(index), { accountEnabled: false });
    intune.fault({ kind: 'latency', milliseconds: 200 }, { match: '/v1.0/$batch', count: null });
    const before = requests();
    const started = performance.now();
    setTimeout(() => leave.abort(), 50);

    expect((await errorOf(since(cursor, leave.signal))).code).toBe('cancelled');
    expect(performance.now() - started).toBeLessThan(190);
    await expect.poll(() => requests() - before).toBe(1);
    expect(questionsOf(intune, before)).toHaveLength(4);
  });
});
