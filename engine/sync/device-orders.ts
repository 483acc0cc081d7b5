/**
 * What the administrator asks of Exchange beside synchronizing: the account's rights, and orders for one phone. Each opens a session of
 * its own and closes it. An order is for one partnership only, said by its id or its name and confirmed by one of them.
 */
import type { ControlResult, DeviceView } from '../../shared/control/contract.ts';
import type { DeviceOrder, DeviceOrderResult } from '../../shared/control/device-orders.ts';
import { Failure } from '../../shared/errors.ts';
import type { Clock } from '../../shared/host/clock.ts';
import { mailboxGuidSchema } from '../../shared/ids.ts';
import type { EasDevice } from '../domain/exchange.ts';
import type { ExchangeFacts, ExchangeGateway } from '../ports/exchange-gateway.ts';
import type { Log } from '../ports/log.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import type { StateStore } from '../ports/state-store.ts';
import { call, patience, patiently } from './calls.ts';
import type { SyncDependencies } from './dependencies.ts';

export interface OrderParts {
  readonly state: StateStore;
  readonly orders: OrderJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly openExchange: SyncDependencies['openExchange'];
}

interface Counter {
  readonly parts: OrderParts;
  readonly exchange: ExchangeGateway;
  readonly signal: AbortSignal;
}

/** Throws what connecting throws. */
export async function askRights(parts: Pick<OrderParts, 'openExchange'>, signal: AbortSignal): Promise<ControlResult<'rights'>> {
  return await withExchange(parts, signal, async (_, { missingRights, roleScript }) => ({
    missing: missingRights.map(({ cmdlet, parameters }) => ({ cmdlet, parameters: [...parameters] })),
    script: roleScript,
  }));
}

/** Throws `device.unknown`, `device.ambiguous`, `device.unconfirmed` before anything is asked of Exchange, and `sync.write-unconfirmed`. */
export async function orderDevice(parts: OrderParts, order: DeviceOrder, signal: AbortSignal): Promise<DeviceOrderResult> {
  const view = deviceMeant(parts.state, order);
  // A phone without a name is not confirmed by nothing.
  if (order.confirm === '' || (order.confirm !== view.deviceId && order.confirm !== view.name))
    throw new Failure('device.unconfirmed', { params: { text: order.device } });
  return await withExchange(parts, signal, (exchange) => carryOut({ parts, exchange, signal }, view, order.act));
}

function deviceMeant(state: StateStore, { device, address }: DeviceOrder): DeviceView {
  const found = state
    .explain(device)
    .map((explanation) => explanation.device)
    .filter((view) => view.deviceId === device || view.name === device)
    .filter((view) => address === undefined || view.address.toLowerCase() === address.toLowerCase());
  const [only, other] = found;
  if (only === undefined) throw new Failure('device.unknown', { params: { text: device } });
  if (other !== undefined) throw new Failure('device.ambiguous', { params: { text: device, count: found.length } });
  return only;
}

async function carryOut(counter: Counter, view: DeviceView, act: DeviceOrder['act']): Promise<DeviceOrderResult> {
  const { parts } = counter;
  const device = await partnershipOf(counter, view);
  if (device === undefined) throw new Failure('exchange.not-found', { retry: 'never' });
  const result = { act, address: view.address, deviceId: view.deviceId, name: view.name };
  const row = parts.orders.intend(result, parts.clock.now().toISOString());
  parts.log.info('device order', { row, act });
  await send(counter, device, act);
  const isShown = await isCarriedOut(counter, device, { view, act });
  parts.orders.settle(row, isShown ? 'confirmed' : 'doubtful');
  if (!isShown) throw new Failure('sync.write-unconfirmed', { retry: 'later' });
  return result;
}

async function partnershipOf({ exchange, parts, signal }: Counter, view: DeviceView): Promise<EasDevice | undefined> {
  const mailbox = mailboxGuidSchema.parse(view.mailbox);
  const devices = await patiently((limit) => exchange.readDevicesOf(mailbox, limit), parts.clock, signal);
  return devices.find((device) => device.deviceId === view.deviceId);
}

async function send({ exchange, parts, signal }: Counter, device: EasDevice, act: DeviceOrder['act']): Promise<void> {
  const scope = act === 'wipe-account' ? 'account' : 'device';
  await patiently(
    (limit) => (act === 'forget' ? exchange.forget(device, limit) : exchange.wipe({ device, scope }, limit)),
    parts.clock,
    signal,
  );
}

/** A forgotten partnership is gone; a wiped one shows since when it was asked for. */
async function isCarriedOut(
  counter: Counter,
  device: EasDevice,
  { view, act }: { readonly view: DeviceView; readonly act: DeviceOrder['act'] },
): Promise<boolean> {
  if (act === 'forget') return (await partnershipOf(counter, view)) === undefined;
  const statistics = await patiently((limit) => counter.exchange.readStatistics(device, limit), counter.parts.clock, counter.signal);
  const { requested } = act === 'wipe' ? statistics.wipe : statistics.accountWipe;
  return requested !== null;
}

async function withExchange<T>(
  { openExchange }: Pick<OrderParts, 'openExchange'>,
  signal: AbortSignal,
  work: (exchange: ExchangeGateway, facts: ExchangeFacts) => Promise<T>,
): Promise<T> {
  const side = await call((limit) => openExchange(limit), patience.single, signal);
  try {
    const facts = await call((limit) => side.exchange.connect(side.credentials, limit), patience.search, signal);
    return await work(side.exchange, facts);
  } finally {
    await side.close();
  }
}
