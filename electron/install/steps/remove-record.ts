/**
 * Uninstalling takes the connector's record out of Intune, so that nobody is asked to replace a connector that is gone (W7). The service
 * may refuse, and may be gone altogether: then somebody is told what to do, and everything else is removed all the same.
 */
import { z } from 'zod';
import { Failure, toAppError } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { withEngine } from '../engine-process.ts';
import { readEngineRecord } from '../engine-record.ts';
import { defineForwardStep } from '../step.ts';

/** Somebody waits, and nothing that follows depends on it. */
const longestMilliseconds = 30_000;

export const removeRecord = defineForwardStep({
  name: 'remove-record',
  factsSchema: z.strictObject({ isInstalled: z.boolean() }),
  prepare: async (host) => ({ isInstalled: (await readEngineRecord(host.places).catch(() => null)) !== null }),
  run: async (host, { isInstalled }, emit) => {
    // Data alone has no record: who made one is gone long since.
    if (!isInstalled) return;
    try {
      const signal = deadline(longestMilliseconds);
      await withEngine(host, signal, (engine) => engine.call('unregister', {}, { signal }));
    } catch (thrown) {
      const { code, detail } = toAppError(thrown);
      const { error } = new Failure('connector.record-left', { params: { reason: code }, ...(detail === undefined ? {} : { detail }) });
      emit({ event: 'warned', step: 'remove-record', error });
    }
  },
});
