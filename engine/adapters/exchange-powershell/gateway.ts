/**
 * Exchange through remote PowerShell. One session, one process; who opens anew after a loss, and on which server, is the
 * caller's matter. Not known here: plans, policies, Intune.
 */
import type { ExchangeCredentials, ExchangeFacts, ExchangeGateway } from '../../ports/exchange-gateway.ts';
import { Access } from './access.ts';
import { cmdlets } from './cmdlets.ts';
import { ExchangeConnection, type ExchangePowershellOptions } from './connection.ts';
import { Orders } from './device-orders.ts';
import { assertSupported, connectedServer, exchangeServers, organizationOf } from './facts.ts';
import { OrganizationWide } from './organization.ts';
import { roleScript } from './role-script.ts';
import { serverRecord } from './schema.ts';

const serverProperties = [
  ...['Name', 'Fqdn', 'AdminDisplayVersion', 'ServerRole', 'IsClientAccessServer', 'IsEdgeServer', 'Site', 'DistinguishedName'],
];

export function createExchangeGateway(options: ExchangePowershellOptions): ExchangeGateway {
  const connection = new ExchangeConnection(options);
  const access = new Access(connection);
  const orders = new Orders(connection);
  const organization = new OrganizationWide(connection);
  return {
    connect: (credentials, signal) => connect(connection, credentials, signal),
    close: () => connection.close(),
    readRules: (signal) => access.readRules(signal),
    readMailboxes: (signal) => access.readMailboxes(signal),
    readDevices: (signal) => access.readDevices(signal),
    readChangedMailboxes: (since, signal) => access.readChangedMailboxes(since, signal),
    readChangedDevices: (since, signal) => access.readChangedDevices(since, signal),
    readMailbox: (mailbox, signal) => access.readMailbox(mailbox, signal),
    readDevicesOf: (mailbox, signal) => access.readDevicesOf(mailbox, signal),
    changeAccessLists: (change, signal) => access.changeAccessLists(change, signal),
    readStatistics: (device, signal) => orders.readStatistics(device, signal),
    wipe: (order, signal) => orders.wipe(order, signal),
    forget: (device, signal) => orders.forget(device, signal),
    readRecipients: (signal) => organization.readRecipients(signal),
    readDeviceClasses: (signal) => organization.readDeviceClasses(signal),
    readMailboxPolicies: (signal) => organization.readMailboxPolicies(signal),
    setDefaultLevel: (level, signal) => organization.setDefaultLevel(level, signal),
    addRule: (rule, signal) => organization.addRule(rule, signal),
    changeRule: (rule, level, signal) => organization.changeRule(rule, level, signal),
    removeRule: (rule, signal) => organization.removeRule(rule, signal),
    assignMailboxPolicy: (assignment, signal) => organization.assignMailboxPolicy(assignment, signal),
  };
}

async function connect(connection: ExchangeConnection, credentials: ExchangeCredentials, signal: AbortSignal): Promise<ExchangeFacts> {
  const { powershell, rights } = await connection.open(credentials, signal);
  try {
    const missingCommands = rights.missingNeeded();
    const records = await connection.ask('server', { cmdlet: cmdlets.servers, properties: serverProperties }, serverRecord, signal);
    const servers = exchangeServers(records);
    const { version } = connectedServer(servers, connection.server);
    assertSupported(version, connection.server);
    const organization = organizationOf(records);
    const missingRights = rights.missing();
    const script = roleScript({ account: credentials.user, missing: missingRights, version });
    return { server: connection.server, organization, version, servers, missingCommands, missingRights, roleScript: script, powershell };
  } catch (thrown) {
    const closed = connection.close();
    if (!signal.aborted) await closed;
    throw thrown;
  }
}
