/** Before a proxy takes the place of the one that works: is Intune reached through it. */
import { z } from 'zod';
import { proxyUser } from '../../../shared/setup/answers.ts';
import { failureOf } from '../../platform/failure-of.ts';
import { connectionOf, intendedConfiguration } from '../configured.ts';
import { runNetworkTest } from '../staged-engine.ts';
import { defineStep, next } from '../step.ts';

export const checkWayOut = defineStep({
  name: 'check-connection',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host, plan) => {
    const { proxy } = connectionOf(await intendedConfiguration(host, plan));
    const proxyPassword = plan.secrets['proxy-password'] ?? null;
    // A password that only the engine has cannot be tried from here; it worked for this user until now.
    if (proxyUser(proxy) !== null && proxyPassword === null) return next;
    const hops = await runNetworkTest(host, {
      folder: await plan.engine.runnable(plan.signal),
      input: {
        proxy,
        proxyPassword,
        accountCertificate: plan.accountCertificate,
        exchange: null,
      },
      onHop: () => undefined,
      signal: plan.signal,
    });
    const failed = hops.find((hop) => hop.state === 'failed');
    if (failed?.error !== undefined) throw failureOf(failed.error);
    return next;
  },
});
