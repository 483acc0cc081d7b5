/** A language file as a flat list of key and text. */
import { z } from 'zod';

interface Branch {
  readonly [key: string]: string | Branch;
}
const branchSchema: z.ZodType<Branch> = z.lazy(() => z.record(z.string(), z.union([z.string(), branchSchema])));

export type Catalog = ReadonlyMap<string, string>;

/** Throws a ZodError when something else than texts and groups of texts stands in it. */
export function readCatalog(json: string): Catalog {
  return new Map(flatten(branchSchema.parse(JSON.parse(json)), ''));
}

function flatten(branch: Branch, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(branch).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${prefix}${name}`, value] as const] : flatten(value, `${prefix}${name}.`),
  );
}

/** The key a caller asks for: i18next's plural forms `x_one` and `x_other` are one key to it. */
export function askedKey(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

export function placeholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([^}\s,]+)[^}]*\}\}/g)].map((match) => match[1] ?? ''))].sort();
}
