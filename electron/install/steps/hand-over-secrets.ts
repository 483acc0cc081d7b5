/** The running engine gets the secrets over the proven channel and puts them into the vault of its own account; what it needs no more, it forgets. */
import { z } from 'zod';
import type { EngineStatus } from '../../../shared/control/contract.ts';
import { Failure } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import type { EngineConnection } from '../../../shared/host/control-client.ts';
import { type SecretName, secretNameSchema, secretNames } from '../../../shared/setup/answers.ts';
import { withEngine } from '../engine-process.ts';
import type { Plan } from '../plan.ts';
import { forgetPrevious, keepPrevious, planVaultChange, restorePrevious, vaultUndoSchema } from '../secrets.ts';
import { type SetupHost, sharesVault } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

const callMilliseconds = 30_000;

export const handOverSecrets = defineStep({
  name: 'hand-over-secrets',
  /** `new`: what the engine did not have; the only entries that can be taken back from a vault that we cannot read. */
  undoSchema: vaultUndoSchema.extend({ new: z.array(secretNameSchema).default([]) }),
  prepare: async (host, plan) => {
    const names = secretNames.filter((name) => plan.secrets[name] !== undefined || plan.unneeded.includes(name));
    const change = await planVaultChange(host, 'engine', names, plan.id);
    return { ...change, new: sharesVault(host) || !plan.needsEngine ? [] : await missingIn(host, plan, names) };
  },
  run: async (host, plan, undo) => {
    if (!plan.needsEngine) return next;
    if (sharesVault(host)) await keepPrevious(host, undo);
    await withEngine(host, plan.signal, async (engine) => {
      for (const name of secretNames) await handOver(engine, plan, name);
      await requireAll(engine, plan);
    });
    return next;
  },
  undo: async (host, undo, signal) => {
    if (sharesVault(host)) return restorePrevious(host, undo);
    if (undo.new.length === 0) return;
    await withEngine(host, signal, async (engine) => {
      for (const name of undo.new) await engine.call('removeSecret', { name }, { signal });
    });
  },
  cleanUp: forgetPrevious,
});

async function handOver(engine: EngineConnection, plan: Plan, name: SecretName): Promise<void> {
  const signal = deadline(callMilliseconds, plan.signal);
  const value = plan.secrets[name];
  if (plan.unneeded.includes(name)) await engine.call('removeSecret', { name }, { signal });
  else if (value !== undefined) await engine.call('storeSecret', { name, value }, { signal });
}

/** What was not at hand must be there from before. */
async function requireAll(engine: EngineConnection, plan: Plan): Promise<void> {
  const { secrets } = await engine.call('status', {}, { signal: deadline(callMilliseconds, plan.signal) });
  const name = plan.needed.find((one) => !hasSecret(secrets, one));
  if (name !== undefined) throw new Failure('secret.missing', { params: { name } });
}

async function missingIn(host: SetupHost, plan: Plan, names: readonly SecretName[]): Promise<SecretName[]> {
  return withEngine(host, plan.signal, async (engine) => {
    const { secrets } = await engine.call('status', {}, { signal: deadline(callMilliseconds, plan.signal) });
    return names.filter((name) => !hasSecret(secrets, name));
  });
}

function hasSecret(secrets: EngineStatus['secrets'], name: SecretName): boolean {
  switch (name) {
    case 'exchange-password':
      return secrets.exchangePassword;
    case 'account-certificate':
      return secrets.accountCertificate;
    case 'proxy-password':
      return secrets.proxyPassword;
    case 'notification-password':
      return secrets.notificationPassword;
    default:
      return name satisfies never;
  }
}
