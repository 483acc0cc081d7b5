/** B7: before an uninstall, everything that this connector wrote to Exchange and that is still there is taken off again. */
import { z } from 'zod';
import { deadline } from '../../../shared/host/clock.ts';
import { withEngine } from '../engine-process.ts';
import { defineStep, next } from '../step.ts';

/** As long as the largest first synchronization may take. */
const longestMilliseconds = 12 * 60 * 60 * 1000;

/** Its outcome: how many entries were taken back. What Exchange was told stays in the engine's own journal. */
export const takeBack = defineStep<z.ZodNull, number>({
  name: 'take-back',
  undoSchema: z.null(),
  isIdle: (plan) => !plan.takeBack,
  prepare: async () => null,
  run: async (host, plan) => {
    if (!plan.takeBack) return next;
    const { entries } = await withEngine(host, plan.signal, (engine) =>
      engine.call(
        'takeBack',
        {},
        {
          signal: deadline(longestMilliseconds, plan.signal),
          onProgress: (sync) => plan.emit({ event: 'progress', step: 'take-back', sync }),
        },
      ),
    );
    return { kind: 'outcome', outcome: entries };
  },
});
