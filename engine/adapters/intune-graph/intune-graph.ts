/** Intune through Microsoft Graph as the engine's device directory. */

import type { Clock } from '../../../shared/host/clock.ts';
import { type AccountCertificate, cloudAddresses } from '../../../shared/setup/account-certificate.ts';
import type { DeviceDirectory } from '../../ports/device-directory.ts';
import type { Log } from '../../ports/log.ts';
import type { ProxyAccess } from '../http/message.ts';
import { openTransport } from '../http/transport.ts';
import { appTokenSource } from './app-token.ts';
import { beginChanges, changesSince } from './changes.ts';
import { findConnector, listConnectors, removeConnector, reportConnector, reportStatus } from './connector.ts';
import { walkDevices } from './devices.ts';
import { GraphClient } from './graph-client.ts';
import { readPolicy } from './policy.ts';
import { readScope } from './scope.ts';
import { devicesById, devicesOfUsers } from './some-devices.ts';
import { readTenant } from './tenant.ts';
import type { GraphThrottle } from './throttle.ts';

export interface IntuneDirectoryOptions {
  readonly certificate: AccountCertificate;
  /** Null: straight. */
  readonly proxy: ProxyAccess | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Shared by everything that asks Graph in this process; without it the directory keeps Graph's limits for itself. */
  readonly throttle?: GraphThrottle | undefined;
  /** Ids of service plans that count as an Intune licence; empty: the known ones. */
  readonly servicePlans: readonly string[];
}

/** Opens nothing until the first call. `close` ends what is under way; safe to call twice. */
export function createIntuneDirectory(options: IntuneDirectoryOptions): DeviceDirectory & { close(): Promise<void> } {
  const { certificate, proxy, clock, log, throttle, servicePlans } = options;
  const { graph: root, trustedAuthority } = cloudAddresses(certificate.cloud);
  const transport = openTransport({ trustedAuthority, proxy, clock });
  const life = new AbortController();
  const token = appTokenSource({ certificate, transport, clock, lifetime: life.signal });
  const client = new GraphClient({ root, transport, token, clock, log, throttle });
  return {
    probe: (signal) => readTenant(client, signal),
    policy: (signal) => readPolicy(client, signal),
    scope: (policy, signal) => readScope({ client, servicePlans }, policy, signal),
    walkDevices: (signal) => walkDevices(client, signal),
    beginChanges: (policy, signal) => beginChanges(client, [...policy.includedGroups, ...policy.excludedGroups], signal),
    changes: (cursor, signal) => changesSince(client, cursor, signal),
    devicesById: (ids, signal) => devicesById(client, ids, signal),
    devicesOfUsers: (users, signal) => devicesOfUsers(client, users, signal),
    listConnectors: (signal) => listConnectors(client, signal),
    findConnector: (own, signal) => findConnector(client, own, signal),
    reportStatus: (id, status, signal) => reportStatus(client, { id, status }, signal),
    removeConnector: (id, signal) => removeConnector(client, id, signal),
    reportConnector: (update, signal) => reportConnector(client, update, signal),
    close: async () => {
      life.abort();
      await transport.close();
    },
  };
}
