/** Write-ahead journal of orders for single phones: what was ordered is known also after a crash, and is never repeated from here. */
import type { DeviceOrderResult } from '../../shared/control/device-orders.ts';

export interface OrderJournal {
  /** Durable when it returns, as is the other call. */
  intend(order: DeviceOrderResult, at: string): number;
  /** `confirmed`: Exchange shows it. `doubtful`: sent, and nothing of it is to be seen. */
  settle(id: number, state: 'confirmed' | 'doubtful'): void;
}
