/** Which engine is installed: the one small file whose replacement is the switch from old to new. */
import { posix, win32 } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import type { Places } from '../../shared/places.ts';
import { readText, removeAll, replaceText } from '../platform/files.ts';

export const engineRecordSchema = z.strictObject({
  version: z.string(),
  /** Absolute folder of the engine. */
  folder: z.string(),
});
export type EngineRecord = z.infer<typeof engineRecordSchema>;
type RecordPlaces = Pick<Places, 'engineRecord' | 'program' | 'previous'>;

/** Null when no engine is installed. Throws `install.record-damaged` when the file is not ours. */
export async function readEngineRecord(places: RecordPlaces): Promise<EngineRecord | null> {
  return (await readRecord(places.engineRecord)) ?? (await readPrevious(places));
}

async function readRecord(path: string): Promise<EngineRecord | null> {
  const text = await readText(path);
  if (text === null) return null;
  try {
    return engineRecordSchema.parse(JSON.parse(text));
  } catch {
    throw damaged(path);
  }
}

/** The service may write where this one lies: it is believed only when it names a folder that administrators alone may write. */
async function readPrevious({ previous, program }: RecordPlaces): Promise<EngineRecord | null> {
  const record = await readRecord(previous.engineRecord);
  const { basename, join } = program.includes('\\') ? win32 : posix;
  if (record !== null && record.folder !== join(program, basename(record.folder))) throw damaged(previous.engineRecord);
  return record;
}

/** Null: none is installed any more. A record of the previous layout goes with the first one that is written. */
export async function writeEngineRecord(places: RecordPlaces, record: EngineRecord | null): Promise<void> {
  if (record === null) await removeAll(places.engineRecord);
  else await replaceText(places.engineRecord, `${JSON.stringify(record)}\n`);
  await removeAll(places.previous.engineRecord);
}

function damaged(path: string): Failure {
  return new Failure('install.record-damaged', { params: { path } });
}
