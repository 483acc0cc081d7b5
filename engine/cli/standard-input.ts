/** What the verbs of set-up share: one JSON object on standard input, secrets included, and nothing kept of it. */
import type { z } from 'zod';
import { Failure } from '../../shared/errors.ts';
import { readStandardInput } from '../../shared/host/console.ts';
import type { Log } from '../ports/log.ts';

const limitBytes = 256 * 1024;
/** Such a verb leaves no log. */
export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Throws `usage.wrong`; nothing of what was read gets into the error. */
export async function readInput<T extends z.ZodType>(schema: T): Promise<z.output<T>> {
  const text = await readStandardInput(limitBytes).catch(() => '');
  const parsed = schema.safeParse(json(text));
  if (!parsed.success) throw new Failure('usage.wrong', { params: { argument: 'standard input' } });
  return parsed.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
