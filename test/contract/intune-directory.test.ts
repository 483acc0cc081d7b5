/** The device directory over Graph, against the simulated Intune: what a healthy tenant gives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManagedDevices } from '../simulators/intune/managed-devices.ts';
import {
  errorOf,
  exchangeOrganization,
  type IntuneFixture,
  requestsTo,
  scopeOf,
  signal,
  startIntune,
  walk,
  walkPath,
} from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

describe('the walk over managed devices', () => {
  it('gives every enrolled device exactly once, over several pages', async () => {
    const enrolled = intune.organization.phones().filter((phone) => phone.enrolment !== null);

    const devices = await walk(intune.directory);

    expect(devices.map((device) => device.id).toSorted()).toEqual(enrolled.map((phone) => phone.enrolment?.managedDeviceId).toSorted());
    expect(requestsTo(intune, walkPath)).toBe(Math.ceil(enrolled.length / 10));
  });

  it('keeps what a phone chose to be called unchanged, whatever stands in it', async () => {
    const names = new Map(intune.organization.phones().map((phone) => [phone.enrolment?.managedDeviceId, phone.friendlyName]));

    const devices = await walk(intune.directory);

    for (const device of devices) expect(device.name).toBe(names.get(device.id));
    expect(devices.some((device) => /[\n"'<$]/.test(device.name))).toBe(true);
  });

  it('gives the facts of the access decision as Intune has them', async () => {
    const [phone] = intune.organization.phones().filter((one) => one.enrolment !== null);
    if (phone?.enrolment === null || phone?.enrolment === undefined) throw new Error('no enrolled phone');
    intune.fault({ kind: 'marked' }, { count: null });
    const change = { complianceState: 'aStateOfNextYear', managementState: 'retirePending', easActivated: false };
    intune.organization.setEnrolment(phone.index, change);

    const device = (await walk(intune.directory)).find((one) => one.id === phone.enrolment?.managedDeviceId);

    expect(device).toMatchObject({ ...change, easDeviceId: phone.easDeviceId, userId: intune.organization.ownerOf(phone).userId });
    expect(device?.enrolledAt).toBe(phone.enrolment.enrolledAt);
  });

  it('answers a filter that Intune does not support with all devices, as Intune does', async () => {
    const all = await walk(intune.directory);
    const list = new ManagedDevices(intune.organization);
    const rows = (filter: string) =>
      list.page(new URL(`https://localhost${walkPath}?$filter=${encodeURIComponent(filter)}`), 1000)['@odata.count'];

    expect(rows(`userId eq '${intune.organization.people()[0]?.userId}'`)).toBe(all.length);
    expect(rows("userPrincipalName eq ''")).toBe(all.length);
    expect(rows("complianceState eq 'noncompliant'")).toBe(all.filter((device) => device.complianceState === 'noncompliant').length);
  });
});

describe('policy and scope', () => {
  it('reads conditional access, and the Exchange policy of beta', async () => {
    intune.simulator.setExchangePolicy({
      defaultAccessLevel: 'quarantine',
      accessRules: [{ deviceClass: { name: 'WindowsMail', type: 'family' }, accessLevel: 'block' }],
    });

    const policy = await intune.directory.policy(signal());

    expect(policy).toEqual({
      access: {
        enabled: true,
        includedGroups: intune.organization.world.includedGroups,
        excludedGroups: intune.organization.world.excludedGroups,
        overrideDefaultRule: true,
      },
      exchange: { defaultLevel: 'quarantine', exceptions: [{ name: 'WindowsMail', kind: 'family', level: 'block' }] },
    });
  });

  it('reads single entities that are wrapped in value, as in the samples of Microsoft', async () => {
    intune.fault({ kind: 'marked' }, { match: '*', count: null });
    intune.simulator.wrapSingles(true);
    intune.simulator.setConditionalAccess({ enabled: false });

    expect(await intune.directory.policy(signal())).toMatchObject({ access: { enabled: false }, exchange: { defaultLevel: 'none' } });
  });

  it('says that there is no Exchange policy when the tenant has none', async () => {
    intune.simulator.setExchangePolicy(null);

    expect(await intune.directory.policy(signal())).toMatchObject({ access: { enabled: true }, exchange: null });
  });

  it.each([400, 403, 404, 405, 410, 501])('says that there is none when beta refuses the Exchange policy with %i', async (status) => {
    intune.fault(
      { kind: 'error', id: 'Forbidden', message: 'retired', category: '', status },
      { match: 'exchangeOnPremisesPolicy', count: null },
    );

    expect(await intune.directory.policy(signal())).toMatchObject({ access: { enabled: true }, exchange: null });
  });

  it('does not take a failing beta service for an absent policy', async () => {
    intune.fault(
      { kind: 'error', id: 'ServiceUnavailable', message: '', category: '', status: 503 },
      { match: 'exchangeOnPremisesPolicy', count: null },
    );

    expect(await errorOf(intune.directory.policy(signal()))).toMatchObject({ code: 'intune.unreachable', retry: 'later' });
  });

  it.each([400, 403, 404, 405, 410, 501])(
    'a service that refuses conditional access with %i has no policy: policy.unavailable',
    async (status) => {
      intune.fault({ kind: 'error', id: 'Gone', message: '', category: '', status }, { match: 'conditionalAccessSettings', count: null });

      expect(await errorOf(intune.directory.policy(signal()))).toMatchObject({ code: 'policy.unavailable', params: { status } });
    },
  );

  it('gives every member of the groups once, nested groups too, with both memberships', async () => {
    const { groups, people } = intune.organization.world;
    const byName = (name: string) => groups.find((group) => group.displayName === name)?.people ?? [];
    const included = new Set(['Mobile users', 'Field sales', 'Field sales north'].flatMap(byName));
    const excluded = new Set(byName('Executives exempt'));

    const users = await scopeOf(intune.directory);

    const expected = people.filter((person) => included.has(person.index) || excluded.has(person.index));
    expect(users.map((user) => user.id).toSorted()).toEqual(expected.map((person) => person.userId).toSorted());
    for (const person of expected) {
      const user = users.find((one) => one.id === person.userId);
      expect(user).toMatchObject({ included: included.has(person.index), excluded: excluded.has(person.index) });
      expect(user?.addresses[0]).toBe(person.primarySmtpAddress.toLowerCase());
      expect(user?.addresses).toContain(person.userPrincipalName.toLowerCase());
    }
  });

  it('fails when a group of the policy is gone, and does not take it for an empty one', async () => {
    intune.simulator.setConditionalAccess({ excludedGroups: ['00000000-0000-4000-a000-000000000001'] });

    expect(await errorOf(scopeOf(intune.directory))).toMatchObject({
      code: 'intune.group-missing',
      params: { group: '00000000-0000-4000-a000-000000000001' },
    });
  });

  it('knows who has an Intune licence and whose account is enabled', async () => {
    const licensed = new Map(intune.organization.people().map((person) => [person.userId, person.licensed]));

    const users = await scopeOf(intune.directory);

    for (const user of users) expect(user).toMatchObject({ enabled: true, licensed: licensed.get(user.id) });
    expect(users.some((user) => !user.licensed)).toBe(true);
  });

  it('fails when not one of the included has a licence: the plans of the configuration are hardly right', async () => {
    const other = intune.open(intune.certificate, null, ['882e1d05-acd1-4ccb-8708-6ee03664b117']);

    const error = await errorOf(scopeOf(other));

    expect(error.code).toBe('intune.nobody-licensed');
    expect(error.params['members']).toBeGreaterThan(10);
  });

  it('counts the service plans of the configuration as a licence, in whatever case they are written', async () => {
    const written = intune.open(intune.certificate, null, ['C1EC4A95-1F05-45B3-A911-AA3FA01094F5']);

    expect(await scopeOf(written)).toEqual(await scopeOf(intune.directory));
  });
});

describe('the tenant and the records of connectors', () => {
  it('reads the MDM authority, the name and directory synchronization of the tenant', async () => {
    intune.simulator.setTenant({ mdmAuthority: 'office365', directorySync: null });

    const { tenantId, organization } = intune.organization.world;
    expect(await intune.directory.probe(signal())).toEqual({
      tenantId,
      name: organization,
      mdmAuthority: 'office365',
      directorySync: false,
      lastDirectorySync: null,
      isLicensed: true,
      subscription: 'active',
    });
  });

  it('keeps connector records over a restart of the simulator', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'intune-state-'));
    try {
      const first = await startIntune(join(folder, 'intune.json'));
      first.simulator.setConnector({ connectorServerName: 'OLD01' });
      await first.stop();
      const second = await startIntune(join(folder, 'intune.json'));
      const found = await second.directory.findConnector({ organization: exchangeOrganization, id: null }, signal());
      await second.stop();

      expect(found).toMatchObject({ connectorServer: 'OLD01', lastSync: null });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
