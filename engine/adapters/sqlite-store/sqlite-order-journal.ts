/** Orders for single phones, in the same file as the rest. A row that stays `intended` was cut short by a crash or a failure. */
import type { DatabaseSync } from 'node:sqlite';
import type { DeviceOrderResult } from '../../../shared/control/device-orders.ts';
import type { OrderJournal } from '../../ports/order-journal.ts';
import { guarded } from './database.ts';

export class SqliteOrderJournal implements OrderJournal {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  intend(order: DeviceOrderResult, at: string): number {
    const insert = this.#database.prepare("INSERT INTO device_order (at, state, data) VALUES (:at, 'intended', :data)");
    return guarded(() => Number(insert.run({ at, data: JSON.stringify(order) }).lastInsertRowid));
  }

  settle(id: number, state: 'confirmed' | 'doubtful'): void {
    const update = this.#database.prepare('UPDATE device_order SET state = :state WHERE id = :id');
    guarded(() => update.run({ id, state }));
  }
}
