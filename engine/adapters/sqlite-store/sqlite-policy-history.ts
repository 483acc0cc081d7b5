/** The policies that were in force, in the same file as the rest. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type PolicyVersion, policyVersionSchema } from '../../../shared/policy.ts';
import type { PolicyHistory } from '../../ports/policy-history.ts';
import { guarded } from './database.ts';
import { text } from './rows.ts';

const versionRow = z.object({ number: z.number(), data: z.string() });
const readVersion = text(policyVersionSchema.omit({ number: true }));

export class SqlitePolicyHistory implements PolicyHistory {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  current(): PolicyVersion | null {
    const select = this.#database.prepare('SELECT number, data FROM policy_version ORDER BY number DESC LIMIT 1');
    const row = guarded(() => select.get());
    if (row === undefined) return null;
    const { number, data } = versionRow.parse(row);
    return { ...readVersion(data), number };
  }

  add(version: Omit<PolicyVersion, 'number'>): PolicyVersion {
    const put = this.#database.prepare('INSERT INTO policy_version (data) VALUES (:data)');
    const number = guarded(() => Number(put.run({ data: JSON.stringify(version) }).lastInsertRowid));
    return { ...version, number };
  }
}
