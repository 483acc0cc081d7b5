/** First of all: does this computer fit, and is nobody else here already. Changes nothing. */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import { requireNoFailure, runHostChecks } from '../../prerequisites/host-checks.ts';
import { gatherHostFacts } from '../../prerequisites/host-facts.ts';
import { findEngine } from '../engine-process.ts';
import type { SetupHost } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

/** Longest unix socket path that Linux takes, in bytes; macOS takes four less. */
const socketPathLimit = { linux: 107, darwin: 103 } as const;

export const checkHost = defineStep({
  name: 'check-host',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host, plan) => {
    requireSocketPath(host);
    if ((await findEngine(host, plan.signal)) === 'foreign') throw new Failure('engine.already-running');
    const facts = await gatherHostFacts({
      platform: host.platform,
      environment: host.environment,
      target: host.places.program,
      signal: plan.signal,
    });
    const results = await runHostChecks({
      facts,
      vault: host.setupVault,
      onResult: (result) => plan.emit({ event: 'check', step: 'check-host', result }),
      signal: plan.signal,
    });
    requireNoFailure(results);
    return next;
  },
});

function requireSocketPath(host: SetupHost): void {
  if (host.platform === 'win32') return;
  const limit = host.platform === 'darwin' ? socketPathLimit.darwin : socketPathLimit.linux;
  if (Buffer.byteLength(host.places.control) > limit) throw new Failure('path.too-long', { params: { path: host.places.control } });
}
