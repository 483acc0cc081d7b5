/** What the simulated Graph and Intune do where the real ones surprise (graph.md sections 4 to 8). */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isSameCloud } from '../../simulators/intune/cloud-hosts.ts';
import { intunePlanId } from '../../simulators/intune/plans.ts';
import { type Graph, graphOf } from './intune-place.ts';

const listSchema = z.looseObject({ value: z.array(z.looseObject({ id: z.string() })) });
const eventual = { consistencylevel: 'eventual' };

function rows(graph: Graph, target: string, headers: Readonly<Record<string, string>> = {}) {
  return listSchema.parse(graph.ask('GET', target, headers).body).value;
}

function devices(graph: Graph, filter: string) {
  return rows(graph, `deviceManagement/managedDevices?$filter=${encodeURIComponent(filter)}`);
}

describe('filters on managed devices', () => {
  const graph = graphOf(60);
  const all = rows(graph, 'deviceManagement/managedDevices');
  const [first, second] = all;

  it.each([
    ['userId', `userId eq '${first?.['userId']}'`],
    ['deviceEnrollmentType', "deviceEnrollmentType eq 'userEnrollment'"],
    ['easDeviceId', `easDeviceId eq '${first?.['easDeviceId']}'`],
    ['empty-UPN quirk', "userPrincipalName eq ''"],
    ['or', "operatingSystem eq 'iOS' or operatingSystem eq 'Android'"],
    ['not', "not (operatingSystem eq 'iOS')"],
    ['a part that is known with one that is not', "operatingSystem eq 'iOS' and userId eq 'x'"],
  ])('that are not understood are ignored, and all devices come: %s', (_, filter) => {
    expect(devices(graph, filter)).toHaveLength(all.length);
  });

  it('that are understood keep what they name', () => {
    const name = String(first?.['userPrincipalName']);

    expect(devices(graph, `userPrincipalName eq '${name}'`).every((row) => row['userPrincipalName'] === name)).toBe(true);
    expect(devices(graph, "operatingSystem eq 'iOS' and complianceState eq 'compliant'").length).toBeLessThan(all.length);
    expect(devices(graph, 'enrolledDateTime gt 2100-01-01T00:00:00Z')).toEqual([]);
  });

  it('azureADDeviceId or-quirk: several ids joined by or find the first only, and are refused together with a count', () => {
    const chain = `azureADDeviceId eq '${first?.['azureADDeviceId']}' or azureADDeviceId eq '${second?.['azureADDeviceId']}'`;

    expect(devices(graph, chain).map(({ id }) => id)).toEqual([first?.id]);
    expect(graph.ask('GET', `deviceManagement/managedDevices?$count=true&$filter=${encodeURIComponent(chain)}`).status).toBe(400);
  });
});

describe('a managed device', () => {
  it('null list-only fields: empty in a list, told by itself; 0001 and 9999 dates mean never', () => {
    const graph = graphOf(5);
    const [device] = rows(graph, 'deviceManagement/managedDevices');

    expect(device).toMatchObject({
      udid: null,
      physicalMemoryInBytes: 0,
      easActivationDateTime: '0001-01-01T00:00:00Z',
      complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
    });
    expect(graph.ask('GET', `deviceManagement/managedDevices/${device?.id}?$select=udid`).body).toMatchObject({ udid: expect.any(String) });
  });

  it('unknown enum strings: says what a test makes Intune say, also a state of next year, and nobody as its user', () => {
    const graph = graphOf(5);
    const id = rows(graph, 'deviceManagement/managedDevices')[0]?.id ?? '';
    graph.managed.set(id, { complianceState: 'aStateOfNextYear', userId: '' });

    expect(graph.ask('GET', `deviceManagement/managedDevices/${id}`).body).toMatchObject({
      complianceState: 'aStateOfNextYear',
      userId: '',
    });
  });

  it.each([
    ['skipped', 0],
    ['repeated', 2],
  ] as const)('that is renamed between two pages is %s by the walk', (outcome, times) => {
    const graph = graphOf(60);
    const walk = (page: string): readonly string[] => {
      const { value, ...rest } = listSchema.parse(graph.ask('GET', page).body);
      const next = z.string().optional().parse(rest['@odata.nextLink']);
      return [...value.map(({ id }) => id), ...(next === undefined ? [] : walk(next))];
    };
    const start = 'deviceManagement/managedDevices?$top=10';
    const before = walk(start);
    const { value, ...first } = listSchema.parse(graph.ask('GET', start).body);
    graph.managed.renameAfter(new URL(start, 'https://graph.test/v1.0/'), 1000, outcome);
    const seen = [...value.map(({ id }) => id), ...walk(String(first['@odata.nextLink']))];

    const victim = outcome === 'skipped' ? before[10] : before[0];
    expect(seen.filter((id) => id === victim)).toHaveLength(times);
  });
});

describe('directory objects', () => {
  it('default property set without $select: licences and facts of Active Directory come only when selected', () => {
    const graph = graphOf(5);
    const id = graph.organization.people()[0]?.userId;

    expect(Object.keys(graph.ask('GET', `users/${id}`).body ?? {})).not.toContain('assignedPlans');
    expect(graph.ask('GET', `users/${id}?$select=assignedPlans,accountEnabled,onPremisesSecurityIdentifier`).body).toMatchObject({
      accountEnabled: true,
      onPremisesSecurityIdentifier: expect.stringMatching(/^S-1-5-/),
      assignedPlans: expect.any(Array),
    });
  });

  it('advanced-query rule with the two 400 bodies: asked by licence with both options, refused with either alone', () => {
    const graph = graphOf(60);
    const filter = `assignedPlans/any(p:p/servicePlanId eq ${intunePlanId} and p/capabilityStatus eq 'Enabled')`;
    const target = `users?$filter=${encodeURIComponent(filter)}`;
    const refused = { status: 400, body: { error: { message: 'Complex query on property assignedPlans is not supported.' } } };

    expect(rows(graph, `${target}&$count=true`, eventual)).toHaveLength(
      graph.organization.people().filter(({ licensed }) => licensed).length,
    );
    expect(graph.ask('GET', `${target}&$count=true`)).toMatchObject(refused);
    expect(graph.ask('GET', target, eventual)).toMatchObject(refused);
  });

  it('want the header again on every further page', () => {
    const graph = graphOf(60);
    const group = graph.organization.world.includedGroups[0];
    const first = graph.ask('GET', `groups/${group}/transitiveMembers/microsoft.graph.user?$count=true&$top=5`, eventual).body;
    const next = z.looseObject({ '@odata.nextLink': z.string(), '@odata.count': z.number() }).parse(first)['@odata.nextLink'];

    expect(graph.ask('GET', next).status).toBe(400);
    expect(Object.keys(graph.ask('GET', next, eventual).body ?? {})).not.toContain('@odata.count');
  });

  it('$top at most 999 and paging: pages end at 999; counted only with the header', () => {
    const graph = graphOf(5);

    expect(graph.ask('GET', 'users/$count', eventual).body).toBe(graph.organization.people().length);
    expect(graph.ask('GET', 'users/$count')).toMatchObject({
      status: 400,
      body: { error: { code: 'Request_BadRequest', message: '$count is not currently supported.' } },
    });
    expect(graph.ask('GET', 'users?$top=1000').status).toBe(400);
  });

  it('are found by security identifier and by any address, and refused by what cannot be filtered', () => {
    const graph = graphOf(20);
    const [person] = graph.organization.people();
    const find = (filter: string) => rows(graph, `users?$filter=${encodeURIComponent(filter)}`).map(({ id }) => id);

    expect(find(`onPremisesSecurityIdentifier eq '${person?.securityIdentifier}'`)).toEqual([person?.userId]);
    expect(find(`proxyAddresses/any(x:x eq '${person?.proxyAddresses[1]}')`)).toEqual([person?.userId]);
    expect(graph.ask('GET', "users?$filter=officeLocation%20eq%20'x'").status).toBe(400);
    expect(graph.ask('GET', 'users?$filter=nonsense').status).toBe(400);
  });
});

describe('limits', () => {
  it('throttle buckets by class, scaled by a factor, counted for 20 seconds, that end with a Retry-After in each of its forms', () => {
    const graph = graphOf(5);
    graph.throttle.factor = 0.001;
    const ask = () => graph.ask('GET', 'deviceManagement/managedDevices');

    expect([ask().status, ask().status, ask().status]).toEqual([200, 200, 429]);
    expect(ask().headers?.['retry-after']).toMatch(/^\d+$/);
    graph.throttle.retryAfter = 'decimal';
    expect(ask().headers?.['retry-after']).toMatch(/^\d+(\.\d+)?$/);
    graph.throttle.retryAfter = 'date';
    expect(ask().headers?.['retry-after']).toMatch(/GMT$/);
    graph.throttle.retryAfter = 'absent';
    expect(ask().headers).toEqual({});
    graph.clock.advance(20_001);
    expect(ask().status).toBe(200);
    expect(graph.ask('GET', 'deviceManagement/conditionalAccessSettings').status).toBe(200);
  });

  it('of the directory are in units that the request asks for, told from 80 % on', () => {
    const graph = graphOf(5);
    graph.throttle.factor = 0.001;

    const first = graph.ask('GET', 'users');
    const second = graph.ask('GET', 'users?$select=id');

    expect(first.headers).toEqual({ 'x-ms-resource-unit': '2' });
    expect(second.headers).toEqual({ 'x-ms-resource-unit': '1', 'x-ms-throttle-limit-percentage': '0.86' });
    expect(graph.ask('GET', 'users').status).toBe(429);
  });

  it('hold inside a batch for each request by itself', () => {
    const graph = graphOf(5);
    graph.throttle.factor = 0.0005;
    const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: '/deviceManagement/managedDevices?$top=1' }));

    const { body } = graph.ask('POST', '$batch', { 'content-type': 'application/json' }, JSON.stringify({ requests }));

    expect(body).toMatchObject({
      responses: [
        { id: '2', status: 429, headers: { 'retry-after': expect.any(String) } },
        { id: '1', status: 200 },
      ],
    });
  });
});

describe('clouds', () => {
  it('sign in for their own Graph only', () => {
    expect(isSameCloud('login.microsoftonline.us', 'dod-graph.microsoft.us')).toBe(true);
    expect(isSameCloud('login.microsoftonline.com', 'graph.microsoft.us')).toBe(false);
    expect(isSameCloud('login.microsoftonline.com', 'localhost')).toBe(false);
    expect(isSameCloud('localhost', 'localhost')).toBe(true);
  });
});
