/** How much memory Node takes for what lives a moment only. */
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation at the size it begins with. Left alone it grows while a read streams, and the process is the larger the
 * longer the read was: 120 MB more for 100,000 devices than for 5,000, where 8 MB are needed (test/benchmarks/exchange-memory.ts).
 * V8 reads this setting whenever it would let the young generation grow.
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
