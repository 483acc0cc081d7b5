/** The first full synchronization, asked of the running engine. What it writes to Exchange stays in the engine's own journal. */
import { z } from 'zod';
import type { ConnectOutcome } from '../../../shared/setup/progress.ts';
import { firstSynchronization } from '../first-synchronization.ts';
import { defineStep } from '../step.ts';

export const firstSync = defineStep<z.ZodNull, ConnectOutcome>({
  name: 'first-sync',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host, plan) => {
    const outcome = await firstSynchronization(host, {
      params: { replaceConnector: plan.replace },
      onProgress: (sync) => plan.emit({ event: 'progress', step: 'first-sync', sync }),
      signal: plan.signal,
    });
    return { kind: 'outcome', outcome };
  },
});
