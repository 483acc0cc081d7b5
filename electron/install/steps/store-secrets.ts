/** Secrets into the administrator's own vault (I3): a set-up that is killed from here on needs no re-entry. */
import { randomBytes } from 'node:crypto';
import { secretNames, typedSecretSchema } from '../../../shared/setup/answers.ts';
import { forgetPrevious, keepPrevious, planVaultChange, removeProven, restorePrevious, vaultUndoSchema } from '../secrets.ts';
import { controlKeyName } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

const everySecret = [...new Set([...secretNames, ...typedSecretSchema.options])];

export const storeSecrets = defineStep({
  name: 'store-secrets',
  undoSchema: vaultUndoSchema,
  prepare: (host, plan) => planVaultChange(host, 'setup', [...everySecret, controlKeyName], plan.id),
  run: async (host, plan, undo) => {
    await keepPrevious(host, undo);
    for (const name of everySecret) {
      const value = plan.secrets[name];
      if (value !== undefined) await host.setupVault.write(name, value);
    }
    // An engine that runs already knows the old key, and goes on with it.
    if (undo.absent.includes(controlKeyName)) await host.setupVault.write(controlKeyName, randomBytes(32).toString('hex'));
    return next;
  },
  undo: restorePrevious,
  // By now the engine has its own copies and confirmed each.
  cleanUp: async (host, undo) => {
    await removeProven(host.setupVault, everySecret);
    await forgetPrevious(host, undo);
  },
});
