/** What Graph and Intune do though nobody would expect it (graph.md 4 to 6 and 13), each by its name, and what the directory makes of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ManagedDevice } from '../../engine/domain/intune.ts';
import { allRoles } from '../simulators/intune/server.ts';
import { errorOf, type IntuneFixture, requestsTo, scopeOf, signal, startIntune, walk } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

const asked = () =>
  intune.requestLog.entries().flatMap((entry) => (entry.side === 'intune' && entry.url.includes('/v1.0/') ? [entry] : []));

async function someDevice(): Promise<ManagedDevice> {
  const device = (await walk(intune.directory)).find((one) => one.userId !== null);
  if (device === undefined) throw new Error('no device with a user');
  return device;
}

async function readAll(): Promise<void> {
  const device = await someDevice();
  await scopeOf(intune.directory);
  await intune.directory.devicesById([device.id], signal());
  await intune.directory.devicesOfUsers(device.userId === null ? [] : [device.userId], signal());
}

describe('managed devices', () => {
  it('an unsupported $filter is ignored and ALL devices come back: no request has one', async () => {
    await readAll();

    const filters = asked().filter(({ url, body }) => /managedDevices[^"]*filter/i.test(url + JSON.stringify(body ?? null)));
    expect(filters).toEqual([]);
  });

  it('empty-UPN quirk: a device without a user stays one, and is nobody’s', async () => {
    const { id } = await someDevice();
    intune.simulator.setDevice(id, { userId: '', userPrincipalName: '' });

    const [device] = await intune.directory.devicesById([id], signal());

    expect(device).toMatchObject({ userId: null, userPrincipalName: '' });
  });

  it('a list of one user’s devices that holds another’s: those are left out', async () => {
    const { id, userId } = await someDevice();
    const stranger = intune.organization.people().find((person) => person.userId !== userId)?.userId;
    intune.simulator.setDevice(id, { userId: stranger });

    const found = userId === null ? [] : await intune.directory.devicesOfUsers([userId], signal());

    expect(found.map((device) => device.id)).not.toContain(id);
  });

  it('an answer about another device than was asked for is refused', async () => {
    const { id } = await someDevice();
    intune.simulator.setDevice(id, { id: '00000000-0000-4000-a000-00000000eeee' });

    expect(await errorOf(intune.directory.devicesById([id], signal()))).toMatchObject({ code: 'intune.reply-invalid' });
  });

  it('0001 and 9999 dates, null fields and unknown enum strings: never, empty, and the text as it is', async () => {
    const { id } = await someDevice();
    const odd = { enrolledDateTime: '0001-01-01T00:00:00Z', easDeviceId: null, operatingSystem: null, complianceState: 'aWordOfNextYear' };
    intune.fault({ kind: 'marked' }, { count: null });
    intune.simulator.setDevice(id, { ...odd, easActivated: null });

    const device = (await walk(intune.directory)).find((one) => one.id === id);

    expect(device).toMatchObject({
      enrolledAt: null,
      easDeviceId: '',
      operatingSystem: '',
      complianceState: 'aWordOfNextYear',
      easActivated: false,
    });
  });

  it.each(['2026-13-45T99:00:00Z', 'soon', '9999-12-31T23:59:59Z'])('an enrolment date of %s is no date', async (enrolledDateTime) => {
    const { id } = await someDevice();
    intune.fault({ kind: 'marked' }, { count: null });
    intune.simulator.setDevice(id, { enrolledDateTime });

    expect((await walk(intune.directory)).find((one) => one.id === id)?.enrolledAt).toBeNull();
  });

  it('a device that left while the walk went on is no fault, one that came is in it or not', async () => {
    const enrolled = intune.organization.phones().filter((phone) => phone.enrolment !== null);
    const seen: ManagedDevice[] = [];
    for await (const batch of intune.directory.walkDevices(signal())) {
      if (seen.length === 0) intune.organization.unenrol(enrolled.at(-1)?.index ?? 0);
      seen.push(...batch);
    }

    expect(seen.length).toBeGreaterThanOrEqual(enrolled.length - 1);
  });
});

describe('people and groups', () => {
  it('default property set without $select: every question names what it wants', async () => {
    await readAll();

    const collections = asked().filter(({ method, url }) => method === 'GET' && /managedDevices|transitiveMembers/.test(url));
    expect(collections.length).toBeGreaterThan(5);
    expect(collections.filter(({ url }) => !/[?&](\$|%24)select=/.test(url))).toEqual([]);
  });

  it('advanced-query rule: the cast to users has ConsistencyLevel on every page', async () => {
    await scopeOf(intune.directory);

    const pages = asked().filter(({ url }) => url.includes('microsoft.graph.user'));
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.every(({ headers }) => headers['consistencylevel'] === 'eventual')).toBe(true);
  });

  it('capabilityStatus: Enabled and Warning are a licence; Suspended, Deleted, LockedOut and a new word are none', async () => {
    const [person] = (await scopeOf(intune.directory)).filter((user) => user.licensed);
    const licensedWith = async (capabilityStatus: string) => {
      const [plan] = intune.simulator.directory.user(person?.id ?? '')?.assignedPlans ?? [];
      if (plan === undefined) throw new Error('no plan');
      intune.simulator.directory.setUser(person?.id ?? '', { assignedPlans: [{ ...plan, capabilityStatus }] });
      return (await scopeOf(intune.directory)).find((user) => user.id === person?.id)?.licensed;
    };

    const words = ['Enabled', 'Warning', 'Suspended', 'Deleted', 'LockedOut', 'Resting'];
    const licensed: unknown[] = [];
    for (const word of words) licensed.push(await licensedWith(word));

    expect(licensed).toEqual([true, true, false, false, false, false]);
  });

  it('accountEnabled false is told; the person stays in the groups', async () => {
    const [person] = await scopeOf(intune.directory);
    intune.simulator.directory.setUser(person?.id ?? '', { accountEnabled: false });

    expect((await scopeOf(intune.directory)).find((user) => user.id === person?.id)).toEqual({ ...person, enabled: false });
  });

  it('a user without assignedPlans though they were asked for: refused, not taken for unlicensed', async () => {
    const [person] = await scopeOf(intune.directory);
    const lost: Record<string, unknown> = { assignedPlans: undefined };
    intune.simulator.directory.setUser(person?.id ?? '', lost);

    expect(await errorOf(scopeOf(intune.directory))).toMatchObject({ code: 'intune.reply-invalid' });
  });

  it('403 in the standard form, for a group: intune.permission-missing with the right', async () => {
    intune.simulator.setRoles(allRoles.filter((role) => role !== 'GroupMember.Read.All'));

    expect(await errorOf(scopeOf(intune.directory))).toMatchObject({
      code: 'intune.permission-missing',
      params: { permission: 'GroupMember.Read.All' },
    });
  });
});

describe('$batch', () => {
  it('inner 429: only that one is asked again, after its own wait', async () => {
    const devices = (await walk(intune.directory)).slice(0, 20);
    intune.fault({ kind: 'throttle', milliseconds: 3000 }, { match: `GET /v1.0/deviceManagement/managedDevices/${devices[3]?.id}` });
    intune.waits.length = 0;

    const found = await intune.directory.devicesById(
      devices.map(({ id }) => id),
      signal(),
    );

    expect(found).toEqual(devices);
    expect(intune.waits).toEqual([3000]);
    expect(requestsTo(intune, '/v1.0/$batch')).toBe(2);
  });

  it('at most 20: 45 devices are three requests', async () => {
    const devices = (await walk(intune.directory)).slice(0, 45);

    await intune.directory.devicesById(
      devices.map(({ id }) => id),
      signal(),
    );

    expect(requestsTo(intune, '/v1.0/$batch')).toBe(Math.ceil(devices.length / 20));
  });
});
