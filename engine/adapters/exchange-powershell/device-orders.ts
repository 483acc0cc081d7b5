/** What is ordered for one phone. It is looked up first by its Guid: what Exchange then shows must be that phone. */
import { Failure } from '../../../shared/errors.ts';
import type { DeviceReference, DeviceStatistics, WipeOrder, WipeProgress } from '../../domain/exchange-organization.ts';
import type { DeviceOrders } from '../../ports/exchange-gateway.ts';
import { cmdlets } from './cmdlets.ts';
import type { ExchangeConnection } from './connection.ts';
import { onlyMeant } from './identity.ts';
import { partnershipRecord, type StatisticsRecord, statisticsRecord } from './schema.ts';

const statisticsProperties = [
  ...['Guid', 'DeviceId', 'LastSuccessSync', 'LastPolicyUpdateTime', 'Status', 'DevicePolicyApplied', 'IsRemoteWipeSupported'],
  ...['DeviceWipeRequestTime', 'DeviceWipeSentTime', 'DeviceWipeAckTime'],
  ...['AccountOnlyDeviceWipeRequestTime', 'AccountOnlyDeviceWipeSentTime', 'AccountOnlyDeviceWipeAckTime'],
];

export class Orders implements DeviceOrders {
  readonly #connection: ExchangeConnection;

  constructor(connection: ExchangeConnection) {
    this.#connection = connection;
  }

  async readStatistics(device: DeviceReference, signal: AbortSignal): Promise<DeviceStatistics> {
    await this.#assertShown(device, signal);
    const call = { cmdlet: cmdlets.statistics, parameters: { Identity: device.guid }, properties: statisticsProperties };
    const found = await this.#connection.ask('statistics', call, statisticsRecord, signal);
    return toStatistics(onlyMeant(found, (record) => record.Guid, { wanted: device.guid, cmdlet: 'Get-MobileDeviceStatistics' }));
  }

  async wipe({ device, scope }: WipeOrder, signal: AbortSignal): Promise<void> {
    if (scope === 'account' && !this.#connection.may(cmdlets.wipe, 'AccountOnly')) {
      const params = { server: this.#connection.server, commands: 'Clear-MobileDevice -AccountOnly' };
      throw new Failure('exchange.command-missing', { params, retry: 'administrator' });
    }
    await this.#assertShown(device, signal);
    const parameters = { Identity: device.guid, Confirm: false, ...(scope === 'account' ? { AccountOnly: true } : {}) };
    await this.#connection.run({ cmdlet: cmdlets.wipe, parameters }, signal);
  }

  async forget(device: DeviceReference, signal: AbortSignal): Promise<void> {
    await this.#assertShown(device, signal);
    await this.#connection.run({ cmdlet: cmdlets.forget, parameters: { Identity: device.guid, Confirm: false } }, signal);
  }

  async #assertShown(device: DeviceReference, signal: AbortSignal): Promise<void> {
    const call = { cmdlet: cmdlets.devices, parameters: { Identity: device.guid }, properties: ['Guid', 'DeviceId'] };
    const found = await this.#connection.ask('partnership', call, partnershipRecord, signal);
    const shown = onlyMeant(found, (record) => record.Guid, { wanted: device.guid, cmdlet: 'Get-MobileDevice' });
    if (shown.DeviceId !== device.deviceId) {
      throw new Failure('exchange.not-found', {
        params: { mailbox: device.guid },
        retry: 'never',
        detail: 'This partnership is of another phone.',
      });
    }
  }
}

function toStatistics(record: StatisticsRecord): DeviceStatistics {
  return {
    guid: record.Guid,
    deviceId: record.DeviceId,
    lastSuccessfulSync: record.LastSuccessSync,
    lastPolicyUpdate: record.LastPolicyUpdateTime,
    status: record.Status,
    policyApplied: record.DevicePolicyApplied,
    isWipeSupported: record.IsRemoteWipeSupported,
    wipe: progress(record.DeviceWipeRequestTime, record.DeviceWipeSentTime, record.DeviceWipeAckTime),
    accountWipe: progress(
      record.AccountOnlyDeviceWipeRequestTime,
      record.AccountOnlyDeviceWipeSentTime,
      record.AccountOnlyDeviceWipeAckTime,
    ),
  };
}

function progress(requested: string | null, sent: string | null, acknowledged: string | null): WipeProgress {
  return { requested, sent, acknowledged };
}
