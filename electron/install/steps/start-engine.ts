/** Starts the installed engine, which then outlives set-up. */
import { z } from 'zod';
import { lockOf } from '../../../shared/places.ts';
import { exists, removeAll } from '../../platform/files.ts';
import { endEngine, findEngine, startEngine } from '../engine-process.ts';
import type { SetupHost } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

export const startInstalledEngine = defineStep({
  name: 'start-engine',
  /** `fresh`: what the engine makes on its first start and what therefore goes when the start is taken back. */
  undoSchema: z.strictObject({ start: z.boolean(), fresh: z.array(z.string()) }),
  prepare: async (host, plan) => {
    const start = (await findEngine(host, plan.signal)) !== 'ours';
    const fresh: string[] = [];
    for (const path of engineFiles(host)) if (!(await exists(path))) fresh.push(path);
    return { start, fresh };
  },
  run: async (host, plan, undo) => {
    const { target } = await plan.engine.choose(plan.signal);
    if (undo.start) await startEngine(host, target, plan.signal);
    return next;
  },
  undo: async (host, undo, signal) => {
    if (!undo.start) return;
    await endEngine(host, signal);
    for (const path of undo.fresh) await removeAll(path);
  },
});

function engineFiles(host: SetupHost): readonly string[] {
  const { store, logs, pidFile } = host.places;
  const socket = host.platform === 'win32' ? [] : [host.places.control, lockOf(host.places.control)];
  return [store, `${store}-wal`, `${store}-shm`, logs, pidFile, ...socket];
}
