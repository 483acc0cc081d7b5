/** The staged engine tries Exchange and Intune before anything is installed; another machine's connector is asked about here (W7). */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { CheckInput, ExistingConnector } from '../../../shared/setup/engine-verbs.ts';
import type { ConnectOutcome } from '../../../shared/setup/progress.ts';
import { requireNoFailure } from '../../prerequisites/host-checks.ts';
import { connectionOf, intendedConfiguration } from '../configured.ts';
import type { Plan } from '../plan.ts';
import type { SetupHost } from '../setup-host.ts';
import { runStagedCheck } from '../staged-engine.ts';
import { defineStep, next } from '../step.ts';

export const checkConnection = defineStep<z.ZodNull, ConnectOutcome>({
  name: 'check-connection',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host, plan) => {
    const existing = await tryConnection(host, plan, null);
    const isElsewhere = existing !== null && existing.connectorServer.toLowerCase() !== host.hostName.toLowerCase();
    if (isElsewhere && !plan.replace) return { kind: 'leave', outcome: { kind: 'replace-question', existing } };
    return next;
  },
});

/** The account alone: before it takes the place of the one that works. */
export const checkAccount = defineStep({
  name: 'check-connection',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host, plan) => {
    await tryConnection(host, plan, ['exchange-reach', 'exchange-account', 'exchange-commands']);
    return next;
  },
});

/** Throws for the first failed check. */
async function tryConnection(host: SetupHost, plan: Plan, only: CheckInput['only']): Promise<ExistingConnector | null> {
  const { secrets, signal } = plan;
  const exchangePassword = secrets['exchange-password'];
  if (exchangePassword === undefined) throw new Failure('secret.missing', { params: { name: 'exchange-password' } });
  const { results, existing } = await runStagedCheck(host, {
    folder: await plan.engine.runnable(signal),
    input: {
      ...connectionOf(await intendedConfiguration(host, plan)),
      exchangePassword,
      accountCertificate: secrets['account-certificate'] ?? null,
      proxyPassword: secrets['proxy-password'] ?? null,
      notificationPassword: secrets['notification-password'] ?? null,
      only: only ?? null,
    },
    onResult: (result) => plan.emit({ event: 'check', step: 'check-connection', result }),
    signal,
  });
  requireNoFailure(results);
  return existing;
}
