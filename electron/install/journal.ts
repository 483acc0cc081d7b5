/**
 * Write-ahead journal of an installation (I4): what a step is about to change is on the disk before it changes, so that a
 * set-up killed anywhere can be taken back or finished by the next one. Holds no secret.
 */
import { type FileHandle, open, truncate } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import { setupStepSchema } from '../../shared/setup/progress.ts';
import { readText, removeAll, syncFolderOf } from '../platform/files.ts';
import { operationNameSchema } from './operation-name.ts';

export const journalRecordSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begin'), id: z.string(), operation: operationNameSchema.optional(), at: z.iso.datetime() }),
  /** `undo` is what the step needs to take itself back; the step's own schema reads it. */
  z.strictObject({ kind: z.literal('intended'), step: setupStepSchema, undo: z.json() }),
  z.strictObject({ kind: z.literal('undone'), step: setupStepSchema }),
  z.strictObject({ kind: z.literal('committed') }),
  /** After the commit: this forward step is done, and need not be done again. */
  z.strictObject({ kind: z.literal('finished'), step: setupStepSchema }),
]);
export type JournalRecord = z.infer<typeof journalRecordSchema>;

/** Records of an installation that has not ended. A last line cut off by a kill was never acted upon and is left out. Throws `install.record-damaged`. */
export async function readJournal(path: string): Promise<readonly JournalRecord[]> {
  const lines = ((await readText(path)) ?? '').split('\n');
  lines.pop();
  return lines.map((line) => {
    const parsed = journalRecordSchema.safeParse(json(line));
    if (!parsed.success) throw new Failure('install.record-damaged', { params: { path } });
    return parsed.data;
  });
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #records: JournalRecord[];
  /** Bytes of whole lines. */
  #length: number;

  private constructor(path: string, file: FileHandle, records: readonly JournalRecord[]) {
    this.#path = path;
    this.#file = file;
    this.#records = [...records];
    this.#length = lengthOf(records);
  }

  /** Goes on with the journal at `path`, or begins one. */
  static async open(path: string): Promise<Journal> {
    const records = await readJournal(path);
    const file = await open(path, 'a', 0o600);
    // By path: a handle that may only append cannot cut on Windows.
    if ((await file.stat()).size > lengthOf(records)) await truncate(path, lengthOf(records));
    await syncFolderOf(path);
    return new Journal(path, file, records);
  }

  get records(): readonly JournalRecord[] {
    return this.#records;
  }

  /** Returns when the record is on the disk. Throws `install.disk`; then nothing of it is there. */
  async append(record: JournalRecord): Promise<void> {
    const line = asLine(record);
    try {
      await this.#file.appendFile(line);
      await this.#file.sync();
    } catch (thrown) {
      await truncate(this.#path, this.#length).catch(() => undefined);
      throw new Failure('install.disk', {
        params: { path: this.#path },
        detail: thrown instanceof Error ? thrown.message : 'unknown cause',
      });
    }
    this.#length += Buffer.byteLength(line);
    this.#records.push(record);
  }

  /** Everything is taken back or finished: nothing is left to remember. */
  async end(): Promise<void> {
    await this.#file.close();
    await removeAll(this.#path);
  }

  /** Leaves the journal for the next set-up. */
  async leave(): Promise<void> {
    await this.#file.close();
  }
}

function lengthOf(records: readonly JournalRecord[]): number {
  return Buffer.byteLength(records.map(asLine).join(''));
}

function asLine(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}
