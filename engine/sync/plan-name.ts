/** Names a plan, so that the administrator accepts the one he saw and no other. */
import { createHash } from 'node:crypto';

/** SHA-256 (hex) over the sorted names of the new blocks: another set has another name. */
export function planName(newBlocks: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of newBlocks.toSorted()) hash.update(`${name}\n`);
  return hash.digest('hex');
}
