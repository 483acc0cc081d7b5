/** A conversation with the simulated Graph that leaves nothing out, for a judge to look at. */
import { z } from 'zod';
import type { GraphClient } from '../../engine/adapters/intune-graph/graph-client.ts';
import { intunePlanId } from '../simulators/intune/plans.ts';
import { allRoles } from '../simulators/intune/server.ts';
import { errorOf, exchangeOrganization, type IntuneFixture, scopeOf, signal, walk } from './intune-fixture.ts';

type Get = (path: string) => Promise<unknown>;

/** Every endpoint of the simulator, with each form of question that the connector may put. */
export async function askEverything(intune: IntuneFixture, client: GraphClient): Promise<void> {
  const get = getter(client);
  intune.simulator.setRoles([...allRoles, 'Device.Read.All', 'User.Read']);
  const [phone] = intune.organization.phones().filter((one) => one.enrolment !== null);
  const user = intune.organization.people()[phone?.owner ?? 0]?.userId;
  const { tenantId } = intune.organization.world;
  const report = { organization: exchangeOrganization, exchangeServer: 'ex01', connectorServer: 'CONN01', version: '0.1.0' } as const;
  intune.simulator.setExchangePolicy({
    defaultAccessLevel: 'block',
    accessRules: [{ deviceClass: { name: 'iPhone', type: 'family' }, accessLevel: 'allow' }],
  });
  await walk(intune.directory);
  await scopeOf(intune.directory);
  await intune.directory.probe(signal());
  await intune.directory.reportConnector({ report: { ...report, status: 'connectionPending', lastSync: null }, id: null }, signal());
  const last = { ...report, status: 'connected', lastSync: '2026-11-20T10:00:00.000Z' } as const;
  await intune.directory.reportConnector({ report: last, id: null }, signal());
  const connector = `v1.0/deviceManagement/exchangeConnectors/${intune.simulator.connectors()[0]?.id}`;
  const sync = { method: 'POST', url: client.url(`${connector}/sync`), body: { syncType: 'fullSync' }, permission: 'any' } as const;
  await client.write(sync, signal());
  for (const path of [
    connector,
    'v1.0/users?$top=5',
    `v1.0/users/${user}?$select=id,mail,proxyAddresses,assignedPlans,onPremisesSecurityIdentifier`,
    `v1.0/users/${user}/managedDevices`,
    'v1.0/deviceManagement/managedDevices',
    `v1.0/deviceManagement/managedDevices/${phone?.enrolment?.managedDeviceId}`,
    `v1.0/groups/${intune.organization.world.includedGroups[0]}`,
    `v1.0/groups/${intune.organization.world.includedGroups[0]}/transitiveMembers`,
    `v1.0/groups/${intune.organization.world.includedGroups[0]}/members`,
    'v1.0/groups?$select=id,displayName',
    `v1.0/users?$filter=${encodeURIComponent("startswith(userPrincipalName,'a')")}&$select=id`,
    'v1.0/organization',
    `v1.0/organization/${tenantId}?$select=mobileDeviceManagementAuthority,onPremisesLastSyncDateTime,assignedPlans`,
    'v1.0/deviceManagement?$select=subscriptionState,intuneAccountId',
    'v1.0/deviceManagement/subscriptionState',
    'beta/deviceManagement/exchangeOnPremisesPolicy',
    'beta/deviceManagement/exchangeOnPremisesPolicies',
    `beta/deviceManagement/exchangeOnPremisesPolicies/${tenantId}`,
    'v1.0/devices?$top=5',
    'v1.0/me?$select=id,assignedPlans',
    'v1.0/me/memberOf?$select=id,displayName,roleTemplateId',
  ]) {
    await get(path);
  }
  await advancedRequests(intune, client);
  for (const kind of ['users', 'groups', 'devices'] as const) await deltaRounds(intune, get, kind);
  await batches(client, user ?? '');
  await errorOf(get('v1.0/users/nobody'));
}

async function advancedRequests(intune: IntuneFixture, client: GraphClient): Promise<void> {
  const licensed = encodeURIComponent(`assignedPlans/any(p:p/servicePlanId eq ${intunePlanId} and p/capabilityStatus eq 'Enabled')`);
  for (const path of [
    `v1.0/users?$filter=${licensed}&$count=true&$select=id,assignedPlans`,
    'v1.0/users/$count',
    `v1.0/groups/${intune.organization.world.includedGroups[0]}/transitiveMembers/$count`,
    'v1.0/me/transitiveMemberOf/microsoft.graph.directoryRole?$count=true&$select=id,roleTemplateId',
  ]) {
    const read = { url: client.url(path), schema: z.unknown(), permission: 'any', advanced: true } as const;
    // A count is a bare number in plain text, which this client does not read; the judge sees it all the same.
    if (path.endsWith('/$count')) await errorOf(client.read(read, signal()));
    else await client.read(read, signal());
  }
}

/** A full round, changes of every sort, and the round that tells of them. */
async function deltaRounds(intune: IntuneFixture, get: Get, kind: 'users' | 'groups' | 'devices'): Promise<void> {
  const { directory } = intune.simulator;
  const deltaLink = await deltaRound(get, `v1.0/${kind}/delta${kind === 'groups' ? '?$select=id,displayName,members' : ''}`);
  const [first, second, third] = directory.users();
  const enrolled = intune.organization.phones().filter(({ enrolment }) => enrolment !== null);
  if (kind === 'users') {
    directory.setUser(first?.id ?? '', { accountEnabled: false });
    directory.removeUser(second?.id ?? '', 'changed');
  }
  if (kind === 'groups') directory.removeMember(directory.groups()[0]?.id ?? '', third?.id ?? '');
  intune.organization.unenrol(enrolled[1]?.index ?? 0);
  await deltaRound(get, pathOf(deltaLink));
  intune.simulator.delta.expire();
  await errorOf(get(pathOf(deltaLink)));
}

const roundSchema = z.object({ '@odata.nextLink': z.string().optional(), '@odata.deltaLink': z.string().optional() });

async function deltaRound(get: Get, path: string): Promise<string> {
  const page = roundSchema.parse(await get(path));
  const next = page['@odata.nextLink'];
  return next === undefined ? (page['@odata.deltaLink'] ?? '') : deltaRound(get, pathOf(next));
}

async function batches(client: GraphClient, user: string): Promise<void> {
  const read = (id: string, url: string) => ({ id, method: 'GET', url });
  const requests = [
    read('1', `/users/${user}?$select=id,mail`),
    read('2', '/users/nobody'),
    read('3', '/deviceManagement/managedDevices?$top=3'),
  ];
  const depending = [read('1', '/users/nobody'), { ...read('2', '/organization'), dependsOn: ['1'] }];
  for (const sent of [requests, depending]) {
    const url = client.url('v1.0/$batch');
    await client.write({ method: 'POST', url, body: { requests: sent }, permission: 'any' }, signal());
  }
}

function getter(client: GraphClient): Get {
  return (path) => client.read({ url: client.url(path), schema: z.unknown(), permission: 'any' }, signal());
}

/** From the version on, with the options. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return `${pathname.slice(1)}${search}`;
}
