/** The part of the Exchange port that no synchronization calls: whoever does hears of it. */
import type { DeviceOrders, ExchangeOrganization } from '../../engine/ports/exchange-gateway.ts';
import { Failure } from '../../shared/errors.ts';

function refuse(): never {
  throw new Failure('internal', { detail: 'not for a stand-in' });
}

export class RefusingExchange implements DeviceOrders, ExchangeOrganization {
  readStatistics = refuse;
  wipe = refuse;
  forget = refuse;
  readRecipients = refuse;
  readDeviceClasses = refuse;
  readMailboxPolicies = refuse;
  setDefaultLevel = refuse;
  addRule = refuse;
  changeRule = refuse;
  removeRule = refuse;
  assignMailboxPolicy = refuse;
  readChangedMailboxes = refuse;
  readChangedDevices = refuse;
  readDevicesOf = refuse;
}
