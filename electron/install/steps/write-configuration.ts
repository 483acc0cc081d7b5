/** Writes the answers into the configuration; what was edited by hand stays (F1). */
import { z } from 'zod';
import { deadline } from '../../../shared/host/clock.ts';
import { readText, removeAll, replaceText } from '../../platform/files.ts';
import { intendedText } from '../configured.ts';
import { findEngine, withEngine } from '../engine-process.ts';
import type { SetupHost } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

const reloadMilliseconds = 30_000;

export const writeConfiguration = defineStep({
  name: 'write-configuration',
  /** The whole text that was there; it holds no secret. */
  undoSchema: z.strictObject({ previous: z.string().nullable() }),
  prepare: async (host) => ({ previous: await readText(host.places.configuration) }),
  run: async (host, plan, undo) => {
    const text = intendedText(plan, undo.previous);
    if (text === undo.previous) return next;
    await replaceText(host.places.configuration, text);
    await reloadIfRunning(host, plan.signal);
    return next;
  },
  undo: async (host, undo, signal) => {
    if (undo.previous === (await readText(host.places.configuration))) return;
    if (undo.previous === null) return removeAll(host.places.configuration);
    await replaceText(host.places.configuration, undo.previous);
    await reloadIfRunning(host, signal);
  },
});

/** An engine that keeps running learns of the change at once; one that is started later reads the file. */
async function reloadIfRunning(host: SetupHost, signal: AbortSignal): Promise<void> {
  if ((await findEngine(host, signal)) !== 'ours') return;
  await withEngine(host, signal, (engine) => engine.call('reload', {}, { signal: deadline(reloadMilliseconds, signal) }));
}
