/** Waits until the engine itself reports that it is configured and has its secrets. */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { withEngine } from '../engine-process.ts';
import { defineStep, next } from '../step.ts';

const healthyMilliseconds = 30_000;
const pollMilliseconds = 200;

export const waitHealthy = defineStep({
  name: 'wait-healthy',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host, plan) => {
    const limit = host.clock.elapsed() + healthyMilliseconds;
    for (;;) {
      const status = await withEngine(host, plan.signal, (engine) =>
        engine.call('status', {}, { signal: deadline(healthyMilliseconds, plan.signal) }),
      );
      if (status.state !== 'not-configured' && status.secrets.exchangePassword && status.secrets.accountCertificate) return next;
      if (host.clock.elapsed() > limit)
        throw new Failure('engine.unhealthy', { detail: `state ${status.state} after ${healthyMilliseconds / 1000} s` });
      await host.clock.sleep(pollMilliseconds, plan.signal);
    }
  },
});
