/** The running engine gets the secrets over the proven channel and puts them into the vault of its own account. */
import { Failure } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { secretNames } from '../../../shared/setup/answers.ts';
import { withEngine } from '../engine-process.ts';
import { forgetPrevious, keepPrevious, planVaultChange, restorePrevious, vaultUndoSchema } from '../secrets.ts';
import { defineStep, next } from '../step.ts';

const callMilliseconds = 30_000;

export const handOverSecrets = defineStep({
  name: 'hand-over-secrets',
  undoSchema: vaultUndoSchema,
  prepare: (host, plan) => planVaultChange(host, 'engine', secretNames, plan.id),
  run: async (host, plan, undo) => {
    await keepPrevious(host, undo);
    await withEngine(host, plan.signal, async (engine) => {
      for (const name of secretNames) {
        const value = await host.setupVault.read(name);
        if (value === null) throw new Failure('secret.missing', { params: { name } });
        await engine.call('storeSecret', { name, value }, { signal: deadline(callMilliseconds, plan.signal) });
      }
    });
    return next;
  },
  undo: restorePrevious,
  cleanUp: forgetPrevious,
});
