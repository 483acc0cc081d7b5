/** Starts the installed engine, which then outlives set-up. Before that its data is copied aside, where this run may spoil it. */
import { z } from 'zod';
import { lockOf } from '../../../shared/places.ts';
import { exists, removeAll } from '../../platform/files.ts';
import { asideFolder, copyAside, dataFiles, putBack } from '../data-aside.ts';
import { endEngine, findEngine, startEngine } from '../engine-process.ts';
import { readEngineRecord } from '../engine-record.ts';
import type { Plan } from '../plan.ts';
import type { SetupHost } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

const undoSchema = z.strictObject({
  start: z.boolean(),
  /** What the engine makes on its first start and what therefore goes when the start is taken back. */
  fresh: z.array(z.string()),
  /** Where the data is kept until the run ends; null when it cannot come to harm. */
  aside: z.string().nullable().default(null),
});

export const startInstalledEngine = defineStep({
  name: 'start-engine',
  undoSchema,
  isIdle: (plan) => !plan.needsEngine,
  prepare: async (host, plan) => {
    const start = plan.needsEngine && (await findEngine(host, plan.signal)) !== 'ours';
    const fresh: string[] = [];
    for (const path of engineFiles(host)) if (!(await exists(path))) fresh.push(path);
    return { start, fresh, aside: start && (await mayHarm(host, plan)) ? asideFolder(host, plan.id) : null };
  },
  run: async (host, plan, undo) => {
    if (undo.aside !== null) await copyAside(host, undo.aside);
    if (!plan.keepData) for (const file of dataFiles(host)) await removeAll(file);
    if (undo.start) await startEngine(host, await installedFolder(host), plan.signal);
    return next;
  },
  undo: async (host, undo, signal) => {
    if (!undo.start) return;
    await endEngine(host, signal);
    for (const path of undo.fresh) await removeAll(path);
    if (undo.aside !== null) await putBack(host, undo.aside);
  },
  cleanUp: async (_host, undo) => {
    if (undo.aside !== null) await removeAll(undo.aside);
  },
});

/** Another engine than the last one, or a new beginning, over data that is there. */
async function mayHarm(host: SetupHost, plan: Plan): Promise<boolean> {
  if (!(await exists(host.places.store))) return false;
  return !plan.keepData || !plan.engine.isUnchanged();
}

async function installedFolder(host: SetupHost): Promise<string> {
  const record = await readEngineRecord(host.places);
  if (record === null) throw new TypeError('the engine was switched to before it is started');
  return record.folder;
}

function engineFiles(host: SetupHost): readonly string[] {
  const { logs, pidFile } = host.places;
  const socket = host.platform === 'win32' ? [] : [host.places.control, lockOf(host.places.control)];
  return [...dataFiles(host), logs, pidFile, ...socket];
}
