/** What is remembered of Exchange's servers and of our shells on them, in the same file as the rest. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ExchangeServer } from '../../domain/exchange.ts';
import type { ExchangeMemory } from '../../ports/exchange-memory.ts';
import { guarded, transaction } from './database.ts';
import { column, countRow, dataRow, text } from './rows.ts';

const readServers = text(
  z.array(
    z.strictObject({ name: z.string(), fqdn: z.string(), version: z.string(), isClientAccess: z.boolean(), site: z.string().default('') }),
  ),
);
const lostRow = z.object({ lost_at: z.coerce.date() });

export class SqliteExchangeMemory implements ExchangeMemory {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  servers(configured: string): readonly ExchangeServer[] {
    const row = guarded(() =>
      this.#database.prepare('SELECT data FROM exchange_servers WHERE configured = :configured').get(keyOf(configured)),
    );
    return row === undefined ? [] : readServers(dataRow.parse(row).data);
  }

  keepServers(configured: string, servers: readonly ExchangeServer[]): void {
    const put = this.#database.prepare('INSERT OR REPLACE INTO exchange_servers (configured, data) VALUES (:configured, :data)');
    guarded(() => put.run({ ...keyOf(configured), data: JSON.stringify(servers) }));
  }

  openShell(at: Date): number {
    const put = this.#database.prepare('INSERT INTO exchange_shell (opened_at) VALUES (:at)');
    return guarded(() => Number(put.run({ at: at.toISOString() }).lastInsertRowid));
  }

  closeShell(id: number): void {
    guarded(() => this.#database.prepare('DELETE FROM exchange_shell WHERE id = :id').run({ id }));
  }

  loseShell(id: number, at: Date): void {
    const lose = this.#database.prepare('UPDATE exchange_shell SET lost_at = :at WHERE id = :id');
    guarded(() => lose.run({ id, at: at.toISOString() }));
  }

  adoptShells(at: Date): void {
    const lose = this.#database.prepare('UPDATE exchange_shell SET lost_at = :at WHERE lost_at IS NULL');
    guarded(() => lose.run({ at: at.toISOString() }));
  }

  shells(since: Date): { readonly open: number; readonly lost: readonly Date[] } {
    return transaction(this.#database, () => {
      this.#database.prepare('DELETE FROM exchange_shell WHERE lost_at < :since').run({ since: since.toISOString() });
      const open = this.#database.prepare('SELECT COUNT(*) AS count FROM exchange_shell WHERE lost_at IS NULL').get();
      const lost = this.#database.prepare('SELECT lost_at FROM exchange_shell WHERE lost_at IS NOT NULL ORDER BY lost_at').all();
      return { open: countRow.parse(open).count, lost: lost.map((row) => lostRow.parse(row).lost_at) };
    });
  }
}

function keyOf(configured: string): { configured: string } {
  return { configured: column(configured.toLowerCase()) };
}
