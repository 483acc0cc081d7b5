/** Which engine is installed: the one small file whose replacement is the switch from old to new. */
import { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import { readText, removeAll, replaceText } from '../platform/files.ts';

export const engineRecordSchema = z.strictObject({
  version: z.string(),
  /** Absolute folder of the engine. */
  folder: z.string(),
});
export type EngineRecord = z.infer<typeof engineRecordSchema>;

/** Null when no engine is installed. Throws `install.record-damaged` when the file is not ours. */
export async function readEngineRecord(path: string): Promise<EngineRecord | null> {
  const text = await readText(path);
  if (text === null) return null;
  try {
    return engineRecordSchema.parse(JSON.parse(text));
  } catch {
    throw new Failure('install.record-damaged', { params: { path } });
  }
}

export async function writeEngineRecord(path: string, record: EngineRecord | null): Promise<void> {
  if (record === null) return removeAll(path);
  await replaceText(path, `${JSON.stringify(record)}\n`);
}
