/** Unpacks the checked bundle into a folder of its own, beside the installed engine. */
import { rmdir } from 'node:fs/promises';
import { z } from 'zod';
import { removeAll } from '../../platform/files.ts';
import { defineStep, next } from '../step.ts';

export const stageEngine = defineStep({
  name: 'stage-engine',
  undoSchema: z.strictObject({ staging: z.string() }),
  prepare: async (_host, plan) => ({ staging: plan.engine.staging }),
  run: async (_host, plan) => {
    await plan.engine.stage(plan.signal);
    return next;
  },
  undo: async (host, undo) => {
    await removeAll(undo.staging);
    // Only an empty folder goes: with anything in it, it was there before us.
    await rmdir(host.places.program).catch(() => undefined);
  },
  cleanUp: async (_host, undo) => removeAll(undo.staging),
});
