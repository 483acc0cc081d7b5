/** Small sources as strings, for the rules that must turn red over them. */
import { parseSource, type Source } from '../../../build/rules/source.ts';

export function fixture(path: string, text: string): Source {
  const source = parseSource(path, text);
  if (source === null) throw new Error(`${path} is not a source file`);
  return source;
}

export const lines = (count: number): string => 'const a = 1;\n'.repeat(count);
