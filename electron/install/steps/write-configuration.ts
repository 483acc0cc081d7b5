/** Writes the answers into the configuration; what was edited by hand stays (F1). */
import { z } from 'zod';
import { configurationSchema, parseConfiguration, renderConfiguration } from '../../../shared/config/configuration.ts';
import { deadline } from '../../../shared/host/clock.ts';
import type { Answers } from '../../../shared/setup/answers.ts';
import { readText, removeAll, replaceText } from '../../platform/files.ts';
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
    const text = renderConfiguration(configurationOf(plan.answers, undo.previous), undo.previous);
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

/** The answers over what the file says already, so that settings nobody was asked about keep their value. */
function configurationOf(answers: Answers, previous: string | null) {
  const asked = {
    exchangeType: answers.exchange.type,
    exchangeServer: answers.exchange.server,
    exchangeUser: answers.exchange.user,
    newBlockLimitPercent: answers.newBlockLimitPercent,
    language: answers.language,
  };
  return configurationSchema.parse(previous === null ? asked : { ...parseConfiguration(previous), ...asked });
}

/** An engine that keeps running learns of the change at once; one that is started later reads the file. */
async function reloadIfRunning(host: SetupHost, signal: AbortSignal): Promise<void> {
  if ((await findEngine(host, signal)) !== 'ours') return;
  await withEngine(host, signal, (engine) => engine.call('reload', {}, { signal: deadline(reloadMilliseconds, signal) }));
}
