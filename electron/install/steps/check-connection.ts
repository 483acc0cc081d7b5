/** The staged engine tries Exchange and Intune before anything is installed; another machine's connector is asked about here (W7). */
import { z } from 'zod';
import { requireNoFailure } from '../../prerequisites/host-checks.ts';
import { runStagedCheck } from '../staged-engine.ts';
import { defineStep, next } from '../step.ts';

export const checkConnection = defineStep({
  name: 'check-connection',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host, plan) => {
    const { results, existing } = await runStagedCheck(host, {
      folder: await plan.engine.stage(plan.signal),
      input: { exchange: plan.answers.exchange, exchangePassword: plan.exchangePassword, accountCertificate: plan.accountCertificate },
      onResult: (result) => plan.emit({ event: 'check', step: 'check-connection', result }),
      signal: plan.signal,
    });
    requireNoFailure(results);
    const isElsewhere = existing !== null && existing.connectorServer.toLowerCase() !== host.hostName.toLowerCase();
    if (isElsewhere && !plan.answers.replace) return { kind: 'leave', outcome: { kind: 'replace-question', existing } };
    return next;
  },
});
