/** Ends the installed engine politely, unless it is the very one to be used. */
import { z } from 'zod';
import { findEngine, isStaying, startEngine, stopEngine } from '../engine-process.ts';
import { defineStep, next } from '../step.ts';

export const stopInstalledEngine = defineStep({
  name: 'stop-engine',
  /** Folder of the engine that is to run again when this is taken back; null when none ran. */
  undoSchema: z.strictObject({ stop: z.boolean(), folder: z.string().nullable() }),
  prepare: async (host, plan) => {
    const { previous, isInstalled } = await plan.engine.choose(plan.signal);
    const isRunning = (await findEngine(host, plan.signal)) === 'ours';
    const stop = isRunning && (!isInstalled || plan.isRestart || !plan.keepData);
    return { stop, folder: stop ? (previous?.folder ?? null) : null };
  },
  run: async (host, plan, undo) => {
    if (undo.stop) await stopEngine(host, plan.signal);
    return next;
  },
  undo: async (host, undo, signal) => {
    if (undo.folder === null || (await isStaying(host, signal))) return;
    await startEngine(host, undo.folder, signal);
  },
});
