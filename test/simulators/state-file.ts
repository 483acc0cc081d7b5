/** The rehearsal's state on disk: a small file replaced atomically, or a journal of lines. A killed rehearsal leaves the old state or the new one. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
  replaceFile(file, `${JSON.stringify(state)}\n`);
}

function replaceFile(file: string, text: string): void {
  const next = `${file}.next`;
  writeFileSync(next, text, { mode: 0o600 });
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

export interface Journal<T> {
  /** The newest entry of each key, oldest key first. */
  readonly entries: readonly T[];
  append(entry: T): void;
}

/**
 * State that changes often, kept as JSON lines of which the newest per key counts: a change costs one line. Tidied when opened.
 * A half-written last line (killed while writing) is dropped; any other bad line throws an Error that names the file.
 */
export function openJournal<T>(file: string | undefined, schema: z.ZodType<T>, keyOf: (entry: T) => string): Journal<T> {
  if (file === undefined) return { entries: [], append: () => undefined };
  const newest = new Map((existsSync(file) ? readLines(file, schema) : []).map((entry) => [keyOf(entry), entry]));
  mkdirSync(dirname(file), { recursive: true });
  const entries = [...newest.values()];
  replaceFile(file, entries.map(lineOf).join(''));
  return { entries, append: (entry) => appendFileSync(file, lineOf(entry)) };
}

function readLines<T>(file: string, schema: z.ZodType<T>): readonly T[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const complete = lines.slice(0, -1);
  return complete.map((line, index) => {
    const parsed = z.string().transform(parseJson).pipe(schema).safeParse(line);
    if (!parsed.success) throw new Error(`rehearsal state ${file}, line ${index + 1}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
}

function lineOf(entry: unknown): string {
  return `${JSON.stringify(entry)}\n`;
}
