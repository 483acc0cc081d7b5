/** The product's version, from the one place that has it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repository } from '../bootstrap/stamps.mjs';

export function productVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))).version;
}
