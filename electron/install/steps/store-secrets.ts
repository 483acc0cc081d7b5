/** Secrets into the administrator's own vault (I3): a set-up that is killed from here on needs no re-entry. */
import { randomBytes } from 'node:crypto';
import { secretNames } from '../../../shared/setup/answers.ts';
import { forgetPrevious, keepPrevious, planVaultChange, removeProven, restorePrevious, vaultUndoSchema } from '../secrets.ts';
import { controlKeyName } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

export const storeSecrets = defineStep({
  name: 'store-secrets',
  undoSchema: vaultUndoSchema,
  prepare: (host, plan) => planVaultChange(host, 'setup', [...secretNames, controlKeyName], plan.id),
  run: async (host, plan, undo) => {
    await keepPrevious(host, undo);
    await host.setupVault.write('exchange-password', plan.exchangePassword);
    await host.setupVault.write('account-certificate', plan.accountCertificate);
    // An engine that runs already knows the old key, and goes on with it.
    if (undo.absent.includes(controlKeyName)) await host.setupVault.write(controlKeyName, randomBytes(32).toString('hex'));
    return next;
  },
  undo: restorePrevious,
  // By now the engine has its own copies and confirmed each.
  cleanUp: async (host, undo) => {
    await removeProven(host.setupVault, secretNames);
    await forgetPrevious(host, undo);
  },
});
