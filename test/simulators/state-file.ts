/** Small state kept as one JSON file, replaced atomically: a killed rehearsal leaves the old state or the new one, never half of one. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** What the file holds, or null when there is none. Throws an Error that names the file when it is not of the schema. */
export function readStateFile<T extends z.ZodType>(file: string, schema: T): z.infer<T> | null {
  if (!existsSync(file)) return null;
  const parsed = z.string().transform(parseJson).pipe(schema).safeParse(readFileSync(file, 'utf8'));
  if (!parsed.success) throw new Error(`rehearsal state ${file} is not readable: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export function writeStateFile(file: string, state: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  renameSync(next, file);
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
}
