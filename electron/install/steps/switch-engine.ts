/** The staged folder gets its final name, and the record of the installed engine is replaced in one act (I1). */
import { z } from 'zod';
import { deadline } from '../../../shared/host/clock.ts';
import { exists, moveFolder, removeAll } from '../../platform/files.ts';
import { engineRecordSchema, readEngineRecord, writeEngineRecord } from '../engine-record.ts';
import { removeUninstallEntry } from '../service/uninstall-entry.ts';
import { defineStep, next } from '../step.ts';

const entryMilliseconds = 10_000;

const undoSchema = z.strictObject({
  target: z.string(),
  /** Where a damaged folder of the same name is put aside; null when there is none. */
  aside: z.string().nullable(),
  previous: engineRecordSchema.nullable(),
  /** False when the installed engine stays. */
  switch: z.boolean(),
});

export const switchEngine = defineStep({
  name: 'switch-engine',
  undoSchema,
  prepare: async (_host, plan) => {
    const { target, previous, isInstalled } = await plan.engine.choose(plan.signal);
    const aside = !isInstalled && (await exists(target)) ? `${target}.aside-${plan.id}` : null;
    return { target, aside, previous, switch: !isInstalled };
  },
  run: async (host, plan, undo) => {
    if (!undo.switch) return next;
    const { bundle } = await plan.engine.choose(plan.signal);
    if (undo.aside !== null) await moveFolder(undo.target, undo.aside);
    await moveFolder(plan.engine.staging, undo.target);
    await writeEngineRecord(host.places, { version: bundle.manifest.version, folder: undo.target });
    return next;
  },
  undo: async (host, undo) => {
    if (!undo.switch) return;
    await writeEngineRecord(host.places, undo.previous);
    if (undo.aside === null) return removeAll(undo.target);
    if (!(await exists(undo.aside))) return;
    await removeAll(undo.target);
    await moveFolder(undo.aside, undo.target);
  },
  cleanUp: async (host, undo) => {
    if (undo.aside !== null) await removeAll(undo.aside);
    const current = await readEngineRecord(host.places);
    if (undo.previous === null || undo.previous.folder === current?.folder) return;
    await removeAll(undo.previous.folder);
    if (host.platform === 'win32') await removeUninstallEntry(host, deadline(entryMilliseconds));
  },
});
